import { describe, expect, it } from 'vitest'
import { lintFutureDate } from '../../../../src/core/platform/lint/lint-future-date.ts'
import { draftOf, placesOf, statement } from './draft-of.ts'

describe('the month in which a fact was verified', () => {
  const verified = (verifiedOn: string, now: string) => ({
    platforms: [{ statements: [statement(undefined, undefined, { verifiedOn })] }],
    now,
  })

  it('is not to come', () => {
    expect(lintFutureDate.find(draftOf(verified('2027-11', '2026-11-21T09:00:00Z')))).toEqual([
      {
        file: 'knowledge/platforms/0.json',
        pointer: '/statements/0/verifiedOn',
        message: '`2027-11` is still to come',
        help: 'it is `2026-11` now',
      },
    ])
  })

  it('may be this one, also where it has begun only elsewhere', () => {
    expect(placesOf(lintFutureDate, verified('2026-11', '2026-11-01T00:00:00Z'))).toEqual([])
    expect(placesOf(lintFutureDate, verified('2026-12', '2026-11-30T12:00:00Z'))).toEqual([])
  })

  it('is not looked at where nobody says what time it is', () => {
    const { now: _now, ...parts } = verified('2099-11', '2026-11-21T09:00:00Z')
    expect(placesOf(lintFutureDate, parts)).toEqual([])
  })
})
