import type { FailureRow } from '../../../contract/failure-files.ts'
import type { BrowsersFile, Where } from '../../../contract/knowledge-files.ts'
import { attemptRoutes, ceremonyModes, operations } from '../../../contract/words.ts'
import { anyVersion, readVersionRange } from '../version-range.ts'
import { mirroredBy, whereCovers, wordsOf } from './where-covers.ts'

type Mirrors = BrowsersFile['mirrors']

/** The attempts one or several rows hold for, as a box: a list or a range in each direction. */
export interface FailureBox {
  /** null: any, or none told; `none`: no error was told. */
  readonly errors: readonly string[] | 'none' | null
  readonly operation: readonly string[]
  readonly route: readonly string[]
  readonly mode: readonly string[]
  readonly from: number
  readonly below: number
  /** Holds where nobody told the time. */
  readonly untimed: boolean
  /** Alternatives; all conditions of one must hold. */
  readonly clients: readonly (readonly Where[])[]
}

export function boxOf(row: FailureRow): FailureBox {
  const { errors, operation, route, mode, fromMs, belowMs, untimed, where } = row
  const wheres = where === undefined ? [] : Array.isArray(where) ? where : [where]
  return {
    errors: errors ?? null,
    operation: operation === undefined ? operations : [operation],
    route: route === undefined ? attemptRoutes : wordsOf(route),
    mode: mode === undefined ? ceremonyModes : wordsOf(mode),
    from: fromMs ?? 0,
    below: untimed === true ? 0 : (belowMs ?? Number.POSITIVE_INFINITY),
    untimed: untimed === true || (fromMs === undefined && belowMs === undefined),
    clients: wheres.length === 0 ? [[]] : wheres.map((one) => [one]),
  }
}

/** Does `wide` hold for whatever attempt `narrow` holds for? Says no where it cannot tell. */
export function boxCovers(wide: FailureBox, narrow: FailureBox, mirrors: Mirrors): boolean {
  return (
    errorsCover(wide.errors, narrow.errors) &&
    isSubset(narrow.operation, wide.operation) &&
    isSubset(narrow.route, wide.route) &&
    isSubset(narrow.mode, wide.mode) &&
    (!narrow.untimed || wide.untimed) &&
    (narrow.from >= narrow.below || (narrow.from >= wide.from && narrow.below <= wide.below)) &&
    narrow.clients.every((one) => wide.clients.some((other) => whereCovers(other, one, mirrors)))
  )
}

/** The attempts both hold for; null where there surely are none. */
export function meetBoxes(one: FailureBox, other: FailureBox, mirrors: Mirrors): FailureBox | null {
  const errors = meetErrors(one.errors, other.errors)
  const box = {
    errors,
    operation: shared(one.operation, other.operation),
    route: shared(one.route, other.route),
    mode: shared(one.mode, other.mode),
    from: Math.max(one.from, other.from),
    below: Math.min(one.below, other.below),
    untimed: one.untimed && other.untimed,
    clients: one.clients.flatMap((first) =>
      other.clients
        .filter((second) => clientsMeet(first, second, mirrors))
        .map((second) => [...first, ...second]),
    ),
  }
  const lists: readonly (readonly unknown[])[] = [box.operation, box.route, box.mode, box.clients]
  const isEmpty =
    lists.some((list) => list.length === 0) ||
    (Array.isArray(errors) && errors.length === 0) ||
    (box.from >= box.below && !box.untimed)
  return isEmpty ? null : box
}

const isSubset = (few: readonly string[], many: readonly string[]): boolean =>
  few.every((one) => many.includes(one))
const shared = (one: readonly string[], other: readonly string[]): readonly string[] =>
  one.filter((word) => other.includes(word))

function errorsCover(wide: FailureBox['errors'], narrow: FailureBox['errors']): boolean {
  if (wide === null) return true
  if (wide === 'none' || narrow === 'none') return wide === narrow
  return narrow !== null && isSubset(narrow, wide)
}

function meetErrors(one: FailureBox['errors'], other: FailureBox['errors']): FailureBox['errors'] {
  if (one === null) return other
  if (other === null) return one
  if (one === 'none' || other === 'none') return one === other ? one : []
  return shared(one, other)
}

const clientsMeet = (one: readonly Where[], other: readonly Where[], mirrors: Mirrors): boolean =>
  one.every((first) => other.every((second) => clientMeets(first, second, mirrors)))

function clientMeets(one: Where, other: Where, mirrors: Mirrors): boolean {
  return (
    wordsMeet(wordsOf(one.os), wordsOf(other.os)) &&
    wordsMeet(countedAs(one, mirrors), countedAs(other, mirrors)) &&
    rangesMeet(one.osVersion, other.osVersion) &&
    rangesMeet(one.browserVersion, other.browserVersion)
  )
}

/** No word is any word. */
const wordsMeet = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === 0 || other.length === 0 || shared(one, other).length > 0

/** The browsers a condition names, with those they count as. */
const countedAs = ({ browser, os }: Where, mirrors: Mirrors): readonly string[] =>
  wordsOf(browser).flatMap((name) => [name, mirroredBy(name, wordsOf(os), mirrors)?.of ?? name])

function rangesMeet(one: string | undefined, other: string | undefined): boolean {
  const [first, second] = [one, other].map((range) =>
    range === undefined ? anyVersion : readVersionRange(range),
  )
  if (first === undefined || second === undefined) return true
  return Math.max(first.from, second.from) < Math.min(first.below, second.below)
}
