import type { ClientSignals } from '../contract/decision.ts'
import { isPermitted } from './is-permitted.ts'
import { waitFor } from './wait-for.ts'

/** What browsers have beyond the DOM library of TypeScript. */
interface ProbedNavigator {
  readonly userAgentData?: {
    getHighEntropyValues(hints: readonly string[]): Promise<Record<string, unknown>>
  }
  readonly bluetooth?: { getAvailability(): Promise<boolean> }
}

/** Longer than any honest probe takes; extensions can hang them. */
const probeMs = 300

/** Only what a decision reads: no architecture, no bitness, nothing to recognise a machine by. */
const hints = ['platformVersion', 'model', 'fullVersionList', 'formFactors']

const probe = <T>(ask: () => Promise<T> | undefined) => waitFor(probeMs, ask)

/** What the client says of itself. What is late, missing or fails stays out, which means unknown. */
export async function readSignals(): Promise<ClientSignals> {
  const { userAgent, maxTouchPoints, platform, userAgentData, bluetooth } = navigator as Navigator &
    ProbedNavigator
  const passkeys = globalThis.PublicKeyCredential as Partial<typeof PublicKeyCredential> | undefined
  const [clientHints, clientCapabilities, userVerifyingPlatformAuthenticator, conditionalMediation, adapter] =
    await Promise.all([
      probe(() => userAgentData?.getHighEntropyValues(hints)),
      probe(() => passkeys?.getClientCapabilities?.()),
      probe(() => passkeys?.isUserVerifyingPlatformAuthenticatorAvailable?.()),
      probe(() => passkeys?.isConditionalMediationAvailable?.()),
      // Where policy forbids the question the answer is false, which would read as "no Bluetooth".
      probe(() => (isPermitted('bluetooth') ? bluetooth?.getAvailability() : undefined)),
    ])
  // Written to JSON, where undefined is left out.
  return {
    userAgent: userAgent.slice(0, 2048),
    clientHints,
    clientCapabilities,
    webauthn: !!passkeys,
    userVerifyingPlatformAuthenticator,
    conditionalMediation,
    bluetooth: adapter,
    maxTouchPoints,
    platform,
  } as ClientSignals
}
