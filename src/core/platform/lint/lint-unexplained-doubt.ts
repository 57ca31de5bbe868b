import { pointerTo } from '../../documents/json-pointer.ts'
import { failuresKey } from '../knowledge-places.ts'
import type { KnowledgeDraft } from './knowledge-draft.ts'
import type { Finding, LintRule } from './lint-rule.ts'
import { type ListedStatement, listFeatures, listReach } from './list-lists.ts'

/**
 * A value on a single report, and a value that is unknown, look like carelessness to the next reader: the note says
 * what is contested or what nobody could find, so that it is neither "fixed" nor looked up again.
 */
export const lintUnexplainedDoubt: LintRule = {
  kind: 'unexplained-doubt',
  severity: 'warning',
  find: (draft) => {
    const seen = new Set<string>()
    const inStatements = [...listFeatures(draft), ...listReach(draft)].flatMap(({ statements }) =>
      statements.filter(isUnexplained).flatMap((statement): Finding[] => {
        const { file, pointer } = statement
        const place = `${file}#${pointer}`
        if (seen.has(place)) return []
        seen.add(place)
        return [{ file, pointer, message: whatIsDoubtful(statement), help: 'add a `note` that says why' }]
      }),
    )
    return [...inStatements, ...findInFailures(draft)]
  },
}

const findInFailures = ({ failures }: KnowledgeDraft): Finding[] =>
  (failures?.failures ?? []).flatMap(({ certainty, note }, index): Finding[] =>
    certainty !== 'low' || note !== undefined
      ? []
      : [
          {
            file: failuresKey,
            pointer: pointerTo('/failures', index),
            message: lowWithoutNote,
            help: 'add a `note` that says why',
          },
        ],
  )

const lowWithoutNote = 'this is of low certainty and does not say why'

const isUnexplained = ({ certainty, value, note }: ListedStatement): boolean =>
  note === undefined && (certainty === 'low' || value === 'unknown')

const whatIsDoubtful = ({ value }: ListedStatement): string =>
  value === 'unknown' ? 'this is unknown and does not say why' : lowWithoutNote
