import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { link, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readIfThere } from '../files/read-if-there.ts'
import type { Config } from './config.ts'

type KeyPlace = Pick<Config, 'siteKey' | 'dataDir' | 'databaseFile'>

const pathIn = (dataDir: string) => join(dataDir, 'site.key')

/**
 * The 32 bytes that pseudonyms, tokens and encryption hang on: the configured ones, or those kept in the data
 * directory; null where there are none yet. Losing them makes every stored history unreadable.
 *
 * @throws when there are none though there is a database: it was filled under a key that is lost
 */
export async function loadSiteKey({ siteKey, dataDir, databaseFile }: KeyPlace): Promise<Buffer | null> {
  if (siteKey !== null) return siteKey
  const path = pathIn(dataDir)
  // Asked first: a server that starts at the same time makes the key before the database.
  const isFilled = existsSync(databaseFile)
  const text = await readIfThere(path)
  if (text === null) {
    if (!isFilled) return null
    throw new Error(
      `\`${path}\` is missing, and \`${databaseFile}\` cannot be read without it; put it back, set KEYWISE_SITE_KEY, or move the database away to begin anew`,
    )
  }
  const key = Buffer.from(text.trim(), 'base64')
  if (key.length !== 32) throw new Error(`\`${path}\` does not hold 32 bytes in base64`)
  return key
}

/** Loads the site key; at the first start it is made and kept, readable by the owner only. @throws like `loadSiteKey` */
export async function loadOrMakeSiteKey(place: KeyPlace): Promise<Buffer> {
  const kept = await loadSiteKey(place)
  if (kept !== null) return kept
  await makeSiteKey(place.dataDir)
  return loadOrMakeSiteKey(place)
}

async function makeSiteKey(dataDir: string): Promise<void> {
  const path = pathIn(dataDir)
  await mkdir(dataDir, { recursive: true })
  const draft = `${path}.${randomBytes(6).toString('hex')}.tmp`
  await writeFile(draft, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600 })
  try {
    // A link fails where the name is taken: of two servers that start together, both use the key of the first.
    await link(draft, path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    await rm(draft, { force: true })
  }
}
