import { helpWithWord } from '../../documents/help-with-word.ts'
import { pointerTo } from '../../documents/json-pointer.ts'
import { quote } from '../../documents/quote.ts'
import { failuresKey } from '../knowledge-places.ts'
import type { LintRule } from './lint-rule.ts'

/** `before` names rows further down; a name of none, or of one above, was true once or never. */
export const lintUnknownFailure: LintRule = {
  kind: 'unknown-failure',
  severity: 'error',
  find: ({ failures }) =>
    (failures?.failures ?? []).flatMap(({ before }, index, rows) => {
      const below = rows.slice(index + 1).map(({ id }) => id)
      return (before ?? []).flatMap((name, place) =>
        below.includes(name)
          ? []
          : [
              {
                file: failuresKey,
                pointer: pointerTo('/failures', index, 'before', place),
                message: `no row further down is called ${quote(name)}`,
                help: helpWithWord(name, below),
              },
            ],
      )
    }),
}
