import type { AssuranceFloor } from '../../../contract/words.ts'
import { changeInput, type FlipChange, type FlipQuestion, withHistory } from './flip-change.ts'

/** The floor of the request and of the record: the stronger of the two holds, so both change. */
function withFloor(question: FlipQuestion, floor: AssuranceFloor): FlipQuestion | null {
  return changeInput(question, (input) => {
    if (input.user === null) return null
    const asked = { ...input, user: { ...input.user, assuranceFloor: floor } }
    return withHistory(asked, (history) => ({ ...history, assuranceFloor: null })) ?? asked
  })
}

/** What holds for the account. */
export const accountChanges: readonly FlipChange[] = [
  {
    id: 'nobody-named',
    change: 'before the identifier is known',
    topic: 'account',
    paired: false,
    apply: (question) => changeInput(question, (input) => (input.user ? { ...input, user: null } : null)),
  },
  {
    id: 'account-active',
    change: 'with an active account',
    topic: 'account',
    paired: true,
    apply: (question) =>
      changeInput(question, (input) =>
        input.user ? { ...input, user: { ...input.user, state: 'active' } } : null,
      ),
  },
  {
    id: 'floor-none',
    change: 'with no floor under the account',
    topic: 'floor',
    paired: true,
    apply: (question) => withFloor(question, 'any'),
  },
  {
    id: 'floor-resistant',
    change: 'with a phishing-resistant floor',
    topic: 'floor',
    paired: false,
    apply: (question) => withFloor(question, 'phishing-resistant'),
  },
  {
    id: 'fallbacks-none',
    change: 'with no other method',
    topic: 'fallbacks',
    purposes: ['authentication', 'step-up'],
    paired: false,
    apply: (question) =>
      changeInput(question, (input) =>
        input.user ? { ...input, user: { ...input.user, fallbacks: [] } } : null,
      ),
  },
  {
    id: 'fallbacks-usual',
    change: 'with the usual other methods',
    topic: 'fallbacks',
    purposes: ['authentication', 'step-up'],
    paired: false,
    apply: (question) =>
      changeInput(question, (input) =>
        input.user
          ? { ...input, user: { ...input.user, fallbacks: question.policy.settings.fallbacks } }
          : null,
      ),
  },
]
