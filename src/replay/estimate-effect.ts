import type { RecordedSimulation } from '../contract/simulation.ts'
import { type Considered, estimateCost, type Policy } from '../core/index.ts'

/**
 * How many times the estimated difference came out, in simulated people of all shipped worlds: 45 days and half a year after
 * drafts that start fewer dialogs, that start one at every login, and that only suggest
 * (`test/replay/estimate-effect.test.ts` holds it). The sign was right each time. In the long run rules that start fewer
 * dialogs learn less of who has a passkey where, and so start fewer still: recorded histories came of the live rules and
 * cannot show that.
 */
export const effectBounds = {
  weeks: { least: 0.5, most: 2 },
  halfYear: { least: 0.5, most: 4 },
} as const

/** Says what the figures rest on and how far they reach, wherever they are told. */
export const effectNote =
  'estimated, not measured: what each login was believed to offer, and the seconds in settings.json of the live rules. ' +
  'Of people who are not named yet nothing is believed, so their logins cost what the fallback costs. ' +
  `In simulated populations the difference came out as ${effectBounds.weeks.least} to ${effectBounds.weeks.most} times ` +
  'the estimate within some weeks, in the same direction; over half a year up to ' +
  `${effectBounds.halfYear.most} times, as rules that start fewer dialogs also learn less`

/** Adds up what logins are expected to cost under both sides. */
export function createEffect() {
  let logins = 0
  const live = { seconds: 0, deadEnds: 0 }
  const draft = { seconds: 0, deadEnds: 0 }
  return {
    /** Both by the beliefs and costs of the live side: a draft does not become better by calling a dead end cheap. */
    add(
      { situation, decision }: Considered,
      other: Pick<Considered, 'decision'>,
      { settings }: Pick<Policy, 'settings'>,
    ): void {
      const now = estimateCost(situation, decision, settings)
      const then = estimateCost(situation, other.decision, settings)
      if (now === null || then === null) return
      logins += 1
      live.seconds += now.seconds
      live.deadEnds += now.deadEnds
      draft.seconds += then.seconds
      draft.deadEnds += then.deadEnds
    },
    build(): RecordedSimulation['estimate'] {
      if (logins === 0) return null
      const each = ({ seconds, deadEnds }: typeof live) => ({
        seconds: seconds / logins,
        deadEnds: deadEnds / logins,
      })
      return { note: effectNote, logins, live, draft, perLogin: { live: each(live), draft: each(draft) } }
    },
  }
}
