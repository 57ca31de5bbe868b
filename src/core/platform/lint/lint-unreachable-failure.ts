import { pointerTo } from '../../documents/json-pointer.ts'
import { quote } from '../../documents/quote.ts'
import { failuresKey } from '../knowledge-places.ts'
import { boxCovers, boxOf } from './failure-overlap.ts'
import type { LintRule } from './lint-rule.ts'

/** The first row that holds wins: one below a row that holds wherever it does is never used. */
export const lintUnreachableFailure: LintRule = {
  kind: 'unreachable-failure',
  severity: 'error',
  find: ({ failures, browsers }) =>
    (failures?.failures ?? []).flatMap((row, index, rows) => {
      const box = boxOf(row)
      const earlier = rows.slice(0, index).find((one) => boxCovers(boxOf(one), box, browsers?.mirrors ?? []))
      if (earlier === undefined) return []
      return [
        {
          file: failuresKey,
          pointer: pointerTo('/failures', index),
          message: `${quote(row.id)} is never used: ${quote(earlier.id)} holds wherever it does, and comes first`,
          help: 'put the exception above the rule, or take one of the two away',
        },
      ]
    }),
}
