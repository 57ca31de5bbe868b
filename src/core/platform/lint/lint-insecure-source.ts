import { pointerTo } from '../../documents/json-pointer.ts'
import { quote } from '../../documents/quote.ts'
import type { LintRule } from './lint-rule.ts'
import { listEvidence } from './list-evidence.ts'
import { splitSources } from './named-sources.ts'

/** A page fetched without https can be anything by the time it is checked again. */
export const lintInsecureSource: LintRule = {
  kind: 'insecure-source',
  severity: 'warning',
  find: (draft) =>
    listEvidence(draft).flatMap(({ file, pointer, source }) =>
      splitSources(source)
        .filter((part) => part.startsWith('http://'))
        .map((part) => ({
          file,
          pointer: pointerTo(pointer, 'source'),
          message: `${quote(part)} is fetched without https`,
          help: `did you mean ${quote(part.replace('http://', 'https://'))}?`,
        })),
    ),
}
