import type { Experiment } from '../contract/rule-files.ts'
import type { GuardKpi, Purpose } from '../contract/words.ts'
import type { ExperimentTally } from './tally-experiments.ts'
import type { RolloutTally } from './tally-rollouts.ts'
import type { ShadowTally } from './tally-shadow.ts'

/** A rollout to be compared: those who are in with those who are out, under one share. */
export interface RolloutAsked {
  readonly rule: string
  readonly purpose: Purpose
  /** The share that is in now, 0 to 100. */
  readonly percent: number
  readonly kpi: GuardKpi
  /** Milliseconds since the epoch; what was before does not count. */
  readonly from: number
}

export type ExperimentAsked = Pick<Experiment, 'name' | 'variants'>

/** What is asked about draws and shadows. `from` is included, `to` is not. */
export type DrawQuery = { readonly from: number; readonly to: number } & (
  | { readonly kind: 'rollouts'; readonly rollouts: readonly RolloutAsked[] }
  | { readonly kind: 'experiments'; readonly experiments: readonly ExperimentAsked[] }
  | { readonly kind: 'shadow'; readonly revision: string }
)

export interface DrawAnswers {
  readonly rollouts: readonly RolloutTally[]
  readonly experiments: readonly ExperimentTally[]
  readonly shadow: ShadowTally
}
