import type { Rule } from '../../contract/rule-files.ts'

/**
 * Finds the first of earlier rules that demands nothing a later one does not. Each is kept under the demand that had
 * been met least before, so that a thousand rules about Windows are not all looked at for each other one.
 */
export function createShadowFinder() {
  const byDemand = new Map<string, { readonly rule: Rule; readonly parts: readonly string[]; at: number }[]>()
  const timesSeen = new Map<string, number>()
  let count = 0
  return {
    add(rule: Rule, parts: readonly string[]): void {
      for (const part of parts) timesSeen.set(part, (timesSeen.get(part) ?? 0) + 1)
      const rarest = parts.reduce(
        (best, part) => ((timesSeen.get(part) ?? 0) < (timesSeen.get(best) ?? 0) ? part : best),
        parts[0] ?? '',
      )
      const list = byDemand.get(rarest) ?? []
      list.push({ rule, parts, at: count++ })
      byDemand.set(rarest, list)
    },
    find(parts: readonly string[]): Rule | null {
      const own = new Set(parts)
      let first: { readonly rule: Rule; readonly at: number } | null = null
      for (const part of own) {
        const found = byDemand.get(part)?.find((other) => other.parts.every((one) => own.has(one)))
        if (found !== undefined && (first === null || found.at < first.at)) first = found
      }
      return first === null ? null : first.rule
    },
  }
}
