import type { Assurance, Ceremony } from '../../contract/decision.ts'
import type { Settings } from '../../contract/rule-files.ts'
import type { Situation } from '../facts/situation.ts'
import { matchMethodFactor } from '../history/match-method-factor.ts'

/**
 * What a login proves that goes the way which is offered: by the ceremony, or, where none starts, by whichever of the
 * other methods. A promise, so it holds for the least of what may answer.
 */
export function rateAssurance(
  ceremony: Ceremony | null,
  situation: Situation,
  { resistantMethods }: Settings,
): Assurance {
  const { fallbacks } = situation.user
  if (ceremony === null) {
    const resistant = fallbacks.every((method) => resistantMethods.includes(method))
    return assurance(resistant, addsOtherFactor(situation))
  }
  const verifies = ceremony.userVerification === 'required' && situation.verification.every
  return assurance(true, verifies || justProven(situation) === 'knowledge')
}

/** What was proven just now counts towards a second factor, and only there; a passkey adds possession to it. */
const justProven = ({ purpose, context }: Situation) =>
  purpose === 'step-up' && context.justUsed !== undefined ? matchMethodFactor(context.justUsed) : null

function addsOtherFactor(situation: Situation): boolean {
  const proven = justProven(situation)
  const { fallbacks } = situation.user
  if (proven === null || fallbacks.length === 0) return false
  return fallbacks.every((method) => {
    const factor = matchMethodFactor(method)
    return factor !== null && factor !== proven
  })
}

const assurance = (phishingResistant: boolean, multiFactor: boolean): Assurance =>
  phishingResistant ? (multiFactor ? resistantTwo : resistantOne) : multiFactor ? phishableTwo : phishableOne

const resistantTwo: Assurance = Object.freeze({ phishingResistant: true, multiFactor: true })
const resistantOne: Assurance = Object.freeze({ phishingResistant: true, multiFactor: false })
const phishableTwo: Assurance = Object.freeze({ phishingResistant: false, multiFactor: true })
const phishableOne: Assurance = Object.freeze({ phishingResistant: false, multiFactor: false })
