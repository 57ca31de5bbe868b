import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Third-party test data lies beside the repository where it is available; it is never part of it. */
const folder = process.env.KEYWISE_SHARED_DATA ?? fileURLToPath(new URL('../../shared/data', import.meta.url))

/** Set where the data must be there: a test on it then fails without it instead of being skipped. */
export const sharedDataRequired = process.env.KEYWISE_REQUIRE_SHARED === '1'

/** Where one file of it lies, and whether it is there; says so where it is not. */
export function findSharedData(name: string): {
  readonly file: string
  readonly present: boolean
  readonly reason: string
} {
  const file = join(folder, name)
  const present = existsSync(file)
  const reason = `no \`${name}\` in ${folder}: KEYWISE_SHARED_DATA names another folder`
  if (!present && !sharedDataRequired) process.stdout.write(`\nskipped: ${reason}\n`)
  return { file, present, reason }
}
