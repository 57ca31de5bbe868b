import { watch } from 'chokidar'
import { readFingerprint } from './load-rule-folder.ts'

export interface RuleFolderWatch {
  readonly close: () => Promise<void>
}

export interface WatchOptions {
  /** How long changes are gathered before one is told; saving several files is then one change. */
  readonly gatherMs?: number
  /** How often the folder is looked at even when the file system has told nothing. */
  readonly pollMs?: number
}

/**
 * Calls `changed` soon after anything in a rule folder changes, never twice at once. File system events are the fast
 * path; a look at paths, inodes and times is the safe one, because events are lost on network and container volumes
 * and where a symbolic link is swapped for another.
 */
export function watchRuleFolder(
  dir: string,
  changed: () => Promise<void>,
  { gatherMs = 50, pollMs = 400 }: WatchOptions = {},
): RuleFolderWatch {
  let timer: NodeJS.Timeout | null = null
  let running = false
  let again = false
  let closed = false
  let seen: string | null = null

  const run = async (): Promise<void> => {
    timer = null
    if (running) {
      again = true
      return
    }
    running = true
    await changed()
    running = false
    if (again && !closed) {
      again = false
      schedule()
    }
  }
  // Counted from the first event, not the last: a folder that changes without pause is still read.
  const schedule = (): void => {
    if (!closed && timer === null) timer = setTimeout(run, gatherMs)
  }

  const watcher = watch(dir, { ignoreInitial: true, persistent: true })
  watcher.on('all', schedule)
  // Events are a convenience: when the watcher fails (no more inotify handles), polling still sees changes.
  watcher.on('error', () => {})

  const poll = setInterval(async () => {
    const current = await readFingerprint(dir).catch(() => 'unreadable')
    // The first look always tells: something may have changed between reading the folder and watching it.
    if (current !== seen) schedule()
    seen = current
  }, pollMs)
  poll.unref()

  return {
    close: async () => {
      closed = true
      clearInterval(poll)
      if (timer !== null) clearTimeout(timer)
      await watcher.close()
    },
  }
}
