import type { RolloutGuard } from '../contract/rule-files.ts'
import { compareShares, type Difference, missedEver, type Shares } from './compare-shares.ts'

/** `worse`: those who are in do worse than the guard bears, and chance does not explain it. */
export type RolloutVerdict = 'fine' | 'too-few' | 'worse'

export interface RolloutJudgement {
  readonly verdict: RolloutVerdict
  /** Share of those who are in less that of those who are out; null: nothing to compare. */
  readonly difference: Difference | null
}

/**
 * How a rollout stands by its guard. It may be asked as often as one likes: a rollout that makes no difference is stopped
 * in at most `missedEver` of all rollouts, ever, however long they run (`stages`: that is shared out among the steps of
 * one rollout, each of which is compared by itself).
 */
export function judgeRollout(
  isIn: Shares,
  isOut: Shares,
  { kpi, tolerance, minLogins }: Pick<RolloutGuard, 'kpi' | 'tolerance' | 'minLogins'>,
  stages = 1,
): RolloutJudgement {
  const difference = compareShares(isOut, isIn, minLogins / 2, missedEver / stages)
  if (difference === null || Math.min(isIn.people, isOut.people) < minLogins)
    return { verdict: 'too-few', difference }
  const isWorse = kpi === 'dead-ends' ? difference.low > tolerance : difference.high < -tolerance
  return { verdict: isWorse ? 'worse' : 'fine', difference }
}
