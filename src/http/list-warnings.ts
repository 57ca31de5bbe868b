import type { CellWarning } from '../contract/breakers.ts'
import { findPlace, nameCell } from '../core/index.ts'
import type { PolicySource } from '../files/policy-source.ts'
import type { CellStore } from '../store/cell-store.ts'

const dayMs = 86_400_000
/** A ceremony may take so long, and its outcome as well. */
const patienceMs = 10 * 60_000
const leastStarted = 20
/** So much more than usual is worth a look. */
const excess = 0.3

/**
 * Users who fail and have no other way never come back to tell, so no outcome shows it: on which platforms are ceremonies
 * started, on devices that have proven a login, and never finished? Within a day, against the share everywhere.
 */
export async function listWarnings(
  now: number,
  store: Pick<CellStore, 'countUnfinished'>,
  policies: Pick<PolicySource, 'current'>,
): Promise<readonly CellWarning[]> {
  const { knowledge } = policies.current()
  const counts = await store.countUnfinished(now - dayMs, now - patienceMs)
  const byCell = new Map<string, { started: number; unfinished: number }>()
  const all = { started: 0, unfinished: 0 }
  for (const { started, unfinished, provider, ...platform } of counts) {
    const cell = nameCell(findPlace(platform, provider, knowledge))
    const sum = byCell.get(cell) ?? { started: 0, unfinished: 0 }
    for (const one of [sum, all]) {
      one.started += started
      one.unfinished += unfinished
    }
    byCell.set(cell, sum)
  }
  const warnings: CellWarning[] = []
  for (const [cell, { started, unfinished }] of byCell) {
    const others = { started: all.started - started, unfinished: all.unfinished - unfinished }
    const usual = others.started === 0 ? 0.5 : others.unfinished / others.started
    const share = unfinished / started
    if (started >= leastStarted && share >= usual + excess) {
      warnings.push({ cell, started, unfinished, share: round(share), usual: round(usual) })
    }
  }
  return warnings.sort((a, b) => b.unfinished - a.unfinished)
}

const round = (figure: number): number => Math.round(figure * 1000) / 1000
