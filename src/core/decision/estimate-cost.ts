import type { Settings } from '../../contract/rule-files.ts'
import { usualSuggestions } from '../belief/advise-action.ts'
import { learntPickRate, pickRates } from '../belief/pick-rates.ts'
import type { Situation } from '../facts/situation.ts'
import { readMode } from './build-decision-record.ts'
import type { Decision } from './decision.ts'

/** What an answer is expected to cost the one login it is given to. */
export interface LoginCost {
  readonly seconds: number
  /** P(a dialog that the answer leads to ends without a login), 0 to 1. A silent try that finds nothing is none. */
  readonly deadEnds: number
}

/**
 * Expected seconds of a login and expected dead ends under a decision, by the beliefs of the situation and the costs of the
 * settings: the figures that the advice is made of, for the answer that was really given. An estimate. Null for a
 * registration, which is no login. Nothing is believed of people who are not named yet: they cost what the fallback costs.
 */
export function estimateCost(
  { belief }: Pick<Situation, 'belief'>,
  decision: Pick<Decision, 'purpose' | 'action' | 'ceremony' | 'next' | 'passive'>,
  { costs, suggestions = usualSuggestions }: Pick<Settings, 'costs' | 'suggestions'>,
): LoginCost | null {
  if (decision.purpose === 'registration') return null
  const otherwise: LoginCost = { seconds: costs.fallbackLoginSeconds, deadEnds: 0 }
  const after = (seconds: number, next: LoginCost, deadEnds = 0): LoginCost => ({
    seconds: seconds + next.seconds,
    deadEnds: Math.min(1, deadEnds + next.deadEnds),
  })
  const here: LoginCost = { seconds: costs.passkeyLoginSeconds, deadEnds: 0 }
  const phone: LoginCost = { seconds: costs.crossDeviceLoginSeconds, deadEnds: 0 }
  const failed = after(costs.deadEndSeconds, otherwise, 1)
  const byPhone = mix(belief.crossDevice, phone, after(costs.crossDeviceDeadEndSeconds, otherwise, 1))
  // Who has the passkey at hand may still not complete it.
  const completes = belief.here > 0 ? Math.min(1, belief.local / belief.here) : 0
  const ceremony = mix(completes, here, failed)

  if (decision.action === 'cross-device') return byPhone
  // What is armed opens no dialog that anybody waits for.
  if (decision.action !== 'passkey') return mix(shareOf(decision.passive) * belief.local, here, otherwise)
  switch (readMode(decision.ceremony)) {
    case 'conditional':
      return mix(learntPickRate(suggestions.pickRate, belief) * belief.here, ceremony, otherwise)
    case 'immediate': {
      const goesOn = decision.next.some(({ on, action }) => on === 'not-found' && action === 'cross-device')
      const missed = after(costs.immediateMissSeconds, goesOn ? byPhone : otherwise)
      return mix(chanceListed(belief, completes), ceremony, missed)
    }
    default:
      return mix(belief.local, here, failed)
  }
}

/** One of two ends: the first by a chance, or else the second. */
const mix = (chance: number, one: LoginCost, other: LoginCost): LoginCost => ({
  seconds: chance * one.seconds + (1 - chance) * other.seconds,
  deadEnds: chance * one.deadEnds + (1 - chance) * other.deadEnds,
})

/**
 * P(a silent try finds a passkey and shows it). Rules do not bet on passkeys of providers that nobody knows; most are of
 * the system's own provider all the same, with a record that does not say so.
 */
function chanceListed({ credentials, here, immediate }: Situation['belief'], completes: number): number {
  if (credentials[0]?.provider === null) return here
  return completes === 0 ? 0 : Math.min(1, immediate / completes)
}

function shareOf(passive: Decision['passive']): number {
  if (passive === 'conditional') return pickRates.armed
  return passive === 'button' ? pickRates.button : 0
}
