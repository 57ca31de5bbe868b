import type { ExposureKind } from '../contract/words.ts'
import type { ObservedDecision } from './observed-decision.ts'

/** A decision with the draws that had a say in it, and what the shadow rules would have answered. */
export interface DrawnDecision extends ObservedDecision {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly draws: readonly {
    readonly kind: ExposureKind
    readonly name: string
    readonly variant: string
    readonly percent?: number
  }[]
  readonly shadow: {
    readonly action: string
    readonly reason: string
    readonly rule: string | null
    readonly mode: string | null
    readonly revision: string
  } | null
}
