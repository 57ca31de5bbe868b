/** The numbers of a dotted version (`'13.6.5'`), or null where the text is not one. */
export function parseVersion(text: unknown): readonly number[] | null {
  if (typeof text !== 'string' || text.length > 64 || !/^\d{1,9}(?:\.\d{1,9}){0,7}$/.test(text)) return null
  return text.split('.').map(Number)
}

/** Negative, zero or positive, number by number; a part that is not told counts as 0 (`18` equals `18.0`). */
export function compareVersions(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
