import { readFileSync } from 'node:fs'
import Value from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { type FailureFixture, FailureFixturesFile } from '../src/contract/failure-files.ts'
import { classifyOutcome, type FinishedAttempt } from '../src/core/outcome/classify-outcome.ts'
import { parseShipped } from './core/platform/knowledge-of-the-house.ts'

const text = readFileSync(new URL('../fixtures/failures.json', import.meta.url), 'utf8')
const file: unknown = JSON.parse(text)
const fixtures: readonly FailureFixture[] = Value.Check(FailureFixturesFile, file) ? file.failures : []
const knowledge = parseShipped()
const rows = knowledge.failures.map(({ row }) => row)

const attemptOf = ({
  client,
  error,
  operation,
  method,
  mode,
  elapsedMs,
}: FailureFixture): FinishedAttempt => ({
  result: 'failure',
  method: method ?? 'passkey',
  errorName: error ?? null,
  operation: operation ?? 'authentication',
  mode: mode ?? 'modal',
  elapsedMs: elapsedMs ?? null,
  client:
    client === undefined
      ? null
      : {
          os: client.os,
          osVersion: client.osVersion ?? 'unknown',
          browser: client.browser,
          browserMajor: client.browserMajor ?? null,
        },
})
const tell = (attempt: FinishedAttempt) => {
  const { classified, evidence, weight, rule } = classifyOutcome(attempt, knowledge)
  return { row: rule?.row.id, classified, ...(evidence === null ? {} : { evidence, weight }) }
}

describe('a failure as it happens', () => {
  it('is written down in the form of the schema, once', () => {
    expect(Value.Errors(FailureFixturesFile, file)).toEqual([])
    expect(new Set(fixtures.map(({ id }) => id)).size).toBe(fixtures.length)
  })

  it.each(fixtures.map((fixture) => [fixture.title, fixture] as const))('is told apart: %s', (_, fixture) => {
    expect(tell(attemptOf(fixture)), fixture.because).toEqual(fixture.expect)
  })
})

describe.each(rows.map((row) => [row.id, row] as const))('the row %s', (id, row) => {
  const examples = fixtures.filter(({ expect }) => expect.row === id)

  it('has an example', () => {
    expect(examples.length).toBeGreaterThan(0)
  })

  const { fromMs, belowMs } = row
  if (fromMs === undefined && belowMs === undefined) return
  /** The rows for the examples of this row, had they taken so long. */
  const rowsAt = (elapsedMs: number | null) =>
    examples.map((fixture) => tell({ ...attemptOf(fixture), elapsedMs }).row)

  it('holds up to its bounds and no millisecond further', () => {
    // An example may be of a client with an exception at the bound; not all of them are.
    if (fromMs !== undefined) {
      expect(rowsAt(fromMs)).toContain(id)
      expect(rowsAt(fromMs - 1)).not.toContain(id)
    }
    if (belowMs !== undefined) {
      expect(rowsAt(belowMs - 1)).toContain(id)
      expect(rowsAt(belowMs)).not.toContain(id)
    }
    expect(rowsAt(null)).not.toContain(id)
  })
})
