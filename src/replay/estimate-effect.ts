import type { RecordedSimulation } from '../contract/simulation.ts'
import { type Considered, estimateCost, type LoginCost, type Policy } from '../core/index.ts'
import { addExactly, type ExactSum, roundSum } from './exact-sum.ts'

/**
 * How many times the estimated difference came out, in simulated people of all shipped worlds: 45 days and half a year after
 * drafts that start fewer dialogs, that start one at every login, and that only suggest
 * (`test/replay/estimate-effect.test.ts` holds it). The sign was right each time. In the long run rules that start fewer
 * dialogs learn less of who has a passkey where, and so start fewer still: recorded histories came of the live rules and
 * cannot show that.
 */
export const effectBounds = {
  weeks: { least: 0.5, most: 2.5 },
  halfYear: { least: 0.5, most: 4 },
} as const

/** Says what the figures rest on and how far they reach, wherever they are told. */
export const effectNote =
  'estimated, not measured: what each login was believed to offer, and the seconds in settings.json of the live rules. ' +
  'Of people who are not named yet nothing is believed, so their logins cost what the fallback costs. ' +
  `In simulated populations the difference came out as ${effectBounds.weeks.least} to ${effectBounds.weeks.most} times ` +
  'the estimate within some weeks, in the same direction; over half a year up to ' +
  `${effectBounds.halfYear.most} times, as rules that start fewer dialogs also learn less`

type CostSum = Record<keyof LoginCost, ExactSum>

/** What was added up: plain data, which a thread can tell another. */
export interface EffectTally {
  logins: number
  readonly live: CostSum
  readonly draft: CostSum
}

const figures = ['seconds', 'deadEnds'] as const satisfies readonly (keyof LoginCost)[]
const nothing = (): CostSum => ({ seconds: [], deadEnds: [] })

/** Adds up what logins are expected to cost under both sides. */
export function createEffect() {
  const tally: EffectTally = { logins: 0, live: nothing(), draft: nothing() }
  return {
    tally,
    /** Both by the beliefs and costs of the live side: a draft does not become better by calling a dead end cheap. */
    add(
      { situation, decision }: Considered,
      other: Pick<Considered, 'decision'>,
      { settings }: Pick<Policy, 'settings'>,
    ): void {
      const live = estimateCost(situation, decision, settings)
      const draft = estimateCost(situation, other.decision, settings)
      if (live === null || draft === null) return
      tally.logins += 1
      for (const figure of figures) {
        addExactly(tally.live[figure], live[figure])
        addExactly(tally.draft[figure], draft[figure])
      }
    },
    merge(other: EffectTally): void {
      tally.logins += other.logins
      for (const side of ['live', 'draft'] as const)
        for (const figure of figures)
          for (const part of other[side][figure]) addExactly(tally[side][figure], part)
    },
    build(): RecordedSimulation['estimate'] {
      const { logins } = tally
      if (logins === 0) return null
      const round = ({ seconds, deadEnds }: CostSum): LoginCost => ({
        seconds: roundSum(seconds),
        deadEnds: roundSum(deadEnds),
      })
      const each = ({ seconds, deadEnds }: LoginCost): LoginCost => ({
        seconds: seconds / logins,
        deadEnds: deadEnds / logins,
      })
      const [live, draft] = [round(tally.live), round(tally.draft)]
      return { note: effectNote, logins, live, draft, perLogin: { live: each(live), draft: each(draft) } }
    },
  }
}
