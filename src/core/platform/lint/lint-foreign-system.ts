import { pointerTo } from '../../documents/json-pointer.ts'
import { quote } from '../../documents/quote.ts'
import type { LintRule } from './lint-rule.ts'
import { listConditions } from './list-conditions.ts'
import { wordsOf } from './where-covers.ts'

/** The `where` of a file is added to each of its statements: one about another system can never hold. */
export const lintForeignSystem: LintRule = {
  kind: 'foreign-system',
  severity: 'error',
  find: (draft) =>
    listConditions(draft).flatMap(({ file, pointer, where, ofFile }) => {
      if (where.os === undefined || ofFile?.os === undefined) return []
      const allowed = wordsOf(ofFile.os)
      const foreign = wordsOf(where.os).filter((os) => !allowed.includes(os))
      if (foreign.length === 0) return []
      return [
        {
          file,
          pointer: pointerTo(pointer, 'os'),
          message: `this file is about ${allowed.map(quote).join(', ')}, so nothing here holds on ${foreign.map(quote).join(', ')}`,
          help: 'move the statement to the file of that system',
        },
      ]
    }),
}
