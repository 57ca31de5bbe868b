import { randomUUID } from 'node:crypto'
import { link, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readIfThere } from './read-if-there.ts'

export interface LockOptions {
  /** How long to wait for whoever holds it; 0: not at all. */
  readonly waitMs?: number
  /** Who holds it for longer has died on another machine. Nothing that is done under a lock may take so long. */
  readonly staleMs?: number
}

export interface Lock {
  readonly release: () => Promise<void>
}

const lookAgainMs = 15
/** Locks of this process, by what is written in them. */
const ours = new Set<string>()

/**
 * Makes the file `path`, which one process at a time can. The lock of a process that was killed is taken over: at once
 * on its own machine, on another after `staleMs`. Null where it is still held after `waitMs`.
 *
 * @throws the file system's own error where no file can be made there
 */
export async function takeLock(
  path: string,
  { waitMs = 5_000, staleMs = 10_000 }: LockOptions = {},
): Promise<Lock | null> {
  const text = JSON.stringify({ pid: process.pid, host: hostname(), id: randomUUID() })
  const draft = `${path}.${randomUUID()}.tmp`
  const end = performance.now() + waitMs
  ours.add(text)
  try {
    await writeFile(draft, text, { flag: 'wx' })
    for (;;) {
      // A link appears whole or not at all, and fails where the name is taken.
      if (await linkIfFree(draft, path)) {
        await clearStrays(path)
        return { release: () => release(path, text) }
      }
      if (!(await removeIfStale(path, staleMs))) {
        if (performance.now() >= end) break
        await sleep(lookAgainMs)
      }
    }
  } catch (error) {
    ours.delete(text)
    throw error
  } finally {
    await rm(draft, { force: true })
  }
  ours.delete(text)
  return null
}

/** What processes that were killed on their way to the lock have left behind. */
async function clearStrays(path: string): Promise<void> {
  const [folder, start] = [dirname(path), `${basename(path)}.`]
  const names = await readdir(folder).catch(() => [])
  for (const name of names.filter((one) => one.startsWith(start) && one.endsWith('.tmp'))) {
    const stray = join(folder, name)
    const text = await readIfThere(stray).catch(() => null)
    // One that is not whole yet is being written.
    if (text !== null && isDead(text)) await rm(stray, { force: true }).catch(() => {})
  }
}

async function linkIfFree(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

async function release(path: string, text: string): Promise<void> {
  try {
    // Not if somebody held us for dead and took it over.
    if ((await readIfThere(path)) === text) await rm(path, { force: true })
  } finally {
    // Not before it is gone: it would pass for one of a process before us, and be cleared away with the next in its place.
    ours.delete(text)
  }
}

/** True: nobody holds it any more, try again. */
async function removeIfStale(path: string, staleMs: number): Promise<boolean> {
  const text = await readIfThere(path)
  if (text === null) return true
  if (isDead(text)) {
    // Since it was read, its holder in this process may have released it, and another may hold the path by now.
    if ((await readIfThere(path)) !== text) return true
  } else {
    const found = await stat(path).catch(() => null)
    if (found === null) return true
    if (Date.now() - found.mtimeMs < staleMs) return false
  }
  // Moved away before it is removed: of two who find it stale, one may already hold the next.
  const aside = `${path}.${randomUUID()}.tmp`
  try {
    await rename(path, aside)
  } catch {
    return true
  }
  if ((await readIfThere(aside)) !== text) await linkIfFree(aside, path)
  await rm(aside, { force: true })
  return true
}

/** Certain only of processes of this machine; a process with our number and not our mark is one before us. */
function isDead(text: string): boolean {
  const holder = readHolder(text)
  if (holder === null || holder.host !== hostname()) return false
  if (holder.pid === process.pid) return !ours.has(text)
  try {
    process.kill(holder.pid, 0)
    return false
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH'
  }
}

function readHolder(text: string): { readonly pid: number; readonly host: string } | null {
  try {
    const { pid, host } = JSON.parse(text)
    return Number.isInteger(pid) && pid > 0 && typeof host === 'string' ? { pid, host } : null
  } catch {
    return null
  }
}
