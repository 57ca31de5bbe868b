import { pointerTo } from '../../documents/json-pointer.ts'
import { quote } from '../../documents/quote.ts'
import { failuresKey } from '../knowledge-places.ts'
import type { LintRule } from './lint-rule.ts'

/** No attempt takes less than it takes, or has a time and has none: such a row never holds. */
export const lintEmptyTime: LintRule = {
  kind: 'empty-time',
  severity: 'error',
  find: ({ failures }) =>
    (failures?.failures ?? []).flatMap(({ id, fromMs, belowMs, untimed }, index) => {
      const isTimed = fromMs !== undefined || belowMs !== undefined
      const isEmpty = fromMs !== undefined && belowMs !== undefined && fromMs >= belowMs
      if (!isEmpty && !(untimed === true && isTimed)) return []
      return [
        {
          file: failuresKey,
          pointer: pointerTo('/failures', index, isEmpty ? 'belowMs' : 'untimed'),
          message: isEmpty
            ? `${quote(id)}: no time is at least ${fromMs} ms and below ${belowMs} ms`
            : `${quote(id)} asks for a time and for none`,
          help: isEmpty ? '`fromMs` is the lower bound' : 'take `untimed` away, or the times',
        },
      ]
    }),
}
