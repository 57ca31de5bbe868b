import { readRecord } from './read-record.ts'
import type { ClientCapability, Signals } from './signals.ts'

const decisive = [
  'conditionalCreate',
  'conditionalGet',
  'hybridTransport',
  'immediateGet',
  'passkeyPlatformAuthenticator',
  'relatedOrigins',
  'signalAllAcceptedCredentials',
  'signalCurrentUserDetails',
  'signalUnknownCredential',
  'userVerifyingPlatformAuthenticator',
] as const satisfies readonly ClientCapability[]

/**
 * The capabilities that decisions read, from the JSON of `PublicKeyCredential.getClientCapabilities()`. Clients
 * report more of them (Chromium its `extension:*`), which are left out. A missing key, or a value that is no
 * boolean, is unknown: the spec tells clients to leave out what they will not say
 * (https://www.w3.org/TR/webauthn-3/#sctn-getClientCapabilities).
 */
export function readCapabilities(body: unknown): Signals['capabilities'] {
  const said = readRecord(body)
  const capabilities: Partial<Record<ClientCapability, boolean>> = {}
  if (said === undefined) return capabilities
  for (const name of decisive) {
    const value = said[name]
    if (typeof value === 'boolean') capabilities[name] = value
  }
  return capabilities
}
