import type { Belief } from '../belief/belief.ts'
import type { Decision } from './decision.ts'

const round = (probability: number) => Math.round(probability * 1000) / 1000

/** To three digits: estimates are not known any better, and a log of them stays readable. */
export const roundProbability = ({ local, crossDevice }: Belief): Decision['probability'] => ({
  local: round(local),
  crossDevice: round(crossDevice),
})
