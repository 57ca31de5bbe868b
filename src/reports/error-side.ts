import type { Classification } from '../contract/words.ts'

export type ErrorSide = 'client' | 'server' | 'unknown'

/** Where an attempt failed: before an answer of an authenticator was there, at its verification, or nobody told. */
export function errorSideOf(classified: Classification): ErrorSide {
  if (classified === 'server-rejected') return 'server'
  return classified === 'unknown' ? 'unknown' : 'client'
}
