import { isRecord } from '../documents/is-record.ts'
import { pointerTo } from '../documents/json-pointer.ts'
import type { RuleFolder } from './policy.ts'

/** A value before and after; left out where there was or is none. */
export interface ValueChange {
  /** JSON pointer from the entry on, or from the file on; '' is the whole. */
  readonly pointer: string
  readonly from?: unknown
  readonly to?: unknown
}

/**
 * What differs in one file. An entry is an element of a list whose elements have names: a rule, a switch, an
 * experiment; or one of a record of named things: an audience. Positions count from 0.
 */
export type FileChange =
  | {
      readonly kind: 'entry-added'
      readonly list: string
      readonly name: string
      readonly at: number
      readonly value: unknown
    }
  | {
      readonly kind: 'entry-removed'
      readonly list: string
      readonly name: string
      readonly at: number
      readonly value: unknown
    }
  | {
      readonly kind: 'entry-changed'
      readonly list: string
      readonly name: string
      readonly changes: readonly ValueChange[]
    }
  /** Its place among the others is another one; those that only made room are not told. */
  | {
      readonly kind: 'entry-moved'
      readonly list: string
      readonly name: string
      readonly from: number
      readonly to: number
    }
  | ({ readonly kind: 'value-changed' } & ValueChange)
  /** The same meaning, written otherwise. */
  | { readonly kind: 'rewritten' }
  /** One of the two is no JSON, so that only the texts can be held against each other. */
  | { readonly kind: 'unreadable' }

export interface FileDiff {
  readonly file: string
  readonly kind: 'added' | 'removed' | 'changed'
  /** `purpose` of a rule file. */
  readonly purpose: string | null
  readonly changes: readonly FileChange[]
}

/** What differs between two rules folders, by file in the order of paths; files that are the same are left out. */
export type RuleDiff = readonly FileDiff[]

/** Holds two rules folders against each other: by name where things have names, by pointer where they have none. */
export function buildRuleDiff(from: RuleFolder, to: RuleFolder): RuleDiff {
  const paths = [...new Set([...from.keys(), ...to.keys()])].toSorted()
  return paths.flatMap((file): readonly FileDiff[] => {
    const before = from.get(file)
    const after = to.get(file)
    if (before === after) return []
    const old = before === undefined ? undefined : readJson(before)
    const fresh = after === undefined ? undefined : readJson(after)
    const purpose = purposeOf(fresh?.value) ?? purposeOf(old?.value)
    const kind = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed'
    const isRead = old !== null && fresh !== null
    const changes: readonly FileChange[] = isRead
      ? compareFiles(old?.value ?? {}, fresh?.value ?? {})
      : [{ kind: 'unreadable' }]
    const isSame = kind === 'changed' && changes.length === 0
    return [{ file, kind, purpose, changes: isSame ? [{ kind: 'rewritten' }] : changes }]
  })
}

function readJson(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text.replace(/^\u{feff}/u, '')) }
  } catch {
    return null
  }
}

const purposeOf = (value: unknown): string | null =>
  isRecord(value) && typeof value.purpose === 'string' ? value.purpose : null

/** `audiences` is a record of named things; other lists are recognised by the names of their elements. */
const namedRecords: readonly string[] = ['audiences']

function compareFiles(from: unknown, to: unknown): readonly FileChange[] {
  if (!isRecord(from) || !isRecord(to)) return tell(compareValues(from, to, ''))
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])]
  return keys.flatMap((key) => {
    const before = Object.hasOwn(from, key) ? from[key] : undefined
    const after = Object.hasOwn(to, key) ? to[key] : undefined
    const old = listEntries(key, before)
    const fresh = listEntries(key, after)
    // A list that is there and empty is another thing than none.
    const isEmpty = (old?.size ?? 0) + (fresh?.size ?? 0) === 0
    return old !== null && fresh !== null && !isEmpty
      ? compareEntries(key, old, fresh)
      : tell(compareValues(before, after, pointerTo('', key)))
  })
}

const tell = (changes: readonly ValueChange[]): readonly FileChange[] =>
  changes.map((change) => ({ kind: 'value-changed', ...change }))

/** The entries of a list by name, in order; null where it is no list of named things. What is not there has none. */
function listEntries(key: string, value: unknown): ReadonlyMap<string, unknown> | null {
  if (namedRecords.includes(key) && isRecord(value)) return new Map(Object.entries(value))
  if (value === undefined) return new Map()
  if (!Array.isArray(value)) return null
  const entries = new Map<string, unknown>()
  for (const entry of value) {
    const name = isRecord(entry) ? (entry.id ?? entry.name) : undefined
    if (typeof name !== 'string' || entries.has(name)) return null
    entries.set(name, entry)
  }
  return entries
}

function compareEntries(
  list: string,
  from: ReadonlyMap<string, unknown>,
  to: ReadonlyMap<string, unknown>,
): readonly FileChange[] {
  const before = [...from.keys()]
  const after = [...to.keys()]
  // The order of a record means nothing.
  const moved = namedRecords.includes(list) ? [] : findMoved(before, after)
  return [
    ...before.flatMap((name, at): FileChange[] =>
      to.has(name) ? [] : [{ kind: 'entry-removed', list, name, at, value: from.get(name) }],
    ),
    ...after.flatMap((name, at): FileChange[] => {
      if (!from.has(name)) return [{ kind: 'entry-added', list, name, at, value: to.get(name) }]
      const changes = compareValues(from.get(name), to.get(name), '')
      return [
        ...(changes.length === 0 ? [] : [{ kind: 'entry-changed', list, name, changes } as const]),
        ...(moved.includes(name)
          ? [{ kind: 'entry-moved', list, name, from: before.indexOf(name), to: at } as const]
          : []),
      ]
    }),
  ]
}

/** The fewest names that had to change places: those outside of a longest run that kept its order. */
function findMoved(before: readonly string[], after: readonly string[]): readonly string[] {
  const place = new Map(before.map((name, index) => [name, index]))
  const common = after.filter((name) => place.has(name))
  const places = common.map((name) => place.get(name) ?? 0)
  // Longest increasing subsequence, by the length of the best run that ends at each element.
  const best: { readonly length: number; readonly previous: number }[] = []
  let last = -1
  for (const [index, own] of places.entries()) {
    let length = 1
    let previous = -1
    for (let earlier = 0; earlier < index; earlier++) {
      const run = best[earlier]?.length ?? 0
      if ((places[earlier] ?? 0) < own && run + 1 > length) {
        length = run + 1
        previous = earlier
      }
    }
    best.push({ length, previous })
    if (last === -1 || length > (best[last]?.length ?? 0)) last = index
  }
  const kept = new Set<number>()
  for (let index = last; index !== -1; index = best[index]?.previous ?? -1) kept.add(index)
  return common.filter((_, index) => !kept.has(index))
}

/** Lists without names are told whole: what stands where in them is what they mean. */
function compareValues(from: unknown, to: unknown, pointer: string): readonly ValueChange[] {
  if (isRecord(from) && isRecord(to)) {
    const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])]
    return keys.flatMap((key) =>
      compareValues(
        Object.hasOwn(from, key) ? from[key] : undefined,
        Object.hasOwn(to, key) ? to[key] : undefined,
        pointerTo(pointer, key),
      ),
    )
  }
  if (isSame(from, to)) return []
  return [{ pointer, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }]
}

/** As JSON: the order of keys means nothing, that of lists does. */
function isSame(from: unknown, to: unknown): boolean {
  if (Array.isArray(from) && Array.isArray(to))
    return from.length === to.length && from.every((value, index) => isSame(value, to[index]))
  if (isRecord(from) && isRecord(to)) {
    const keys = Object.keys(from)
    return (
      keys.length === Object.keys(to).length &&
      keys.every((key) => Object.hasOwn(to, key) && isSame(from[key], to[key]))
    )
  }
  return from === to
}
