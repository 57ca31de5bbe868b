import type { Shares } from './compare-shares.ts'
import type { ExperimentAsked } from './draw-query.ts'
import type { DrawnDecision } from './drawn-decision.ts'
import { findPercentile } from './find-percentile.ts'
import { createPersonShares } from './person-shares.ts'
import { selectProven } from './select-proven.ts'
import { isRobot, summarizeLogin } from './summarize-login.ts'

export interface VariantTally {
  readonly variant: string
  /** Everybody the variant could have had an effect on, whatever they did then. */
  readonly people: number
  /** Decisions that ended in a login. */
  readonly logins: number
  readonly passkeyShare: Shares
  readonly completed: Shares
  readonly deadEnds: Shares
  /** null: no login told its time. */
  readonly medianMs: number | null
}

export interface ExperimentTally {
  readonly name: string
  readonly variants: readonly VariantTally[]
}

/** Everybody who was exposed counts under the variant they drew: intention to treat. */
export function tallyExperiments(asked: readonly ExperimentAsked[]) {
  const begin = () => ({
    people: new Set<string>(),
    logins: 0,
    passkeyShare: createPersonShares(),
    completed: createPersonShares(),
    deadEnds: createPersonShares(),
    times: [] as number[],
  })
  const tallies = new Map(
    asked.map(({ name, variants }) => [name, new Map(variants.map((variant) => [variant.name, begin()]))]),
  )
  return {
    add(recorded: DrawnDecision): void {
      const { person } = recorded
      if (recorded.draws.length === 0 || person === null || isRobot(recorded)) return
      const proven = selectProven(recorded)
      const login = summarizeLogin(proven)
      for (const { kind, name, variant } of recorded.draws) {
        const tally = kind === 'experiment' ? tallies.get(name)?.get(variant) : undefined
        if (tally === undefined) continue
        const { day } = recorded.values
        tally.people.add(person)
        if (login.reported) tally.deadEnds.add(person, day, login.deadEnd)
        if (login.offered && login.tried) tally.completed.add(person, day, login.completed)
        if (!login.loggedIn) continue
        tally.logins += 1
        tally.passkeyShare.add(person, day, login.completed)
        for (const { succeeded, elapsedMs } of proven.attempts)
          if (succeeded && elapsedMs !== null) tally.times.push(elapsedMs)
      }
    },
    conclude: (): readonly ExperimentTally[] =>
      [...tallies].map(([name, variants]) => ({
        name,
        variants: [...variants].map(([variant, tally]) => ({
          variant,
          people: tally.people.size,
          logins: tally.logins,
          passkeyShare: tally.passkeyShare.conclude(),
          completed: tally.completed.conclude(),
          deadEnds: tally.deadEnds.conclude(),
          medianMs:
            tally.times.length === 0 ? null : findPercentile(Float64Array.from(tally.times).sort(), 0.5),
        })),
      })),
  }
}
