import type { ExposureKind } from '../../contract/words.ts'

/**
 * A draw that could have changed this decision: a rule with a rollout, or of an experiment, whose conditions held. Only
 * such logins are compared; the others would have gone the same way whatever was drawn.
 */
export interface Exposure {
  readonly kind: ExposureKind
  /** The rule of the rollout, or the experiment. */
  readonly name: string
  /** `in` or `out` of the rollout, or the variant that was drawn. */
  readonly variant: string
  /** Of a rollout: the share that was in at that moment. Only logins under one share are compared. */
  readonly percent?: number
}
