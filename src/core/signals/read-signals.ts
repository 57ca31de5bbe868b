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
  const { webauthn, userVerifyingPlatformAuthenticator, conditionalMediation, bluetooth } = raw
  const { maxTouchPoints, platform } = raw
  return {
    userAgent: readUserAgent(readUserAgentText(raw)),
    hints: readClientHints(raw.clientHints, raw.headers),
    capabilities: readCapabilities(raw.clientCapabilities),
    capabilitiesReported: readRecord(raw.clientCapabilities) !== undefined,
    ...(typeof webauthn === 'boolean' && { webauthn }),
    ...(typeof userVerifyingPlatformAuthenticator === 'boolean' && { userVerifyingPlatformAuthenticator }),
    ...(typeof conditionalMediation === 'boolean' && { conditionalMediation }),
    ...(typeof bluetooth === 'boolean' && { bluetooth }),
    ...(typeof maxTouchPoints === 'number' && maxTouchPoints >= 0 && { maxTouchPoints }),
    ...(typeof platform === 'string' && platform !== '' && { navigatorPlatform: platform }),
  }
}

function readUserAgentText({ userAgent, headers }: RawSignals): string {
  if (typeof userAgent === 'string' && userAgent !== '') return userAgent
  const header = headers?.['user-agent']
  const text = typeof header === 'object' ? header[0] : header
  return typeof text === 'string' ? text : ''
}
