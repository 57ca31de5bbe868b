/** As many registrable labels as every browser is bound to look at (WebAuthn Level 3, section 5.11.1). */
export const mostLabels = 5

/** The origins that are not at the RP ID's own host or below it: they need `/.well-known/webauthn` there. */
export function listRelatedOrigins(rpId: string, origins: readonly string[]): readonly string[] {
  return origins.filter((origin) => {
    const { hostname } = new URL(origin)
    return hostname !== rpId && !hostname.endsWith(`.${rpId}`)
  })
}

/**
 * The labels that browsers count: of each host the part before its public suffix. Without the list of public suffixes
 * this takes two parts of a name, or three where the second last is short, as in `example.co.uk`: a guess, good enough to
 * warn by.
 */
export function countLabels(origins: readonly string[]): number {
  const labels = origins.map((origin) => {
    const parts = new URL(origin).hostname.split('.')
    const isLongSuffix = (parts.at(-2)?.length ?? 0) <= 3 && parts.length > 2
    return parts.at(isLongSuffix ? -3 : -2) ?? parts[0]
  })
  return new Set(labels).size
}
