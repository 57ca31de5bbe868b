import { pointerTo } from '../../documents/json-pointer.ts'
import { quote } from '../../documents/quote.ts'
import { browsersKey, providersKey } from '../knowledge-places.ts'
import { readVersionRange } from '../version-range.ts'
import type { KnowledgeDraft } from './knowledge-draft.ts'
import type { LintRule } from './lint-rule.ts'
import { listConditions } from './list-conditions.ts'

const rangeKeys = ['osVersion', 'browserVersion', 'windowsPlatformVersion'] as const

/** A range such as `>=18 <17` admits no version, so its statement never holds; the two numbers were swapped. */
export const lintEmptyRange: LintRule = {
  kind: 'empty-range',
  severity: 'error',
  find: (draft) =>
    listRanges(draft)
      .filter(({ range }) => isEmpty(range))
      .map(({ file, pointer, range }) => ({
        file,
        pointer,
        message: `no version lies in ${quote(range)}`,
        help: 'the lower bound comes first: `>=13 <14`',
      })),
}

function isEmpty(range: string): boolean {
  const { from, below } = readVersionRange(range)
  return from >= below
}

interface PlacedRange {
  readonly file: string
  readonly pointer: string
  readonly range: string
}

function listRanges(draft: KnowledgeDraft): PlacedRange[] {
  const inWhere = listConditions(draft).flatMap(({ file, pointer, where }) =>
    rangeKeys.flatMap((key): PlacedRange[] => {
      const range = where[key]
      return range === undefined ? [] : [{ file, pointer: pointerTo(pointer, key), range }]
    }),
  )
  const inAssumed = (draft.browsers?.assumed ?? []).map(
    ({ windowsPlatformVersion }, index): PlacedRange => ({
      file: browsersKey,
      pointer: pointerTo('/assumed', index, 'windowsPlatformVersion'),
      range: windowsPlatformVersion,
    }),
  )
  const inBrowsers = (draft.browsers?.runsOn ?? []).flatMap(({ osVersion }, index): PlacedRange[] =>
    osVersion === 'same'
      ? []
      : [{ file: browsersKey, pointer: pointerTo('/runsOn', index, 'osVersion'), range: osVersion }],
  )
  const inPhones = (draft.providers?.providers ?? []).flatMap(({ phones }, provider) =>
    phones.map(({ osVersion }, index) => ({
      file: providersKey,
      pointer: pointerTo('/providers', provider, 'phones', index, 'osVersion'),
      range: osVersion,
    })),
  )
  return [...inWhere, ...inAssumed, ...inBrowsers, ...inPhones]
}
