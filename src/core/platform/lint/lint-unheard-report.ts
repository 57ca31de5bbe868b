import { pointerTo } from '../../documents/json-pointer.ts'
import { issuesKey } from '../knowledge-places.ts'
import type { LintRule } from './lint-rule.ts'
import { listConditions } from './list-conditions.ts'

/**
 * What a page reports is weighed after the table was read, so that the two can be compared: outside the known issues a
 * condition on reports never holds.
 */
export const lintUnheardReport: LintRule = {
  kind: 'unheard-report',
  severity: 'error',
  find: (draft) =>
    listConditions(draft)
      .filter(({ file, where }) => file !== issuesKey && where.reports !== undefined)
      .map(({ file, pointer }) => ({
        file,
        pointer: pointerTo(pointer, 'reports'),
        message: 'nobody has reported anything where this is read, so it never holds',
        help: 'what a report means stands in `report-trust.json`, what goes wrong in `known-issues.json`',
      })),
}
