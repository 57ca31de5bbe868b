import type { RegistrationVariant } from '../../contract/words.ts'

/**
 * How often people take an offer before anything is known of them: starting figures of our own, to be replaced by
 * measured ones. Whoever has just got out the phone, or has just failed, knows what a passkey here would be good for.
 */
const takeRatePriors: Readonly<Record<RegistrationVariant, number>> = {
  default: 0.3,
  'after-cross-device': 0.4,
  'after-error': 0.35,
  conditional: 0.5,
}

/** How many answers the prior counts for. */
const priorWeight = 3

/** P(taken): the answers of this user to this kind of offer, shrunk to the prior (a beta distribution's mean). */
export function estimateTakeRate(
  { asked, taken }: { readonly asked: number; readonly taken: number },
  variant: RegistrationVariant,
  prior: number = takeRatePriors[variant],
): number {
  return (taken + prior * priorWeight) / (asked + priorWeight)
}
