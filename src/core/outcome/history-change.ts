import type { CredentialId, DeviceId } from '../../contract/ids.ts'
import type { BrowserName, LearntRoute, OsName, RegistrationVariant } from '../../contract/words.ts'
import type { UserPseudonym } from '../history/decision-record.ts'
import type { EpochMs, EvidenceKind } from '../history/user-history.ts'

/**
 * What an outcome changes in a user's history, as increments: a store applies them in SQL (`n = n + 1`), so that
 * parallel outcomes add up. `key` makes evidence idempotent; evidence `succeeded-by-phone` that is new also counts as a
 * cross-device success of the user. Of a user, route and day, the first `cell-event` that is told counts, in each of its cells.
 */
export type HistoryChange =
  | {
      readonly type: 'evidence'
      readonly key: string
      readonly user: UserPseudonym
      readonly credentialId: CredentialId
      readonly deviceId: DeviceId
      readonly kind: EvidenceKind
      /** Left out: 1. */
      readonly weight?: number
      /** How long the attempt took; left out, null: not told. */
      readonly elapsedMs?: number | null
      readonly at: EpochMs
    }
  | {
      readonly type: 'device-proven'
      readonly user: UserPseudonym
      readonly deviceId: DeviceId
      /** `unknown`: the client was not told; what is stored of the device is kept. */
      readonly os: OsName | 'unknown'
      readonly osVersion: string
      readonly browser: BrowserName | 'unknown'
      readonly at: EpochMs
    }
  | {
      readonly type: 'credential-used'
      readonly user: UserPseudonym
      readonly credentialId: CredentialId
      readonly at: EpochMs
    }
  | {
      readonly type: 'registration-asked'
      readonly user: UserPseudonym
      readonly variant: RegistrationVariant
      readonly deviceId: DeviceId | null
      readonly declinedForGood: boolean
      /** A passkey was made. */
      readonly taken: boolean
      readonly at: EpochMs
    }
  | {
      readonly type: 'cell-event'
      readonly user: UserPseudonym
      /** The finest cell of the platform (`nameCell`). */
      readonly cell: string
      readonly route: LearntRoute
      readonly succeeded: boolean
      /** P(success) as it was estimated, before what was learnt of the platform. */
      readonly expected: number
      readonly network: string | null
      readonly at: EpochMs
    }
