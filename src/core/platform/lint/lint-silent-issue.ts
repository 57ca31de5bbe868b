import { pointerTo } from '../../documents/json-pointer.ts'
import { quote } from '../../documents/quote.ts'
import { issuesKey } from '../knowledge-places.ts'
import type { LintRule } from './lint-rule.ts'

/** An issue that no server can tell stays in the list for people, so it must say why it never matches. */
export const lintSilentIssue: LintRule = {
  kind: 'missing-note',
  severity: 'error',
  find: ({ issues }) =>
    (issues?.issues ?? []).flatMap(({ id, match, note }, index) =>
      match !== null || note !== undefined
        ? []
        : [
            {
              file: issuesKey,
              pointer: pointerTo('/issues', index),
              message: `${quote(id)} can never match and does not say why`,
              help: 'add a `note`',
            },
          ],
    ),
}
