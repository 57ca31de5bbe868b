import { type ReportName, reportNames } from '../../contract/knowledge-files.ts'
import type { Signals } from '../signals/signals.ts'

/** What one client reported, packed: two bits a report (0 nothing, 1 false, 2 true), so that it can be a key. */
export type PackedReports = number

const reported = (packed: boolean | undefined): number => (packed === undefined ? 0 : packed ? 2 : 1)

/** The same question asked in two ways: a no beats a yes, for a probe that says no is about this very page. */
const bothOf = (one: boolean | undefined, other: boolean | undefined): boolean | undefined =>
  one === false || other === false ? false : (one ?? other)

/** Packs the reports of a client in the order of `reportNames`. Runs in every decision, so it allocates nothing. */
export function readReports(signals: Signals): PackedReports {
  const can = signals.capabilities
  const signalMethods = bothOf(
    bothOf(can.signalUnknownCredential, can.signalAllAcceptedCredentials),
    can.signalCurrentUserDetails,
  )
  const authenticator = bothOf(
    signals.userVerifyingPlatformAuthenticator,
    can.userVerifyingPlatformAuthenticator,
  )
  return (
    reported(signals.webauthn) |
    (reported(signals.capabilitiesReported || undefined) << 2) |
    (reported(authenticator) << 4) |
    (reported(signals.conditionalMediation) << 6) |
    (reported(signals.bluetooth) << 8) |
    (reported(can.passkeyPlatformAuthenticator) << 10) |
    (reported(can.conditionalGet) << 12) |
    (reported(can.conditionalCreate) << 14) |
    (reported(can.hybridTransport) << 16) |
    (reported(can.immediateGet) << 18) |
    (reported(can.relatedOrigins) << 20) |
    (reported(signalMethods) << 22)
  )
}

/** One report out of a pack; undefined where the client said nothing. */
export function reportOf(packed: PackedReports, name: ReportName): boolean | undefined {
  const bits = (packed >> (2 * reportNames.indexOf(name))) & 3
  return bits === 0 ? undefined : bits === 2
}
