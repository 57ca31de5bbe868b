import { pointerTo } from '../../documents/json-pointer.ts'
import { reportsKey } from '../knowledge-places.ts'
import type { LintRule } from './lint-rule.ts'

/** A report is either not believed or means something; with both or neither nobody knows which was meant. */
export const lintAmbiguousReport: LintRule = {
  kind: 'ambiguous-report',
  severity: 'error',
  find: ({ reports }) =>
    (reports?.reports ?? []).flatMap(({ believe, values }, index) =>
      (believe === false) === (values === undefined)
        ? []
        : [
            {
              file: reportsKey,
              pointer: pointerTo('/reports', index),
              message: 'a report is either not believed or means something',
              help: 'give either `"believe": false` or `values`',
            },
          ],
    ),
}
