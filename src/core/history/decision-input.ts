import type { Attributes } from '../../contract/decision.ts'
import type { DeviceId } from '../../contract/ids.ts'
import type { AssuranceFloor, Purpose, UserState } from '../../contract/words.ts'
import type { ReadCell } from '../cells/cell-reading.ts'
import type { RawSignals } from '../signals/signals.ts'
import type { UserPseudonym } from './decision-record.ts'
import type { UserHistory } from './user-history.ts'

/** Who is logging in, as far as the caller may say. */
export interface DecisionUser {
  /** What rollouts are drawn over; the id itself never enters the core. */
  readonly pseudonym: UserPseudonym | null
  readonly state?: UserState
  readonly attributes?: Attributes
  readonly fallbacks?: readonly string[]
  readonly assuranceFloor?: AssuranceFloor
}

/** One question, complete: with the policy and `now` it determines the answer. */
export interface DecisionInput {
  readonly purpose: Purpose
  readonly signals: RawSignals
  /** null: before the identifier is known, or on a publishable key that may not know. */
  readonly user: DecisionUser | null
  readonly device: {
    readonly id: DeviceId | null
    /** A valid device token: this browser has completed a login of this user before. */
    readonly proven: boolean
    /** How many users completed a login on this device recently. */
    readonly users: number
  }
  readonly context: { readonly ip?: string; readonly lastMethod?: string; readonly justUsed?: string }
  /** `'unavailable'`: the store could not be asked; the answer is then a device-only one, labelled. */
  readonly history: UserHistory | 'unavailable'
  /** P(taken) of such an offer in general, 0 to 1, where it is measured; left out: a starting figure. */
  readonly takeRatePrior?: number
  /** The variants of experiments this user or device drew before; left out: none. */
  readonly assignments?: ReadonlyMap<string, string> | undefined
  /** What has been learnt of platforms; left out: nothing. */
  readonly readCell?: ReadCell
}
