import type { Settings } from '../../contract/rule-files.ts'
import type { Situation } from '../facts/situation.ts'
import { readMode } from './build-decision-record.ts'
import type { Decision } from './decision.ts'

/** What an answer is expected to cost the one login it is given to. */
export interface LoginCost {
  readonly seconds: number
  /** P(a dialog that the answer starts ends without a login), 0 to 1. A silent try that finds nothing is none. */
  readonly deadEnds: number
}

/**
 * Of the passkeys that a suggestion would find, the share that is picked: where the page asks for suggestions, where they
 * are merely armed beside the usual login, and where there is but a button. The figures of the simulated people
 * (`simulation/priors.ts`).
 */
const picked = { suggestion: 0.6, armed: 0.2, button: 0.04 } as const

/**
 * Expected seconds of a login and expected dead ends under a decision, by the beliefs of the situation and the costs of the
 * settings: the figures that the advice is made of, for the answer that was really given. An estimate. Null for a
 * registration, which is no login. Nothing is believed of people who are not named yet: they cost what the fallback costs.
 */
export function estimateCost(
  { belief }: Pick<Situation, 'belief'>,
  decision: Pick<Decision, 'purpose' | 'action' | 'ceremony' | 'next' | 'passive'>,
  { costs }: Pick<Settings, 'costs'>,
): LoginCost | null {
  if (decision.purpose === 'registration') return null
  const fallback = costs.fallbackLoginSeconds
  const route = (chance: number, loginSeconds: number, otherwise: number) =>
    chance * loginSeconds + (1 - chance) * otherwise
  const byPhone: LoginCost = {
    seconds: route(
      belief.crossDevice,
      costs.crossDeviceLoginSeconds,
      costs.crossDeviceDeadEndSeconds + fallback,
    ),
    deadEnds: 1 - belief.crossDevice,
  }
  const byChoice = (share: number): LoginCost => ({
    seconds: route(share * belief.local, costs.passkeyLoginSeconds, fallback),
    deadEnds: 0,
  })
  if (decision.action === 'cross-device') return byPhone
  if (decision.action !== 'passkey') return byChoice(shareOf(decision.passive))
  switch (readMode(decision.ceremony)) {
    case 'conditional':
      return byChoice(picked.suggestion)
    case 'immediate': {
      const goesOn = decision.next.some(({ on, action }) => on === 'not-found' && action === 'cross-device')
      const after = goesOn ? byPhone : { seconds: fallback, deadEnds: 0 }
      const missed = costs.immediateMissSeconds + after.seconds
      return {
        seconds: route(belief.immediate, costs.passkeyLoginSeconds, missed),
        deadEnds: (1 - belief.immediate) * after.deadEnds,
      }
    }
    default:
      return {
        seconds: route(belief.local, costs.passkeyLoginSeconds, costs.deadEndSeconds + fallback),
        deadEnds: 1 - belief.local,
      }
  }
}

function shareOf(passive: Decision['passive']): number {
  if (passive === 'conditional') return picked.armed
  return passive === 'button' ? picked.button : 0
}
