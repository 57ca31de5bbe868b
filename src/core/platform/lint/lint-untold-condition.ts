import { pointerTo } from '../../documents/json-pointer.ts'
import { quote } from '../../documents/quote.ts'
import { failuresKey } from '../knowledge-places.ts'
import type { LintRule } from './lint-rule.ts'
import { listConditions } from './list-conditions.ts'

/** What is kept of a decision until its outcome comes: no more of the client than this. */
const kept = ['os', 'osVersion', 'browser', 'browserVersion', 'exactly']

/** A failure is told apart when its decision is long over; what was not kept of the client never holds. */
export const lintUntoldCondition: LintRule = {
  kind: 'untold-condition',
  severity: 'error',
  find: (draft) =>
    listConditions(draft)
      .filter(({ file }) => file === failuresKey)
      .flatMap(({ file, pointer, where }) =>
        Object.keys(where)
          // A condition on reports is told by the rule for it.
          .filter((key) => key !== 'reports' && !kept.includes(key))
          .map((key) => ({
            file,
            pointer: pointerTo(pointer, key),
            message: `${quote(key)} is not known where failures are told apart, so this never holds`,
            help: `ask for ${kept.map(quote).join(', ')}`,
          })),
      ),
}
