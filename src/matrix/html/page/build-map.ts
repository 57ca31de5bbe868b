import type { MatrixFixture } from '../../../contract/matrix.ts'
import type { ViewState } from './view-state.ts'
import { type ActionWord, actionOrder, mainBrowsers, osLabels } from './words.ts'

/** Every system, version or browser. */
export const every = '*'
/** The column that browsers without one of their own share. */
export const otherBrowsers = 'others'

export interface MapRow {
  readonly os: string
  /** A version, or `*` for the row of the whole system. */
  readonly version: string
  readonly isOpen: boolean
}

export interface Summary {
  readonly total: number
  readonly failing: number
  readonly gaps: number
  /** The commonest first. */
  readonly actions: readonly { readonly action: ActionWord; readonly count: number }[]
}

export interface HeatMap {
  readonly rows: readonly MapRow[]
  readonly columns: readonly string[]
  /** The fixtures of a cell, by `os/version/browser`. */
  readonly cells: ReadonlyMap<string, readonly MatrixFixture[]>
}

export const osOf = ({ platform }: MatrixFixture): string => String(platform.os)

const mains: readonly string[] = mainBrowsers
const columnOf = ({ platform }: MatrixFixture, allBrowsers: boolean): string => {
  const browser = String(platform.browser)
  return allBrowsers || mains.includes(browser) ? browser : otherBrowsers
}

/** The version a row stands for: the major one, but Windows 8 and 8.1 are two systems. */
export function versionOf({ platform }: MatrixFixture): string {
  const version = String(platform.osVersion ?? 'unknown')
  if (platform.os === 'windows') return version
  return version.split('.')[0] ?? version
}

export const keyOf = (os: string, version: string, browser: string): string => `${os}/${version}/${browser}`

/** Puts each fixture into its cell, and into the rows and columns that sum it up. */
export function buildMap(
  fixtures: readonly MatrixFixture[],
  { open, allVersions, allBrowsers }: Pick<ViewState, 'open' | 'allVersions' | 'allBrowsers'>,
): HeatMap {
  const cells = new Map<string, MatrixFixture[]>()
  const add = (key: string, fixture: MatrixFixture) => {
    const cell = cells.get(key)
    if (cell === undefined) cells.set(key, [fixture])
    else cell.push(fixture)
  }
  const versions = new Map<string, Set<string>>()
  const columns = new Set<string>()
  for (const fixture of fixtures) {
    const os = osOf(fixture)
    const version = versionOf(fixture)
    const column = columnOf(fixture, allBrowsers)
    columns.add(column)
    versions.set(os, (versions.get(os) ?? new Set()).add(version))
    for (const [rowOs, rowVersion] of [
      [os, version],
      [os, every],
      [every, every],
    ] as const) {
      add(keyOf(rowOs, rowVersion, column), fixture)
      add(keyOf(rowOs, rowVersion, every), fixture)
    }
  }
  const rows = sortBy([...versions.keys()], Object.keys(osLabels)).flatMap((os): MapRow[] => {
    const isOpen = allVersions || open.includes(os)
    const own = isOpen ? [...(versions.get(os) ?? [])].sort(newestFirst) : []
    return [{ os, version: every, isOpen }, ...own.map((version) => ({ os, version, isOpen }))]
  })
  return { rows, columns: sortBy([...columns].sort(), mains), cells }
}

/** In the given order; what is not in it comes after, as it came. */
function sortBy(words: readonly string[], order: readonly string[]): string[] {
  const rank = (word: string) => (order.includes(word) ? order.indexOf(word) : order.length)
  return [...words].sort((a, b) => rank(a) - rank(b))
}

const newestFirst = (a: string, b: string): number => {
  const [left, right] = [Number.parseFloat(a), Number.parseFloat(b)]
  if (Number.isNaN(left) || Number.isNaN(right))
    return Number(Number.isNaN(left)) - Number(Number.isNaN(right))
  return right - left
}

export function summarize(fixtures: readonly MatrixFixture[]): Summary {
  const counts = new Map<ActionWord, number>()
  for (const { action } of fixtures) counts.set(action, (counts.get(action) ?? 0) + 1)
  const count = (status: MatrixFixture['status']) => fixtures.filter((one) => one.status === status).length
  return {
    total: fixtures.length,
    failing: count('failing'),
    gaps: count('known-gap'),
    actions: actionOrder
      .flatMap((action) => ({ action, count: counts.get(action) ?? 0 }))
      .filter((entry) => entry.count > 0)
      .sort((a, b) => b.count - a.count),
  }
}
