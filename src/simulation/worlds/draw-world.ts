import { type ParameterName, type Parameters, parameterNames, priors } from '../priors.ts'
import { createRandom, mix } from '../random.ts'
import type { World } from '../world.ts'

/** A world whose every parameter is drawn from its range: what keeps anybody from tuning to the shipped ones. */
export function drawWorld(number: number): World {
  const random = createRandom(mix(0x77, number))
  const drawn: Partial<Record<ParameterName, number>> = {}
  for (const name of parameterNames) {
    const [least, most] = priors[name].range
    drawn[name] = least + (most - least) * random()
  }
  return {
    name: `random-${number}`,
    about: 'drawn from the ranges of all parameters',
    parameters: drawn as Parameters,
  }
}
