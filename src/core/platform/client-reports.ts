import { type ReportName, reportNames } from '../../contract/knowledge-files.ts'
import type { Signals } from '../signals/signals.ts'

/** What one client reported, packed: two bits a report (0 nothing, 1 false, 2 true), so that it can be a key. */
export type PackedReports = number

const reported = (packed: boolean | undefined): number => (packed === undefined ? 0 : packed ? 2 : 1)

/** The same question asked in two ways: a no beats a yes, for a probe that says no is about this very page. */
const bothOf = (one: boolean | undefined, other: boolean | undefined): boolean | undefined =>
  one === false || other === false ? false : (one ?? other)

/** Packs the reports of a client in the order of `reportNames`. */
export function readReports(signals: Signals): PackedReports {
  const can = signals.capabilities
  const values = [
    signals.webauthn,
    signals.capabilitiesReported ? true : undefined,
    bothOf(signals.userVerifyingPlatformAuthenticator, can.userVerifyingPlatformAuthenticator),
    signals.conditionalMediation,
    signals.bluetooth,
    can.passkeyPlatformAuthenticator,
    can.conditionalGet,
    can.conditionalCreate,
    can.hybridTransport,
    can.immediateGet,
    can.relatedOrigins,
    bothOf(
      bothOf(can.signalUnknownCredential, can.signalAllAcceptedCredentials),
      can.signalCurrentUserDetails,
    ),
  ]
  let packed = 0
  for (let index = values.length - 1; index >= 0; index--) packed = packed * 4 + reported(values[index])
  return packed
}

/** One report out of a pack; undefined where the client said nothing. */
export function reportOf(packed: PackedReports, name: ReportName): boolean | undefined {
  const bits = (packed >> (2 * reportNames.indexOf(name))) & 3
  return bits === 0 ? undefined : bits === 2
}
