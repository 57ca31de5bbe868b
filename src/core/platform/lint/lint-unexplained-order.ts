import type { FailureRow } from '../../../contract/failure-files.ts'
import { pointerTo } from '../../documents/json-pointer.ts'
import { quote } from '../../documents/quote.ts'
import { failuresKey } from '../knowledge-places.ts'
import { boxCovers, boxOf, meetBoxes } from './failure-overlap.ts'
import type { LintRule } from './lint-rule.ts'

/**
 * An exception above the rule it is one of explains itself. Where two rows merely overlap and say different things,
 * swapping them would change answers, so the upper one says that it is meant to stand there.
 */
export const lintUnexplainedOrder: LintRule = {
  kind: 'unexplained-order',
  severity: 'warning',
  find: ({ failures, browsers }) => {
    const mirrors = browsers?.mirrors ?? []
    const boxed = (failures?.failures ?? []).map((row) => ({ row, box: boxOf(row) }))
    return boxed.flatMap(({ row, box }, index) =>
      boxed
        .slice(index + 1)
        .filter((later) => !saysTheSame(row, later.row) && row.before?.includes(later.row.id) !== true)
        // An exception of the later one; or the later one is never reached, which is told as such.
        .filter((later) => !boxCovers(later.box, box, mirrors) && !boxCovers(box, later.box, mirrors))
        .filter((later) => {
          const both = meetBoxes(box, later.box, mirrors)
          if (both === null) return false
          // What they share may belong to a third row above both.
          return !boxed.slice(0, index).some((earlier) => boxCovers(earlier.box, both, mirrors))
        })
        .map((later) => ({
          file: failuresKey,
          pointer: pointerTo('/failures', index),
          message: `${quote(row.id)} and ${quote(later.row.id)} overlap and say different things; the order decides`,
          help: `add ${quote(later.row.id)} to \`before\`, or keep the two apart`,
        })),
    )
  },
}

const saysTheSame = (one: FailureRow, other: FailureRow): boolean =>
  one.gives === other.gives && one.evidence === other.evidence && one.weight === other.weight
