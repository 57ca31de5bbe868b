import type { Attributes } from '../../contract/decision.ts'
import type { AssuranceFloor, Purpose, RegistrationVariant, UserState } from '../../contract/words.ts'
import type { Advice, Belief } from '../belief/belief.ts'
import type { BeliefInput } from '../belief/estimate-belief.ts'
import type { CellStanding } from '../cells/cell-reading.ts'
import type { EpochMs, UserHistory } from '../history/user-history.ts'
import type { ClientPlatform } from '../platform/client-platform.ts'
import type { MatchedIssue, PlatformSupport } from '../platform/platform-support.ts'
import type { Signals } from '../signals/signals.ts'
import type { Verification } from './summarize-verification.ts'

/** Everything that is known before the rules are asked: what the stages before this one found out. */
export interface Situation {
  readonly purpose: Purpose
  readonly now: EpochMs
  readonly signals: Signals
  readonly platform: ClientPlatform
  readonly support: PlatformSupport
  readonly issues: readonly MatchedIssue[]
  /** A phone could serve this client, were it not for Bluetooth. */
  readonly bluetoothMissing: boolean
  readonly user: {
    readonly identified: boolean
    readonly state: UserState
    readonly attributes: Attributes
    readonly floor: AssuranceFloor
    /**
     * Methods other than passkeys that this user has and the floor allows, in order of preference; of a step-up, those
     * that add to what was just used.
     */
    readonly fallbacks: readonly string[]
    /** How many methods the floor took away. */
    readonly flooredMethods: number
  }
  readonly device: { readonly id: string | null; readonly proven: boolean; readonly users: number }
  readonly context: { readonly ip?: string; readonly lastMethod?: string; readonly justUsed?: string }
  /** The empty history where the store could not be asked. */
  readonly history: UserHistory
  readonly historyAvailable: boolean
  /** What the belief was estimated from, so that it can be explained. */
  readonly beliefInput: BeliefInput
  readonly belief: Belief
  readonly verification: Verification
  /** What was learnt of this platform, and where this login stands with its circuit breakers. */
  readonly cell: CellStanding
  readonly advice: Advice
  readonly registration: RegistrationStanding
  /** Seconds that an offer is expected to save, less what asking costs. */
  readonly offerWorthSeconds: number
}

/** Where a user stands with offers to create a passkey. */
export interface RegistrationStanding {
  /** The kind of offer that this moment would be. */
  readonly variant: RegistrationVariant
  /** How often this kind was answered, and how often with a passkey. */
  readonly asked: number
  readonly taken: number
  /** How often it was declined since a passkey was made last. */
  readonly declined: number
  /** P(taken), learnt from the answers to this kind, shrunk to what people take in general. */
  readonly takeRate: number
  readonly declinedForGood: boolean
  /** Left alone until then; null: may be asked. */
  readonly cooldownUntil: EpochMs | null
  /** Quiet creation has failed often, and is left alone for now. */
  readonly quietCooldown: boolean
  readonly recentFailureHere: boolean
  /** Logins on this device, the one just done included; 1: it is seen for the first time; unknown: nobody keeps count. */
  readonly deviceLogins: number | 'unknown'
  /** How many more are to be expected there within a year. */
  readonly futureLogins: number
}
