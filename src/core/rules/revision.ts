import { createHash } from 'node:crypto'
import type { RuleFolder } from './policy.ts'

/** The name of a folder's contents: `r` and 12 hex digits over all paths and texts, in the order of paths. */
export function revisionOf(folder: RuleFolder): string {
  const hash = createHash('sha256')
  for (const [path, text] of [...folder].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    // The length keeps two folders apart whose texts only differ in where one file ends and the next begins.
    hash.update(`${path}\0${text.length}\0${text}`)
  }
  return `r${hash.digest('hex').slice(0, 12)}`
}
