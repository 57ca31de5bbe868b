import { randomUUID } from 'node:crypto'
import { link, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'

/** Whoever holds a lock works for some milliseconds; one this old is held by nobody who lives. */
const oldestMs = 30_000
const lookEveryMs = 20

export interface LockOptions {
  /** How long to wait for whoever holds it. */
  readonly waitMs?: number
}

/** Somebody else is at work, for longer than was to be waited. */
export class FolderBusyError extends Error {
  override readonly name = 'FolderBusyError'
}

/**
 * Does work while no other process does its own under the same lock file. What a killed process left is taken over: at
 * once where it ran on this machine, after half a minute otherwise.
 * @throws FolderBusyError, the file system's own error where the lock cannot be written, and what `work` throws
 */
export async function lockFolder<T>(
  file: string,
  work: () => Promise<T>,
  { waitMs = 10_000 }: LockOptions = {},
): Promise<T> {
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), id: randomUUID() })
  const end = performance.now() + waitMs
  while (!(await take(file, mine))) {
    await breakStale(file)
    if (performance.now() > end) throw new FolderBusyError(`another process holds \`${file}\``)
    await sleep(lookEveryMs)
  }
  try {
    return await work()
  } finally {
    // Half a minute late it may have been taken over: then it is not mine to remove.
    if ((await readFile(file, 'utf8').catch(() => null)) === mine) await rm(file, { force: true })
  }
}

/** Linked into place whole, so that nobody reads half a lock. */
async function take(file: string, text: string): Promise<boolean> {
  const draft = `${file}.${randomUUID()}.tmp`
  const handle = await open(draft, 'wx')
  try {
    await handle.writeFile(text)
  } finally {
    await handle.close()
  }
  try {
    await link(draft, file)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  } finally {
    await rm(draft, { force: true })
  }
}

async function breakStale(file: string): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => null)
  const there = await stat(file).catch(() => null)
  if (text === null || there === null || !(isDead(text) || Date.now() - there.mtimeMs > oldestMs)) return
  const aside = `${file}.${randomUUID()}.tmp`
  // Two may see the same stale lock: one of them gets it, and puts it back where it is a fresh one by now.
  await rename(file, aside).catch(() => {})
  const taken = await readFile(aside, 'utf8').catch(() => null)
  if (taken !== null && taken !== text) await link(aside, file).catch(() => {})
  await rm(aside, { force: true })
}

function isDead(text: string): boolean {
  try {
    const { pid, host } = JSON.parse(text) as { readonly pid?: unknown; readonly host?: unknown }
    if (host !== hostname() || typeof pid !== 'number') return false
    process.kill(pid, 0)
    return false
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH'
  }
}
