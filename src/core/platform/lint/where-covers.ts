import { reportNames, type Where } from '../../../contract/knowledge-files.ts'
import { anyVersion, readVersionRange, type VersionSpan } from '../version-range.ts'

type Mirror = {
  readonly browser: string | readonly string[]
  readonly of: string
  readonly versions: string
  readonly where?: Where
}

/** One word or a list of words, as a list. */
export const wordsOf = <T extends string>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value

/**
 * Does `wide` hold wherever `narrow` does? Each is a list of conditions that must all hold. Says no where it cannot
 * tell, so a yes can be relied on: a condition of `wide` is met only by one of `narrow` that asks for as much.
 */
export function whereCovers(
  wide: readonly Where[],
  narrow: readonly Where[],
  mirrors: readonly Mirror[] = [],
): boolean {
  return wide.every((one) => coversOne(one, narrow, mirrors))
}

function coversOne(wide: Where, narrow: readonly Where[], mirrors: readonly Mirror[]): boolean {
  for (const key of conditionKeys) {
    const wanted = wide[key]
    if (wanted !== undefined && !narrow.some((where) => coversKey(key, wide, where))) return false
  }
  return asksNoBrowser(wide) || narrow.some((where) => coversBrowser(wide, where, systemsOf(narrow), mirrors))
}

/** All conditions but those on the browser, which are read together. */
const conditionKeys = [
  'os',
  'osVersion',
  'webview',
  'deviceType',
  'bot',
  'touch',
  'windowsPlatformVersion',
  'reports',
] as const satisfies readonly (keyof Where)[]

function coversKey(key: (typeof conditionKeys)[number], wide: Where, narrow: Where): boolean {
  switch (key) {
    case 'os':
    case 'deviceType':
      return isSubset(wordsOf<string>(narrow[key]), wordsOf<string>(wide[key]))
    case 'osVersion':
    case 'windowsPlatformVersion':
      return isInside(narrow[key], wide[key])
    case 'webview':
      return coversWebview(wide.webview, narrow.webview)
    case 'reports':
      return reportNames.every(
        (name) => wide.reports?.[name] === undefined || narrow.reports?.[name] === wide.reports[name],
      )
    default:
      return narrow[key] === wide[key]
  }
}

const asksNoBrowser = (where: Where): boolean =>
  where.browser === undefined && where.browserVersion === undefined

const isSubset = (few: readonly string[], many: readonly string[]): boolean =>
  few.length > 0 && few.every((one) => many.includes(one))

const spanOf = (range: string | undefined): VersionSpan =>
  range === undefined ? anyVersion : readVersionRange(range)

function isInside(narrow: string | undefined, wide: string | undefined): boolean {
  const [inner, outer] = [spanOf(narrow), spanOf(wide)]
  return inner.from >= outer.from && inner.below <= outer.below
}

function coversWebview(wide: Where['webview'], narrow: Where['webview']): boolean {
  if (wide === undefined || narrow === undefined) return wide === undefined
  if (typeof wide === 'boolean') return typeof narrow === 'boolean' ? narrow === wide : wide
  return typeof narrow !== 'boolean' && isSubset(wordsOf(narrow), wordsOf(wide))
}

/** The systems a list of conditions is about; none where it names none, or where they contradict each other. */
export function systemsOf(conditions: readonly Where[]): readonly string[] {
  const lists: readonly (readonly string[])[] = conditions.flatMap(({ os }) =>
    os === undefined ? [] : [wordsOf(os)],
  )
  return (lists[0] ?? []).filter((one) => lists.every((list) => list.includes(one)))
}

/** On these systems a browser counts as those it mirrors, too, unless `exactly` is asked for. */
export const mirroredBy = (
  browser: string,
  systems: readonly string[],
  mirrors: readonly Mirror[],
): Mirror | undefined =>
  mirrors.find(
    (mirror) =>
      wordsOf(mirror.browser).includes(browser) &&
      (mirror.where?.os === undefined || isSubset(systems, wordsOf(mirror.where.os))),
  )

function coversBrowser(
  wide: Where,
  narrow: Where,
  systems: readonly string[],
  mirrors: readonly Mirror[],
): boolean {
  const wanted: readonly string[] = wordsOf(wide.browser)
  const found: readonly string[] = wordsOf(narrow.browser)
  if (wanted.length === 0) return wide.browserVersion === narrow.browserVersion && narrow.exactly === true
  if (found.length === 0) return false
  // What is asked of the mirrored browser alone says nothing of its relatives, nor what is asked of the relatives.
  if (wide.exactly === true && narrow.exactly !== true) return false
  return found.every((browser) => {
    if (wanted.includes(browser)) return isInside(narrow.browserVersion, wide.browserVersion)
    const mirror = wide.exactly === true ? undefined : mirroredBy(browser, systems, mirrors)
    if (mirror === undefined || !wanted.includes(mirror.of)) return false
    return (
      wide.browserVersion === undefined ||
      (mirror.versions === 'same' && isInside(narrow.browserVersion, wide.browserVersion))
    )
  })
}
