import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * The 32 bytes that pseudonyms, tokens and encryption hang on; made at the first start and kept, readable by the owner
 * only. Losing it makes every stored history unreadable.
 */
export async function loadSiteKey(dataDir: string): Promise<Buffer> {
  const path = join(dataDir, 'site.key')
  await mkdir(dataDir, { recursive: true })
  const draft = `${path}.${process.pid}.tmp`
  await writeFile(draft, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600 })
  try {
    // A link fails where the name is taken: of two servers that start together, both use the key of the first.
    await link(draft, path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    await rm(draft, { force: true })
  }
  const key = Buffer.from((await readFile(path, 'utf8')).trim(), 'base64')
  if (key.length !== 32) throw new Error(`\`${path}\` does not hold 32 bytes in base64`)
  return key
}
