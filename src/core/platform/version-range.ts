/** True, false, or perhaps: what is left open by a version nobody told. */
export type Tristate = true | false | 'unknown'

/**
 * All versions a version text can mean, as `[from, below)`: `13.5` is 13.5.0 up to but not including 13.6,
 * and a hidden version is everything. So `>=13.3` is true of `13.5`, false of `12`, unknown of `13`.
 */
export interface VersionSpan {
  readonly from: number
  readonly below: number
}

export const anyVersion: VersionSpan = { from: 0, below: Number.POSITIVE_INFINITY }

/** How many values one part of a version has. */
export const versionPart = 100_000
const part = versionPart
const units = [part * part, part, 1] as const

/** Reads a dotted version; what is not one (`'unknown'`, `'XP'`) can be any version. Three parts count. */
export function readVersionSpan(text: string): VersionSpan {
  if (!/^\d{1,5}(\.\d+)*$/.test(text)) return anyVersion
  let from = 0
  let unit = part * part
  const parts = text.split('.', 3)
  units.forEach((size, index) => {
    const digits = parts[index]
    if (digits === undefined) return
    from += Math.min(Number(digits), part - 1) * size
    unit = size
  })
  return { from, below: from + unit }
}

/** The lowest version of a span, with its minor: `27.2`. */
export function writeVersion({ from }: VersionSpan): string {
  const [major, minor] = units
  return `${Math.floor(from / major)}.${Math.floor((from % major) / minor)}`
}

/** The versions a range such as `>=13.3 <14` or `=13.6.5` admits. The schema has checked its form. */
export function readVersionRange(range: string): VersionSpan {
  let { from, below } = anyVersion
  for (const term of range.split(' ')) {
    if (term.startsWith('>=')) from = readVersionSpan(term.slice(2)).from
    else if (term.startsWith('<')) below = readVersionSpan(term.slice(1)).from
    else return readVersionSpan(term.slice(1))
  }
  return { from, below }
}

/** Does every, some or no version of `span` lie in `range`? */
export function isWithin(span: VersionSpan, range: VersionSpan): Tristate {
  if (span.below <= range.from || span.from >= range.below) return false
  return span.from >= range.from && span.below <= range.below ? true : 'unknown'
}

/** What is left of `span` inside `limit`; `span` itself where nothing would be left. */
export function narrowSpan(span: VersionSpan, limit: VersionSpan): VersionSpan {
  const from = Math.max(span.from, limit.from)
  const below = Math.min(span.below, limit.below)
  return from < below ? { from, below } : span
}
