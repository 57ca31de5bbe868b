import type { Parameters } from './priors.ts'

/** A population as it might be out there: the truth that no policy can see, but for the ones that are told. */
export interface World {
  readonly name: string
  /** Who lives there, and why it is worth a look. */
  readonly about: string
  readonly parameters: Parameters
}
