import { readCapabilities } from './read-capabilities.ts'
import { readClientHints } from './read-client-hints.ts'
import { readRecord } from './read-record.ts'
import { readUserAgent } from './read-user-agent.ts'
import type { RawSignals, Signals } from './signals.ts'

/**
 * What a request says about its client, typed and normalised, with nothing inferred. The body speaks first, then
 * the request's own headers. Whatever is malformed counts as not said; this never throws.
 */
export function readSignals(raw: RawSignals): Signals {
  // Plain assignments: on the path of every decision, conditional spreads cost more than all the reading.
  const signals: Writable<Signals> = {
    userAgent: readUserAgent(readUserAgentText(raw)),
    hints: readClientHints(raw.clientHints, raw.headers),
    capabilities: readCapabilities(raw.clientCapabilities),
    capabilitiesReported: readRecord(raw.clientCapabilities) !== undefined,
  }
  const { webauthn, userVerifyingPlatformAuthenticator, conditionalMediation, bluetooth } = raw
  if (typeof webauthn === 'boolean') signals.webauthn = webauthn
  if (typeof userVerifyingPlatformAuthenticator === 'boolean') {
    signals.userVerifyingPlatformAuthenticator = userVerifyingPlatformAuthenticator
  }
  if (typeof conditionalMediation === 'boolean') signals.conditionalMediation = conditionalMediation
  if (typeof bluetooth === 'boolean') signals.bluetooth = bluetooth
  const { maxTouchPoints, platform } = raw
  if (typeof maxTouchPoints === 'number' && maxTouchPoints >= 0) signals.maxTouchPoints = maxTouchPoints
  if (typeof platform === 'string' && platform !== '') signals.navigatorPlatform = platform
  return signals
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] }

function readUserAgentText({ userAgent, headers }: RawSignals): string {
  if (typeof userAgent === 'string' && userAgent !== '') return userAgent
  const header = headers?.['user-agent']
  const text = typeof header === 'object' ? header[0] : header
  return typeof text === 'string' ? text : ''
}
