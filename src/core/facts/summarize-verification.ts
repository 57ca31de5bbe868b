import type { Belief } from '../belief/belief.ts'
import type { Knowledge } from '../platform/knowledge.ts'

/** Whether user verification by this user's passkeys means anything. */
export interface Verification {
  /** Of the passkey that is likeliest here; false where there is none. */
  readonly likely: boolean
  /** Of every passkey that may answer; false where there is none. */
  readonly every: boolean
}

/**
 * Some providers set the UV flag without verifying anybody: their passkeys are one factor. Who keeps a passkey is told
 * by its record alone, so nothing a client says and nothing that happened changes this.
 */
export function summarizeVerification({ credentials }: Belief, { unverifying }: Knowledge): Verification {
  const [likely] = credentials
  if (likely === undefined) return nothing
  for (const { provider } of credentials) {
    if (provider === null || !unverifying.has(provider)) continue
    return likely.provider !== null && unverifying.has(likely.provider) ? nothing : likelyOnly
  }
  return both
}

const nothing: Verification = Object.freeze({ likely: false, every: false })
const likelyOnly: Verification = Object.freeze({ likely: true, every: false })
const both: Verification = Object.freeze({ likely: true, every: true })
