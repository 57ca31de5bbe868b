import type { SwitchList } from './switch-list.ts'

export interface SwitchWatch {
  readonly close: () => Promise<void>
}

/** A quarter of a second: everybody who shares a data directory has a change long before two seconds are over. */
const usualPollMs = 250

/**
 * Keeps a list at what its file says. It looks at inode, size and times of the one file and waits for no events: those
 * are lost on network and container volumes, and in this directory the database causes hundreds a second.
 */
export function watchSwitches(list: Pick<SwitchList, 'follow'>, pollMs = usualPollMs): SwitchWatch {
  let looking: Promise<void> | null = null
  const look = (): void => {
    looking ??= list.follow().finally(() => {
      looking = null
    })
  }
  const timer = setInterval(look, pollMs)
  timer.unref()
  return {
    close: async () => {
      clearInterval(timer)
      await looking
    },
  }
}
