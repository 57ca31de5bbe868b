import { pointerTo } from '../../documents/json-pointer.ts'
import { quote } from '../../documents/quote.ts'
import { issuesKey } from '../knowledge-places.ts'
import type { LintRule } from './lint-rule.ts'

/** Advice changes what people are offered; on a single report it needs a reason the next reader can weigh. */
export const lintBoldIssue: LintRule = {
  kind: 'bold-issue',
  severity: 'warning',
  find: ({ issues }) =>
    (issues?.issues ?? []).flatMap(({ id, advice, certainty, note }, index) =>
      advice === 'note' || certainty !== 'low' || note !== undefined
        ? []
        : [
            {
              file: issuesKey,
              pointer: pointerTo('/issues', index, 'advice'),
              message: `${quote(id)} advises ${quote(advice)} with low certainty and does not say why`,
              help: 'add a `note`, or advise `note` only',
            },
          ],
    ),
}
