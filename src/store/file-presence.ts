import { statSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { StoreError } from './store-error.ts'

const checkEveryMs = 250

/**
 * An open file that was deleted or replaced can still be written, into nowhere. Remembers which file stands at a path
 * now; what is returned throws a StoreError once another one, or none, stands there. It looks four times a second.
 */
export function createPresenceCheck(file: string): () => void {
  const readIdentity = () => {
    const found = statSync(file, { throwIfNoEntry: false })
    return found === undefined ? 'none' : `${found.dev} ${found.ino}`
  }
  const opened = readIdentity()
  let checkedAt = performance.now()
  return () => {
    if (performance.now() - checkedAt < checkEveryMs) return
    if (readIdentity() !== opened) throw new StoreError('unavailable', 'the database file is gone')
    checkedAt = performance.now()
  }
}
