import { pointerTo } from '../../documents/json-pointer.ts'
import { quote } from '../../documents/quote.ts'
import { failuresKey } from '../knowledge-places.ts'
import type { LintRule } from './lint-rule.ts'

const conditionKeys = [
  'errors',
  'operation',
  'route',
  'mode',
  'fromMs',
  'belowMs',
  'untimed',
  'where',
] as const

/** Whatever a client tells must be something: the last row holds always. */
export const lintMissingCatchAll: LintRule = {
  kind: 'missing-catch-all',
  severity: 'error',
  find: ({ failures }) => {
    const last = failures?.failures.at(-1)
    const condition = conditionKeys.find((key) => last?.[key] !== undefined)
    if (failures === null || last === undefined || condition === undefined) return []
    return [
      {
        file: failuresKey,
        pointer: pointerTo('/failures', failures.failures.length - 1, condition),
        message: `the last row, ${quote(last.id)}, must hold always, and asks for ${quote(condition)}`,
        help: 'end the list with a row that asks for nothing and gives `unknown`',
      },
    ]
  },
}
