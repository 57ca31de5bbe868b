import fc from 'fast-check'
import { allReasons } from '../../contract/words.ts'
import { decide } from '../../core/index.ts'
import type { Law } from '../law.ts'

export const reasonsAreTold: Law<null> = {
  name: 'reasons-are-told',
  sentence: 'Every answer has a reason, and a sentence that a person can read.',
  severity: 'law',
  heldBy: 'engine',
  asks: 'anybody',
  draw: () => fc.constant(null),
  check({ input, policy, now }) {
    const { reason, explanation } = decide(input, policy, now)
    if (!allReasons.includes(reason)) return { broken: `the reason \`${reason}\` is none of the list` }
    if (explanation.length <= 8 || /undefined|NaN|\[object/.test(explanation))
      return { broken: `the explanation reads: \`${explanation}\`` }
    const history = input.user === null || input.history === 'unavailable' ? null : input.history
    const told = history?.credentials.find(({ id }) => explanation.includes(id))
    return told === undefined ? 'holds' : { broken: `the explanation names a passkey: \`${explanation}\`` }
  },
}
