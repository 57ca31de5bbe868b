import { pointerTo } from '../../documents/json-pointer.ts'
import { quote } from '../../documents/quote.ts'
import type { LintRule } from './lint-rule.ts'
import { listEvidence } from './list-evidence.ts'
import { findNamedSource, splitSources } from './named-sources.ts'

/** What rests on memory or on one party's word is not certain, however plausible: `high` needs something to read. */
export const lintWeakSource: LintRule = {
  kind: 'weak-source',
  severity: 'warning',
  find: (draft) =>
    listEvidence(draft)
      .filter(
        ({ certainty, source }) =>
          certainty === 'high' && splitSources(source).every((part) => findNamedSource(part)?.weak === true),
      )
      .map(({ file, pointer, source }) => ({
        file,
        pointer: pointerTo(pointer, 'certainty'),
        message: `${quote(source)} alone makes nothing certain`,
        help: 'give a source that can be read, or `medium` or `low`',
      })),
}
