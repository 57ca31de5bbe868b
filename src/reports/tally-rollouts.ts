import type { Shares } from './compare-shares.ts'
import type { RolloutAsked } from './draw-query.ts'
import type { DrawnDecision } from './drawn-decision.ts'
import { kpis } from './kpis.ts'
import { createPersonShares, type PersonShares } from './person-shares.ts'
import { selectProven } from './select-proven.ts'
import { isRobot, summarizeLogin } from './summarize-login.ts'

type Side = Shares & { readonly days: number }

/** Those who are in a rollout and those who are out, under the share that both were drawn by. */
export interface RolloutTally {
  readonly rule: string
  /** null: no share has had people on both sides. */
  readonly percent: number | null
  readonly in: Side
  readonly out: Side
}

interface Stage {
  readonly in: PersonShares
  readonly out: PersonShares
  lastAt: number
}

const nobody: Side = { people: 0, sum: 0, days: 0 }

/** Before anybody was counted. */
export const tallyNobody = (rule: string): RolloutTally => ({ rule, percent: null, in: nobody, out: nobody })

/**
 * Logins are compared only under one and the same share: whoever was out last week and is in today would otherwise stand
 * on both sides, and a change of the seasons would look like one of the rollout. Where everybody is in now, or nobody, the
 * last share that had two sides stays.
 */
export function tallyRollouts(asked: readonly RolloutAsked[]) {
  const stages = new Map(asked.map((one) => [one, new Map<number, Stage>()]))
  return {
    add(recorded: DrawnDecision): void {
      if (recorded.draws.length === 0 || recorded.person === null || isRobot(recorded)) return
      const login = summarizeLogin(selectProven(recorded))
      for (const one of asked) {
        if (one.purpose !== recorded.purpose || recorded.at < one.from) continue
        const draw = recorded.draws.find(({ kind, name }) => kind === 'rollout' && name === one.rule)
        const kpi = kpis.find(({ name }) => name === one.kpi)
        if (draw?.percent === undefined || kpi === undefined || kpi.among(login) === 0) continue
        const ofRule = stages.get(one) ?? new Map<number, Stage>()
        let stage = ofRule.get(draw.percent)
        if (stage === undefined) {
          stage = { in: createPersonShares(), out: createPersonShares(), lastAt: 0 }
          ofRule.set(draw.percent, stage)
        }
        stage.lastAt = Math.max(stage.lastAt, recorded.at)
        const side = draw.variant === 'in' ? stage.in : stage.out
        side.add(recorded.person, recorded.values.day, kpi.counts(login) > 0)
      }
    },
    conclude: (): readonly RolloutTally[] =>
      asked.map((one) => {
        const ofRule = [...(stages.get(one) ?? [])].filter(([percent]) => percent > 0 && percent < 100)
        const hasSides = one.percent > 0 && one.percent < 100
        const chosen = hasSides
          ? ofRule.find(([percent]) => percent === one.percent)
          : ofRule.toSorted(([, a], [, b]) => b.lastAt - a.lastAt)[0]
        const [percent, stage] = chosen ?? [hasSides ? one.percent : null, null]
        return {
          rule: one.rule,
          percent,
          in: stage?.in.conclude() ?? nobody,
          out: stage?.out.conclude() ?? nobody,
        }
      }),
  }
}
