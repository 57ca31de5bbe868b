import type { LearntRoute } from '../../contract/words.ts'
import { type Breadth, noBreadth } from './breadth.ts'
import type { Cell } from './cell.ts'
import { type CellCounts, noCounts, sumDays, sumTally, type TallySum } from './cell-tally.ts'

/** What of a cell was otherwise before it changed. */
interface CellBefore {
  readonly breadth: Breadth
  /** Null: there was nothing on that day. */
  readonly days: Map<number, CellCounts | null>
}

/**
 * A moment of the model. It costs nothing until a cell changes: then what the cell was like is put down here, for those
 * who still read as of this moment. Each knows the next and none the one before, so what nobody reads any more is let go of.
 */
export interface CellSnapshot {
  readonly before: Readonly<Record<LearntRoute, Map<string, CellBefore>>>
  next: CellSnapshot | null
}

export const startSnapshot = (): CellSnapshot => ({
  before: { local: new Map(), 'cross-device': new Map(), suggestion: new Map() },
  next: null,
})

/** To be called before a day or the breadth of a cell changes. */
export function recordBefore({ before }: CellSnapshot, route: LearntRoute, cell: Cell, day: number): void {
  let known = before[route].get(cell.name)
  if (known === undefined) {
    known = { breadth: cell.breadth, days: new Map() }
    before[route].set(cell.name, known)
  }
  if (!known.days.has(day)) known.days.set(day, cell.tally.days.get(day) ?? null)
}

/** What a reading is made of. */
export interface ShownCell {
  readonly sum: TallySum
  readonly breadth: Breadth
}

/** @param live the cell as it is now; undefined: there is none */
export function showCell(
  snapshot: CellSnapshot,
  route: LearntRoute,
  name: string,
  live: Cell | undefined,
  day: number,
): ShownCell {
  let changed: Map<number, CellCounts | null> | null = null
  let breadth = live?.breadth ?? noBreadth
  for (let node: CellSnapshot | null = snapshot; node !== null; node = node.next) {
    const before = node.before[route].get(name)
    if (before === undefined) continue
    if (changed === null) {
      changed = new Map()
      breadth = before.breadth
    }
    for (const [at, counts] of before.days) if (!changed.has(at)) changed.set(at, counts)
  }
  if (changed === null) return { sum: live === undefined ? noCounts : sumTally(live.tally, day), breadth }
  const days = new Map(live?.tally.days)
  for (const [at, counts] of changed) {
    if (counts === null) days.delete(at)
    else days.set(at, counts)
  }
  return { sum: sumDays(days, day), breadth }
}
