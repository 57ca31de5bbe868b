import type { RolloutView } from '../contract/draws.ts'
import type { RolloutGuard } from '../contract/rule-files.ts'
import { listRolloutRules, nextStepOf, type Policy, percentAt, type RolloutRule } from '../core/index.ts'
import { explainHold, isHeld } from '../publishing/explain-holds.ts'
import { describeShare } from '../reports/describe-experiment.ts'
import type { RolloutAsked } from '../reports/draw-query.ts'
import { judgeRollout, type RolloutJudgement } from '../reports/judge-rollout.ts'
import type { RolloutTally } from '../reports/tally-rollouts.ts'
import type { RolloutHold } from '../store/draw-store.ts'

const windowMs = 30 * 86_400_000
/** What a rollout without a guard is shown by. */
const usualGuard = { kpi: 'passkey-share', tolerance: 0, minLogins: 200 } as const

/** A rule with a rollout, as it stands at a time. */
export interface RolloutInForce extends RolloutRule {
  readonly hold: RolloutHold | null
  readonly asked: RolloutAsked
}

export function listRollouts(
  policy: Policy,
  holds: readonly RolloutHold[],
  now: number,
): readonly RolloutInForce[] {
  return listRolloutRules(policy).map((one) => {
    const { name, rollout } = one.rule
    const last = holds.find(({ rule }) => rule === name)
    const hold = last !== undefined && isHeld(last) ? last : null
    const released = last !== undefined && hold === null ? last.since : 0
    const asked: RolloutAsked = {
      rule: name,
      purpose: one.purpose,
      percent: Math.min(percentAt(rollout, now), hold?.percent ?? 100),
      kpi: rollout.guard?.kpi ?? usualGuard.kpi,
      from: Math.max(now - windowMs, released),
    }
    return { ...one, hold, asked }
  })
}

export const queryRollouts = (rollouts: readonly RolloutInForce[], now: number) => ({
  kind: 'rollouts' as const,
  from: Math.min(now, ...rollouts.map(({ asked }) => asked.from)),
  to: now,
  rollouts: rollouts.map(({ asked }) => asked),
})

/** The steps of a rollout are compared each by itself, and share the errors that are allowed. */
export const judge = ({ rule: { rollout } }: RolloutInForce, tally: RolloutTally): RolloutJudgement =>
  judgeRollout(tally.in, tally.out, rollout.guard ?? usualGuard, rollout.steps?.length ?? 1)

export function describeRollout(rollout: RolloutInForce, tally: RolloutTally, now: number): RolloutView {
  const { rule, file, purpose, hold, asked } = rollout
  const judgement = judge(rollout, tally)
  const guard = rule.rollout.guard ?? null
  return {
    rule: rule.name,
    file,
    purpose,
    percent: asked.percent,
    planned: percentAt(rule.rollout, now),
    next: nextStepOf(rule.rollout, now),
    kpi: asked.kpi,
    guard,
    compared: tally.percent,
    in: describeShare(tally.in),
    out: describeShare(tally.out),
    ...judgement,
    says: explainJudgement(judgement, tally, guard),
    hold:
      hold === null
        ? null
        : {
            percent: hold.percent,
            since: new Date(hold.since).toISOString(),
            says: explainHold(hold),
            reason: hold.reason,
          },
  }
}

const points = (share: number): string => `${(Math.abs(share) * 100).toFixed(1)} points`

function explainJudgement(
  { verdict, difference }: RolloutJudgement,
  tally: RolloutTally,
  guard: RolloutGuard | null,
): string {
  const { minLogins, tolerance, kpi } = guard ?? usualGuard
  const least = Math.min(tally.in.people, tally.out.people)
  if (tally.percent === null) return 'nothing to compare: nobody has been drawn in while others were out'
  if (verdict === 'too-few' || difference === null)
    return `too few people yet: ${least} on the smaller side, ${minLogins} are wanted on each`
  const { difference: found, low, high } = difference
  const side = found < 0 ? 'less' : 'more'
  const measured = `${kpi} is ${points(found)} ${side} for those who are in (${(low * 100).toFixed(1)} to ${(high * 100).toFixed(1)})`
  if (verdict === 'worse')
    return `worse: ${measured}, which is more than the ${points(tolerance)} that are borne`
  const fall = kpi === 'dead-ends' ? found : -found
  if (guard !== null && fall > tolerance)
    return `${measured}: not yet surely more than the ${points(tolerance)} that are borne, so nothing is stopped`
  return low > 0 || high < 0 ? measured : `no difference can be seen: ${measured}`
}
