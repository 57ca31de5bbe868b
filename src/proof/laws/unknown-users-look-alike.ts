import { isDeepStrictEqual } from 'node:util'
import { decide, emptyHistory, type UserHistory } from '../../core/index.ts'
import { type Law, tellAnswer } from '../law.ts'

export const unknownUsersLookAlike: Law<UserHistory> = {
  name: 'unknown-users-look-alike',
  sentence: 'On a public key, where nobody is named, known and unknown users get the same answer.',
  severity: 'law',
  heldBy: 'engine',
  asks: 'anybody',
  draw: ({ knownHistory }) => knownHistory,
  check({ input, policy, now }, history) {
    const nobody = { ...input, user: null }
    const known = decide({ ...nobody, history }, policy, now)
    const unknown = decide({ ...nobody, history: emptyHistory }, policy, now)
    return isDeepStrictEqual(known, unknown)
      ? 'holds'
      : { broken: `somebody known gets ${tellAnswer(known)}, somebody unknown ${tellAnswer(unknown)}` }
  },
  tell: (history) => `the known one has passkeys: ${history.credentials.length}`,
}
