import type { RecordedSimulation } from '../contract/simulation.ts'
import { type Considered, estimateCost, type Policy } from '../core/index.ts'

/** Says what the figures rest on, wherever they are told. */
export const effectNote =
  'estimated, not measured: what each login was believed to offer, and the seconds in settings.json of the live rules. ' +
  'Of people who are not named yet nothing is believed, so their logins cost what the fallback costs'

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
