import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { decide } from '../../core/index.ts'
import { isNamed, type Law } from '../law.ts'

export const planEndsInOwnMethod: Law<null> = {
  name: 'plan-ends-in-own-method',
  sentence: 'Every plan ends in the methods that the user really has, and in nothing else.',
  severity: 'law',
  heldBy: 'engine',
  asks: 'anybody',
  draw: () => fc.constant(null),
  check({ input, policy: { settings }, policy, now }) {
    const decision = decide(input, policy, now)
    const has = (input.user?.fallbacks ?? settings.fallbacks).filter(
      (method) => method !== 'passkey' && method !== 'cross-device',
    )
    const stored = isNamed(input) && input.history !== 'unavailable' ? input.history.assuranceFloor : null
    const isResistant = [input.user?.assuranceFloor, stored].includes('phishing-resistant')
    const allowed = isResistant ? has.filter((method) => settings.resistantMethods.includes(method)) : has
    const last = decision.next.at(-1)
    if (!isDeepStrictEqual(last, { on: 'any', action: 'fallback' }))
      return { broken: `the plan ends in ${JSON.stringify(last)}` }
    // A second proof leaves out what was just used; which methods else, the laws of a step-up say.
    const isSecondProof = input.purpose === 'step-up' && input.context.justUsed !== undefined
    const rest = isSecondProof ? allowed.filter((method) => decision.fallbacks.includes(method)) : allowed
    if (!isDeepStrictEqual(decision.fallbacks, rest))
      return { broken: `offered: ${list(decision.fallbacks)}; the user has: ${list(rest)}` }
    if (input.purpose !== 'registration' && decision.stepUpRequired !== (rest.length === 0))
      return { broken: `the page is told ${decision.stepUpRequired ? 'that no method is left' : 'nothing'}` }
    return 'holds'
  },
}

const list = (methods: readonly string[]) => (methods.length === 0 ? 'nothing' : methods.join(', '))
