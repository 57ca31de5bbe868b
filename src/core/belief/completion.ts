import type { OsName } from '../../contract/words.ts'
import type { MatchedIssue } from '../platform/platform-support.ts'

/**
 * P(a ceremony ends in a login, given that the passkey is there). Known devices complete 95 to 99 %; the wide
 * range of unknown devices (55 to 95 %) is mostly absence, which `Belief.here` already carries.
 */
export const localCompletion = 0.95

/**
 * P(a cross-device ceremony ends in a login, given a phone that holds the passkey): the middle of the published
 * ranges with the identifier first, Windows 52 to 67 %, macOS 59 to 76 %. Elsewhere nobody has published any:
 * other desktops and tablets as the lower of the two, and much less where the client is itself a phone: that takes a
 * second one at hand, and mostly the phone that holds the passkey is the one that asks.
 */
export const crossDeviceCompletion = {
  windows: 0.6,
  macos: 0.675,
  chromeos: 0.6,
  linux: 0.6,
  other: 0.6,
  ipados: 0.6,
  ios: 0.12,
  android: 0.12,
} as const satisfies Readonly<Record<OsName, number>>

/** Where it has worked from this very device: the top of the published ranges, on whatever system. */
export const provenCrossDeviceCompletion = 0.76

/**
 * What a known issue leaves of completion, by how certain it is. Whether such a client is shut out is for the
 * rules; a doubtful issue only makes a try a little less attractive.
 */
const leftByIssue = { high: 0.02, medium: 0.4, low: 0.85 } as const

/** The factor on local and on cross-device completion that the known issues of this client leave (0 to 1). */
export function resolveIssueFactors(issues: readonly MatchedIssue[]): {
  readonly local: number
  readonly crossDevice: number
} {
  let local = 1
  let hybrid = 1
  for (const { advice, certainty } of issues) {
    if (advice === 'no-ceremony') local = Math.min(local, leftByIssue[certainty])
    if (advice === 'no-hybrid') hybrid = Math.min(hybrid, leftByIssue[certainty])
  }
  return { local, crossDevice: Math.min(local, hybrid) }
}
