import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { type DecisionInput, decide } from '../../core/index.ts'
import { type Law, tellAnswer } from '../law.ts'

export const sameAnswer: Law<readonly DecisionInput[]> = {
  name: 'same-answer',
  sentence: 'The same login gets the same answer, whatever was asked in between.',
  severity: 'law',
  heldBy: 'engine',
  asks: 'anybody',
  draw: ({ decisionInput }) => fc.array(decisionInput, { maxLength: 2 }),
  check({ input, policy, now }, others) {
    const asked = structuredClone(input)
    const first = structuredClone(decide(input, policy, now))
    // Copies on both sides: a copy has the prototypes of plain objects.
    if (!isDeepStrictEqual(structuredClone(input), asked))
      return { broken: 'the engine changed what it was asked' }
    for (const other of others) decide(other, policy, now)
    const second = decide(asked, policy, now)
    if (isDeepStrictEqual(first, second)) return 'holds'
    return { broken: `first ${tellAnswer(first)}, then ${tellAnswer(second)}` }
  },
}
