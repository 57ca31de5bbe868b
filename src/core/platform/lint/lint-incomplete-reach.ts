import { osNames } from '../../../contract/words.ts'
import { pointerTo } from '../../documents/json-pointer.ts'
import { quote } from '../../documents/quote.ts'
import { providersKey } from '../knowledge-places.ts'
import type { Finding, LintRule } from './lint-rule.ts'
import { listReach } from './list-lists.ts'
import { whereCovers } from './where-covers.ts'

const systems = osNames.filter((os) => os !== 'other')

/**
 * A list of reach answers for every system, if only with `unknown`: where it ends without an answer nobody can tell
 * whether the question was looked into, and there is no source to name.
 */
export const lintIncompleteReach: LintRule = {
  kind: 'incomplete-reach',
  severity: 'warning',
  find: (draft) =>
    listReach(draft).flatMap(({ name, statements }, index): Finding[] => {
      const missing = systems.filter((os) => !statements.some(({ where }) => whereCovers(where, [{ os }])))
      if (missing.length === 0) return []
      return [
        {
          file: providersKey,
          pointer: pointerTo('/providers', index, 'reach'),
          message: `${name} has no answer for every client of ${missing.map(quote).join(', ')}`,
          help: 'end the list with a statement that asks for the system only; `unknown` is an answer',
        },
      ]
    }),
}
