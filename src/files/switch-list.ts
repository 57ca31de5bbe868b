import { isDeepStrictEqual } from 'node:util'
import type { Switch } from '../contract/rule-files.ts'
import { applySwitchChange, type SwitchChange } from '../core/index.ts'
import { changeKeptSwitches, forgetAudited, type SwitchOrder } from './change-switches.ts'
import {
  type KeptSwitches,
  loadKeptSwitches,
  readSwitchesFingerprint,
  standInFor,
  standInName,
  type UnauditedChange,
} from './kept-switches.ts'

/**
 * - `live`: as in the file
 * - `stale`: the file is broken or gone; the last good list holds, or the stand-in where there was none since the start
 * - `not-kept`: changes hold in this process that could not be written yet
 */
export type SwitchListStatus = 'live' | 'stale' | 'not-kept'

export interface SwitchListState {
  readonly status: SwitchListStatus
  readonly problem: string | null
}

/** The kill switches set at run time, in one file of the data directory that several processes may share. */
export interface SwitchList {
  readonly path: string
  /** What holds in this process: the file, and what could not be written to it yet. */
  readonly current: () => readonly Switch[]
  readonly state: () => SwitchListState
  /**
   * In `current` before it returns; resolves when it is on disk. Changes are written in the order they came. One that
   * cannot be written rejects, holds all the same, and is tried again at every look.
   */
  readonly change: (change: SwitchChange, who: Omit<SwitchOrder, 'change'>) => Promise<void>
  /** Looks whether the file has changed, and writes what could not be written before. Never rejects. */
  readonly follow: () => Promise<void>
  /** Told after every change of `current`, of the state, or of what waits for the audit log. */
  readonly onChange: (listener: () => void) => void
  /** Lines that the audit log does not have yet. */
  readonly unaudited: () => readonly UnauditedChange[]
  readonly forgetAudited: (ids: ReadonlySet<string>) => Promise<void>
}

/** So often a broken file is looked at before it is called broken: somebody may be writing it. */
const patience = 2

/**
 * Opens the list kept in `path`. A missing file is an empty list. One that cannot be read switches everything off by a
 * stand-in, until it is mended or the list is changed: a switch that was on in it must not get lost.
 */
export async function loadSwitchList(path: string): Promise<SwitchList> {
  /** What the file looked like when it was read last; null: it was written since. */
  let seen: string | null = await readSwitchesFingerprint(path)
  const first = await loadFirst(path)
  let { kept, state } = first
  /** There was a file: that it is gone is an accident, or half of "delete, then write anew". */
  let wasThere = first.isThere
  let waiting: readonly SwitchOrder[] = []
  let current = kept.switches
  let failures = 0
  const listeners: (() => void)[] = []

  const tell = (): void => {
    current = waiting.reduce<readonly Switch[]>(
      (switches, { change }) => applySwitchChange(switches, change),
      kept.switches,
    )
    for (const listener of listeners) listener()
  }
  const settle = (next: KeptSwitches): void => {
    const isNews = state.status !== 'live' || !isDeepStrictEqual(next, kept)
    kept = next
    wasThere = true
    failures = 0
    state = { status: 'live', problem: null }
    if (isNews) tell()
  }
  const complain = (status: SwitchListStatus, problem: string): void => {
    if (state.status === status && state.problem === problem) return
    state = { status, problem }
    tell()
  }

  // One reading or writing at a time: an old reading must not land on top of a newer one.
  let queue: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = queue.then(work)
    queue = next.catch(() => {})
    return next
  }

  const write = async (): Promise<void> => {
    if (waiting.length === 0) return
    const orders = waiting
    try {
      const next = await changeKeptSwitches(path, orders, kept)
      waiting = waiting.filter((order) => !orders.includes(order))
      seen = null
      settle(next)
    } catch (error) {
      complain('not-kept', messageOf(error))
      throw error
    }
  }

  const read = async (): Promise<void> => {
    const fingerprint = await readSwitchesFingerprint(path)
    if (fingerprint === seen && state.status !== 'stale' && failures === 0) return
    try {
      const next = await loadKeptSwitches(path)
      if (next === null && !wasThere) return
      if (next === null) throw new Error(`\`${path}\` is gone; the last switches stay as they are`)
      seen = fingerprint
      settle(next)
    } catch (error) {
      failures += 1
      // What is not kept anywhere is the worse news.
      if (failures >= patience && waiting.length === 0) complain('stale', explainStale(error, kept))
    }
  }

  return {
    path,
    current: () => current,
    state: () => state,
    change(change, who) {
      waiting = [...waiting, { change, ...who }]
      tell()
      return inTurn(write)
    },
    follow: () => inTurn(() => read().then(write)).catch(() => {}),
    onChange: (listener) => void listeners.push(listener),
    unaudited: () => kept.unaudited,
    forgetAudited: (ids) =>
      inTurn(async () => {
        const next = await forgetAudited(path, ids)
        if (next !== null) settle(next)
      }),
  }
}

async function loadFirst(
  path: string,
): Promise<{ readonly kept: KeptSwitches; readonly state: SwitchListState; readonly isThere: boolean }> {
  try {
    const found = await loadKeptSwitches(path)
    const kept = found ?? { switches: [], unaudited: [] }
    return { kept, state: { status: 'live', problem: null }, isThere: found !== null }
  } catch (error) {
    const kept = standInFor(path)
    return { kept, state: { status: 'stale', problem: explainStale(error, kept) }, isThere: true }
  }
}

const explainStale = (error: unknown, { switches }: KeptSwitches): string =>
  switches.some(({ name }) => name === standInName)
    ? `${messageOf(error)}; until it is mended, or the list is replaced, passkeys are off for everybody by the switch \`${standInName}\``
    : messageOf(error)

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
