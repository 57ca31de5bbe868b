import { describe, expect, it } from 'vitest'
import { lintUnexplainedOrder } from '../../../../src/core/platform/lint/lint-unexplained-order.ts'
import { failure, placesOf } from './draft-of.ts'

const errors = ['NotAllowedError']
const places = (...failures: Parameters<typeof failure>[0][]) =>
  placesOf(lintUnexplainedOrder, {
    failures: failures.map((row, index) => failure({ id: `row-${index}`, ...row })),
  })
const fast = { belowMs: 1_000, gives: 'refused' as const }
const immediate = { mode: 'immediate' as const, gives: 'cancelled' as const }

describe('two rows of the failure table that overlap', () => {
  it('say why one stands above the other where they say different things', () => {
    expect(places(fast, immediate)).toEqual(['failures.json#/failures/0'])
    expect(places({ ...fast, before: ['row-1'] }, immediate)).toEqual([])
    expect(places({ ...fast, gives: 'cancelled' }, immediate)).toEqual([])
    expect(
      places(
        { ...fast, gives: 'cancelled', evidence: 'cancelled', weight: 0.5 },
        { ...immediate, evidence: 'cancelled', weight: 1 },
      ),
    ).toEqual(['failures.json#/failures/0'])
  })

  it('need no word where one is an exception of the other', () => {
    expect(places({ ...fast, mode: 'immediate' }, immediate)).toEqual([])
  })

  it('need no word where a third above both has what they share', () => {
    expect(places({ ...fast, mode: 'immediate', gives: 'not-found' }, fast, immediate)).toEqual([])
  })
})

describe('two rows that never meet', () => {
  it.each([
    ['in their errors', { errors }, { errors: ['AbortError'] }],
    ['in what was told', { errors }, { errors: 'none' as const }],
    ['in their times', { fromMs: 1_000 }, { belowMs: 1_000 }],
    ['in having a time', { fromMs: 1_000 }, { untimed: true as const }],
    ['in their routes', { route: 'passkey' as const }, { route: 'other' as const }],
    ['in their systems', { where: { os: 'ios' as const } }, { where: { os: 'macos' as const } }],
    [
      'in their browsers',
      { where: { browser: 'firefox' as const } },
      { where: { browser: 'chrome' as const } },
    ],
    [
      'in their versions',
      { where: { os: 'ios' as const, osVersion: '<17' } },
      { where: { os: 'ios' as const, osVersion: '>=17' } },
    ],
  ])('%s may stand in any order', (_, one, other) => {
    // Each is told apart from the other by one thing more, so that neither is an exception.
    expect(
      places({ ...one, operation: 'authentication', gives: 'refused' }, { ...other, mode: 'modal' }),
    ).toEqual([])
  })

  it('are told apart by more than their names: Edge counts as Chrome', () => {
    const edge = {
      where: { os: 'windows' as const, browser: 'edge' as const },
      operation: 'authentication' as const,
    }
    expect(
      places({ ...edge, gives: 'refused' }, { where: { browser: 'chrome' }, mode: 'modal' }),
    ).toHaveLength(1)
  })
})
