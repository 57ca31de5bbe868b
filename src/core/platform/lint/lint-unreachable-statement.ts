import type { KnowledgeDraft } from './knowledge-draft.ts'
import type { Finding, LintRule } from './lint-rule.ts'
import {
  type ListedStatement,
  listFeatures,
  listReach,
  listReportsAndBrowsers,
  type StatementList,
} from './list-lists.ts'
import { whereCovers } from './where-covers.ts'

/**
 * The first statement that holds wins, so one below a statement that always holds where it does is never used. Nearly
 * always it is an exception that was put under the rule instead of above it, and the answer is wrong.
 */
export const lintUnreachableStatement: LintRule = {
  kind: 'unreachable-statement',
  severity: 'error',
  find: (draft) =>
    [...listFeatures(draft), ...listReach(draft), ...listReportsAndBrowsers(draft)].flatMap((list) =>
      findIn(list, draft),
    ),
}

function findIn({ name, statements }: StatementList, { browsers }: KnowledgeDraft): Finding[] {
  const mirrors = browsers?.mirrors ?? []
  const covering = (index: number): ListedStatement | undefined =>
    statements
      .slice(0, index)
      .find(({ where }) => whereCovers(where, statements[index]?.where ?? [], mirrors))
  return statements.flatMap((statement, index) => {
    const earlier = covering(index)
    // A pattern is shared: that one of its providers has an answer of its own is what patterns are for.
    const shared = statement.pointer.startsWith('/reachPatterns/')
    if (earlier === undefined || (shared && !earlier.pointer.startsWith('/reachPatterns/'))) return []
    const place =
      earlier.file === statement.file ? earlier.pointer : `rules/${earlier.file}#${earlier.pointer}`
    return [
      {
        file: statement.file,
        pointer: statement.at,
        message: `this says nothing of ${name}: ${place} holds wherever it does, and comes first`,
        help: 'put the exception above the rule, or take one of the two away',
      },
    ]
  })
}
