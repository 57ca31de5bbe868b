import { readFileSync } from 'node:fs'
import type { ClientSignals } from '../../src/contract/decision.ts'

type Clients = Readonly<Record<string, { readonly signals: ClientSignals }>>
const text = readFileSync(new URL('../../fixtures/clients.json', import.meta.url), 'utf8')
const { clients } = JSON.parse(text) as { readonly clients: Clients }

/** What a browser of the fixture suite says about itself: all that a login page can gather. */
export function signalsOf(name: string): ClientSignals {
  const client = clients[name]
  if (client === undefined) throw new Error(`fixtures/clients.json has no \`${name}\``)
  return client.signals
}

/** What a terse integrator sends: the user agent, and what the story is about. */
export function terse(name: string, said: ClientSignals = {}): ClientSignals {
  const { userAgent } = signalsOf(name)
  return { ...(userAgent === undefined ? {} : { userAgent }), ...said }
}
