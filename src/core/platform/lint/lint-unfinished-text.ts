import { isRecord } from '../../documents/is-record.ts'
import { pointerTo } from '../../documents/json-pointer.ts'
import { quote } from '../../documents/quote.ts'
import { browsersKey, failuresKey, issuesKey, providersKey, reportsKey } from '../knowledge-places.ts'
import type { KnowledgeDraft } from './knowledge-draft.ts'
import type { Finding, LintRule } from './lint-rule.ts'

const unfinished = /\b(?:TODO|FIXME|XXX|TBD)\b/

/** A note to oneself is no fact; people read these files as what is known. */
export const lintUnfinishedText: LintRule = {
  kind: 'unfinished-text',
  severity: 'warning',
  find: (draft) =>
    listFiles(draft)
      // Nearly always there is none, which the text as a whole tells at once.
      .filter(([, content]) => unfinished.test(JSON.stringify(content)))
      .flatMap(([file, content]) => findIn(file, '', content)),
}

const listFiles = ({
  platforms,
  browsers,
  issues,
  providers,
  reports,
  failures,
}: KnowledgeDraft): (readonly [file: string, content: unknown])[] => [
  ...platforms.map(({ file, content }) => [file, content] as const),
  [browsersKey, browsers],
  [issuesKey, issues],
  [providersKey, providers],
  [reportsKey, reports],
  [failuresKey, failures],
]

function findIn(file: string, pointer: string, value: unknown): Finding[] {
  if (typeof value === 'string') {
    const word = unfinished.exec(value)?.[0]
    if (word === undefined) return []
    return [{ file, pointer, message: `${quote(word)} is left to do`, help: 'do it, or say "unknown"' }]
  }
  const entries = Array.isArray(value) ? [...value.entries()] : isRecord(value) ? Object.entries(value) : []
  return entries.flatMap(([key, child]) => findIn(file, pointerTo(pointer, key), child))
}
