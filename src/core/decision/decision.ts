import type { Assurance, Ceremony, NextStep, RuleReference } from '../../contract/decision.ts'
import type {
  Action,
  Confidence,
  Degradation,
  PassiveMode,
  Purpose,
  Reason,
  RegistrationAction,
  RegistrationVariant,
} from '../../contract/words.ts'

/** The answer, before an edge gives it an id, a token and an expiry. */
export interface Decision {
  readonly purpose: Purpose
  readonly action: Action | RegistrationAction
  readonly ceremony?: Ceremony
  readonly registration?: { readonly variant: RegistrationVariant; readonly askAgainAfter?: string }
  readonly next: readonly NextStep[]
  readonly fallbacks: readonly string[]
  readonly stepUpRequired: boolean
  /** Not of registration. */
  readonly assurance?: Assurance
  readonly passive: PassiveMode
  readonly confidence: Confidence
  readonly reason: Reason
  readonly explanation: string
  readonly rule?: RuleReference
  readonly probability: { readonly local: number; readonly crossDevice: number }
  readonly degraded: readonly Degradation[]
}
