import { describe, expect, it } from 'vitest'
import { lintEmptyTime } from '../../../../src/core/platform/lint/lint-empty-time.ts'
import { failure, placesOf } from './draft-of.ts'

const places = (row: Parameters<typeof failure>[0]) => placesOf(lintEmptyTime, { failures: [failure(row)] })

describe('the time of a row', () => {
  it('has room between its bounds', () => {
    expect(places({ fromMs: 1_000, belowMs: 1_001 })).toEqual([])
    expect(places({ fromMs: 1_000, belowMs: 1_000 })).toEqual(['failures.json#/failures/0/belowMs'])
    expect(places({ fromMs: 2_000, belowMs: 1_000 })).toEqual(['failures.json#/failures/0/belowMs'])
  })

  it('is told, or is not', () => {
    expect(places({ untimed: true })).toEqual([])
    expect(places({ untimed: true, fromMs: 1 })).toEqual(['failures.json#/failures/0/untimed'])
    expect(places({ untimed: true, belowMs: 1 })).toEqual(['failures.json#/failures/0/untimed'])
  })
})
