import { pointerTo } from '../../documents/json-pointer.ts'
import { quote } from '../../documents/quote.ts'
import type { LintRule } from './lint-rule.ts'
import { listEvidence } from './list-evidence.ts'

// The month begins up to fourteen hours earlier elsewhere.
const furthestZone = 14 * 60 * 60 * 1000

/** Nobody verified anything in a month to come: the year was mistyped, and the fact would never count as stale. */
export const lintFutureDate: LintRule = {
  kind: 'future-date',
  severity: 'warning',
  find: (draft) => {
    if (draft.now === null) return []
    const month = new Date(draft.now + furthestZone).toISOString().slice(0, 7)
    return listEvidence(draft)
      .filter(({ verifiedOn }) => verifiedOn > month)
      .map(({ file, pointer, verifiedOn }) => ({
        file,
        pointer: pointerTo(pointer, 'verifiedOn'),
        message: `${quote(verifiedOn)} is still to come`,
        help: `it is ${quote(month)} now`,
      }))
  },
}
