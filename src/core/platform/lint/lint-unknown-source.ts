import { findNearestWord } from '../../../contract/nearest-word.ts'
import { pointerTo } from '../../documents/json-pointer.ts'
import { quote } from '../../documents/quote.ts'
import type { LintRule } from './lint-rule.ts'
import { listEvidence } from './list-evidence.ts'
import { findNamedSource, namedSources, splitSources } from './named-sources.ts'

const address = /^https?:\/\/[^\s/]+\.[^\s/]+/

/** No source, no statement: a reader must be able to look it up, at an address or under a name that is listed. */
export const lintUnknownSource: LintRule = {
  kind: 'unknown-source',
  severity: 'warning',
  find: (draft) =>
    listEvidence(draft).flatMap(({ file, pointer, source }) =>
      splitSources(source)
        .filter((part) => !address.test(part) && findNamedSource(part) === undefined)
        .map((part) => ({
          file,
          pointer: pointerTo(pointer, 'source'),
          message: `${quote(part)} is neither an address nor a source with a name`,
          help: helpWithSource(part),
        })),
    ),
}

function helpWithSource(written: string): string {
  const names = namedSources.map(({ name }) => name)
  const nearest = names.find(
    (name) => findNearestWord(written.slice(0, name.length), [name]) !== undefined && name.length > 6,
  )
  return nearest === undefined
    ? `give an \`https://\` address, or one of ${names.map(quote).join(', ')}`
    : `did you mean ${quote(nearest)}?`
}
