import type { FixtureResult } from './run-fixture.ts'

/** What `--filter 'os=windows;browser=firefox'` may name. */
export const filterKeys = [
  'os',
  'browser',
  'purpose',
  'action',
  'reason',
  'situation',
  'status',
  'file',
  'id',
  'story',
] as const
export type FilterKey = (typeof filterKeys)[number]

export type Filter = ReadonlyMap<FilterKey, ReadonlySet<string>>

/** `os=windows,macos;status=failing`: keys are combined with and, values of one key with or. */
export function parseFilter(text: string): Filter | { readonly problem: string } {
  const filter = new Map<FilterKey, ReadonlySet<string>>()
  for (const part of text.split(';').filter((piece) => piece.trim() !== '')) {
    const [key = '', values = ''] = part.split('=').map((piece) => piece.trim())
    if (!isFilterKey(key)) return { problem: `unknown filter \`${key}\`; one of: ${filterKeys.join(', ')}` }
    if (values === '') return { problem: `filter \`${key}\` needs a value, such as \`${key}=...\`` }
    filter.set(key, new Set(values.split(',').map((value) => value.trim())))
  }
  return filter
}

const isFilterKey = (word: string): word is FilterKey => (filterKeys as readonly string[]).includes(word)

export function matchFilter(result: FixtureResult, filter: Filter): boolean {
  for (const [key, wanted] of filter) {
    const actual = filterWordOf[key](result)
    const found =
      key === 'id' || key === 'file' ? [...wanted].some((text) => actual.includes(text)) : wanted.has(actual)
    if (!found) return false
  }
  return true
}

/** What a filter compares with, by key. */
export const filterWordOf: Readonly<Record<FilterKey, (result: FixtureResult) => string>> = {
  os: ({ platform }) => platform.os,
  browser: ({ platform }) => platform.browser,
  purpose: ({ decision }) => decision.purpose,
  action: ({ decision }) => decision.action,
  reason: ({ decision }) => decision.reason,
  status: ({ status }) => status,
  situation: ({ fixture }) => fixture.situation ?? '',
  file: ({ file }) => file,
  id: ({ fixture }) => fixture.id,
  story: ({ fixture }) => fixture.story ?? '',
}
