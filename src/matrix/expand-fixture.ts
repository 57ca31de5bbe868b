import type { ClientSignals } from '../contract/decision.ts'
import type { ExplainRequest, HistoryInput } from '../contract/history-input.ts'
import type { FixtureSuite, LocatedFixture } from '../files/load-fixture-suite.ts'
import { didYouMean } from './unknown-name.ts'

/** The moment at which fixtures happen unless they say otherwise. */
export const fixtureNow = '2026-11-21T09:00:00.000Z'

/** A fixture written out: exactly what could be posted to `/v1/decisions/explain`. */
export interface ExpandedFixture extends LocatedFixture {
  readonly request: ExplainRequest & { readonly now: string }
}

interface UnknownName {
  readonly problem: string
  /** The file in which the name should stand. */
  readonly named: RegExp
}

/** Replaces names by what they stand for; an unknown name is a problem in words, never an exception. */
export function expandFixture(located: LocatedFixture, suite: FixtureSuite): ExpandedFixture | UnknownName {
  const { fixture, file } = located
  const client = fixture.client === undefined ? undefined : findByName(suite.clients, fixture.client)
  if (fixture.client !== undefined && client === undefined) {
    const help = didYouMean(fixture.client, Object.keys(suite.clients))
    const problem = `${file}: fixture \`${fixture.id}\` names the unknown client \`${fixture.client}\`${help}`
    return { problem, named: /^clients\.json$/ }
  }
  const credentials: NonNullable<HistoryInput['credentials']>[number][] = []
  for (const text of fixture.passkeys ?? []) {
    const [name = '', deviceId] = text.split('@')
    const passkey = findByName(suite.passkeys, name)
    if (passkey === undefined) {
      const help = didYouMean(name, Object.keys(suite.passkeys))
      const problem = `${file}: fixture \`${fixture.id}\` names the unknown passkey \`${name}\`${help}`
      return { problem, named: /^passkeys\.json$/ }
    }
    const { note: _note, ...record } = passkey
    credentials.push(deviceId === undefined ? record : { ...record, madeOn: { ...record.madeOn, deviceId } })
  }
  const history = fixture.history ?? {}
  const signals: ClientSignals = { ...client?.signals, ...fixture.signals }
  // A history is somebody's: with one, the user counts as named.
  const hasHistory = fixture.passkeys !== undefined || fixture.history !== undefined
  const user = hasHistory ? { id: 'u-1', ...fixture.user } : fixture.user
  return {
    fixture,
    file,
    request: {
      purpose: fixture.purpose ?? 'authentication',
      signals,
      ...(user && { user }),
      ...(fixture.device?.id !== undefined && { device: { id: fixture.device.id } }),
      ...(fixture.context && { context: fixture.context }),
      // Without a user there is none to send: a history alone would name somebody.
      ...(user && { history: { ...history, credentials: [...credentials, ...(history.credentials ?? [])] } }),
      now: fixture.now ?? fixtureNow,
    },
  }
}

/** What stands under a name of one's own, never what every object has (`constructor`). */
export const findByName = <T>(names: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(names, name) ? names[name] : undefined
