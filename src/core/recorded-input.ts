import type { Switch } from '../contract/rule-files.ts'
import { type CellPlace, type CellReading, type ReadCell, untouchedCell } from './cells/cell-reading.ts'
import type { DecisionInput } from './history/decision-input.ts'
import { emptyHistory, type UserHistory } from './history/user-history.ts'
import { noStanding, type Policy } from './rules/policy.ts'

/** What a question said, apart from what was known. */
export type SaidInput = Omit<DecisionInput, 'history' | 'readCell' | 'assignments'>

/**
 * What was asked and what was known when it was: with the rules of its revision and its clock, all that a decision
 * depends on. Left out is what was empty.
 */
export interface RecordedInput extends SaidInput {
  readonly history?: UserHistory | 'unavailable'
  /** What had been learnt of the platforms that were asked about. */
  readonly cells?: readonly RecordedReading[]
  readonly assignments?: Readonly<Record<string, string>>
  /** The kill switches that were on, from every source. */
  readonly switches?: readonly Switch[]
  /** Bounds on rollouts, by rule. */
  readonly caps?: Readonly<Record<string, number>>
}

type RecordedReading = readonly [CellPlace, CellReading]

/** Remembers what a decision asks of the cells. */
export interface WatchedCells {
  readonly readCell: ReadCell
  readonly readings: ReadonlyMap<CellPlace, CellReading>
}

export function watchReadings(readCell: ReadCell): WatchedCells {
  const readings = new Map<CellPlace, CellReading>()
  return {
    readings,
    readCell: (place) => {
      const reading = readCell(place)
      // Most platforms are as expected: what says nothing need not be kept.
      if (reading !== untouchedCell) readings.set(place, reading)
      return reading
    },
  }
}

/** The text a record keeps. INVARIANT: nothing else writes it, and `readRecordedInput` alone reads it. */
export function writeRecordedInput(
  { history, readCell: _readCell, assignments, ...said }: DecisionInput,
  readings: WatchedCells['readings'],
  { switches, standing }: Pick<Policy, 'switches' | 'standing'>,
): string {
  const on = switches.filter((one) => one.on)
  const recorded: RecordedInput = {
    ...said,
    ...(history === emptyHistory ? {} : { history }),
    ...(readings.size === 0 ? {} : { cells: [...readings] }),
    ...(assignments === undefined || assignments.size === 0
      ? {}
      : { assignments: Object.fromEntries(assignments) }),
    ...(on.length === 0 ? {} : { switches: on }),
    ...(standing.caps.size === 0 ? {} : { caps: Object.fromEntries(standing.caps) }),
  }
  return JSON.stringify(recorded)
}

// INVARIANT: only `writeRecordedInput` writes this text.
export const readRecordedInput = (text: string): RecordedInput => JSON.parse(text) as RecordedInput

/** The same text without the copy of the history, for those who have the history itself. */
export function omitRecordedHistory(text: string): string {
  const { history, ...rest } = readRecordedInput(text)
  return history === undefined ? text : JSON.stringify(rest)
}

/** The question as it was put, with what was known then. */
export function buildReplayInput(recorded: RecordedInput): DecisionInput {
  const { history = emptyHistory, cells = [], assignments, switches: _on, caps: _caps, ...said } = recorded
  const readings = new Map(cells.map(([place, reading]) => [keyOf(place), reading]))
  return {
    ...said,
    history,
    ...(assignments === undefined ? {} : { assignments: new Map(Object.entries(assignments)) }),
    ...(readings.size === 0 ? {} : { readCell: (place) => readings.get(keyOf(place)) ?? untouchedCell }),
  }
}

/** A policy as it stood when the question was put: its files, with the switches and bounds of then. */
export const withRecordedStanding = (policy: Policy, { switches = [], caps }: RecordedInput): Policy => ({
  ...policy,
  switches,
  standing: caps === undefined ? noStanding : { caps: new Map(Object.entries(caps)) },
})

const keyOf = ({ os, osVersion, browser, browserMajor, provider }: CellPlace): string =>
  JSON.stringify([os, osVersion, browser, browserMajor, provider])
