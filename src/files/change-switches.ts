import { randomUUID } from 'node:crypto'
import { copyFile } from 'node:fs/promises'
import type { Switch } from '../contract/rule-files.ts'
import { applySwitchChange, listSwitchNotes, type SwitchChange } from '../core/index.ts'
import {
  BrokenSwitchesError,
  type KeptSwitches,
  loadKeptSwitches,
  saveKeptSwitches,
  type UnauditedChange,
} from './kept-switches.ts'
import { takeLock } from './take-lock.ts'

/** A change, and who made it when. */
export interface SwitchOrder {
  readonly change: SwitchChange
  readonly at: number
  /** Such as `admin:1a2b3c4d`, or `cli`. */
  readonly actor: string
}

/**
 * Reads the file, lays changes over it and writes it, while every other process waits: nothing that was kept is lost.
 * `lastGood` is what stands in for a file that is broken or gone; without it a broken one is left alone.
 *
 * @throws BrokenSwitchesError, or the file system's own error
 */
export function changeKeptSwitches(
  path: string,
  orders: readonly SwitchOrder[],
  lastGood: KeptSwitches | null = null,
): Promise<KeptSwitches> {
  return whileLocked(path, async () => {
    const before = await loadOrStandIn(path, lastGood)
    let { switches } = before
    const unaudited: UnauditedChange[] = [...before.unaudited]
    for (const { change, at, actor } of orders) {
      const next = applySwitchChange(switches, change)
      const note = change.kind === 'remove' ? change.note : undefined
      for (const { action, detail } of listSwitchNotes(switches, next, note))
        unaudited.push({ id: randomUUID(), at, actor, action, detail })
      switches = next
    }
    const after = { switches, unaudited }
    await saveKeptSwitches(path, after)
    return after
  })
}

/**
 * Takes lines off the file that the audit log has. Null where the file is gone or broken: then it is left alone, for no
 * bookkeeping may say what is on.
 *
 * @throws the file system's own error
 */
export function forgetAudited(path: string, ids: ReadonlySet<string>): Promise<KeptSwitches | null> {
  return whileLocked(path, async () => {
    const before = await loadIfWhole(path)
    if (before === null) return null
    if (!before.unaudited.some(({ id }) => ids.has(id))) return before
    const after = { ...before, unaudited: before.unaudited.filter(({ id }) => !ids.has(id)) }
    await saveKeptSwitches(path, after)
    return after
  })
}

async function loadIfWhole(path: string): Promise<KeptSwitches | null> {
  try {
    return await loadKeptSwitches(path)
  } catch (error) {
    if (error instanceof BrokenSwitchesError) return null
    throw error
  }
}

async function loadOrStandIn(path: string, lastGood: KeptSwitches | null): Promise<KeptSwitches> {
  try {
    return (await loadKeptSwitches(path)) ?? lastGood ?? { switches: [] as readonly Switch[], unaudited: [] }
  } catch (error) {
    if (lastGood === null || !(error instanceof BrokenSwitchesError)) throw error
    // Somebody's half-finished work: put beside, not thrown away.
    await copyFile(path, `${path}.broken`)
    return lastGood
  }
}

async function whileLocked<T>(path: string, work: () => Promise<T>): Promise<T> {
  const lock = await takeLock(`${path}.lock`)
  if (lock === null) throw new Error(`\`${path}.lock\` is held by another process for too long`)
  try {
    return await work()
  } finally {
    await lock.release()
  }
}
