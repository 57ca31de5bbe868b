import { test } from '@fast-check/vitest'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allReasons, type BreakerPosition, breakerPositions } from '../../src/contract/words.ts'
import { buildCellModel } from '../../src/core/cells/cell-model.ts'
import {
  type BreakerReading,
  type CellReading,
  closedBreaker,
  untouchedCell,
} from '../../src/core/cells/cell-reading.ts'
import { decide } from '../../src/core/decide.ts'
import { standInCell } from '../../src/core/stand-in-cell.ts'
import { askedAt, decisionInput } from '../arbitraries/decision-input.ts'
import { ceremonyKind, question, runs } from '../arbitraries/question.ts'
import { shippedPolicy } from '../shipped-rules.ts'

const shipped = shippedPolicy()

const factor = fc.double({ min: 0.05, max: 1.2, noNaN: true })

const breakerAt = (position: BreakerPosition, percent = 50): BreakerReading =>
  position === 'closed'
    ? closedBreaker
    : { position, cell: 'windows/11', salt: 'breaker:local:windows/11:1', percent }

const learnt: fc.Arbitrary<CellReading> = fc.record({
  local: factor,
  crossDevice: factor,
  localBreaker: fc.constantFrom(...breakerPositions).map((position) => breakerAt(position)),
  crossDeviceBreaker: fc.constantFrom(...breakerPositions).map((position) => breakerAt(position)),
})

const asked = fc.record({ input: decisionInput, reading: learnt, now: askedAt })

const withBreakers = (reading: CellReading, position: BreakerPosition) => () => ({
  ...reading,
  localBreaker: breakerAt(position),
  crossDeviceBreaker: breakerAt(position),
})

describe('a circuit breaker', () => {
  test.prop([asked], runs)(
    'takes one step at most: an automatic prompt becomes a button and suggestions, nothing else changes',
    ({ input, reading, now }) => {
      const closed = decide({ ...input, readCell: withBreakers(reading, 'closed') }, shipped, now)
      const open = decide({ ...input, readCell: withBreakers(reading, 'open') }, shipped, now)
      const kind = ceremonyKind(closed)
      if (kind === 'none' || kind === 'conditional' || input.purpose === 'registration') {
        expect(open).toEqual(closed)
        return
      }
      expect(open.action).toBe('fallback')
      expect(ceremonyKind(open)).toBe('none')
      // Never hidden: whoever wants to use a passkey can.
      expect(['conditional', 'button']).toContain(open.passive)
      // What may complete a login is what it was: the floor stands.
      expect(open.fallbacks).toEqual(closed.fallbacks)
      expect(open.stepUpRequired).toBe(closed.stepUpRequired)
      expect(open.probability).toEqual(closed.probability)
      expect(allReasons.indexOf(open.reason)).toBeLessThanOrEqual(allReasons.indexOf('breaker-open'))
    },
  )

  test.prop([asked], runs)(
    'is for each login, while it is half-open, either open or closed, and always the same',
    ({ input, reading, now }) => {
      const ask = (position: BreakerPosition) =>
        decide({ ...input, readCell: withBreakers(reading, position) }, shipped, now)
      const half = ask('half-open')
      expect(ask('half-open')).toEqual(half)
      expect([ask('open'), ask('closed')]).toContainEqual(half)
    },
  )

  test.prop([asked], runs)('does nothing where it is switched off', ({ input, reading, now }) => {
    const breaker = { enabled: false, minAccounts: 1, minAccountAgeDays: 0, minNetworks: 0, minShare: 0 }
    const policy = { ...shipped, settings: { ...shipped.settings, breaker } }
    expect(decide({ ...input, readCell: () => reading }, policy, now)).toEqual(
      decide({ ...input, readCell: withBreakers(reading, 'closed') }, shipped, now),
    )
  })
})

describe('the share of users that tries again', () => {
  const users = Array.from({ length: 2000 }, (_, index) => `u-${index}`)
  const tryAgain = (percent: number) =>
    users.filter((user) => {
      const reading = { ...untouchedCell, localBreaker: breakerAt('half-open', percent) }
      return standInCell(reading, { user, device: null }, true).local === 'half-open'
    })
  it('is as large as told, and holds those who tried before when it grows', () => {
    expect(tryAgain(0)).toEqual([])
    expect(tryAgain(100)).toEqual(users)
    expect(tryAgain(10).length / users.length).toBeCloseTo(0.1, 1)
    expect(tryAgain(30)).toEqual(expect.arrayContaining(tryAgain(10)))
  })
  it('holds nobody who cannot be drawn over', () => {
    const reading = { ...untouchedCell, localBreaker: breakerAt('half-open', 100) }
    expect(standInCell(reading, { user: null, device: null }, true).local).toBe('open')
  })
})

describe('what was learnt of a platform', () => {
  test.prop([question], runs)('changes nothing where nothing was learnt', ({ input, policy, now }) => {
    const readCell = buildCellModel().readAt(now)
    expect(JSON.stringify(decide({ ...input, readCell }, policy, now))).toBe(
      JSON.stringify(decide(input, policy, now)),
    )
  })

  test.prop([asked, factor], runs)(
    'never raises the chance of a login where ceremonies fail more often, and keeps it a probability',
    ({ input, reading, now }, other) => {
      const ask = (local: number) =>
        decide({ ...input, readCell: () => ({ ...reading, local }) }, shipped, now).probability.local
      const low = ask(Math.min(other, reading.local))
      const high = ask(Math.max(other, reading.local))
      expect(low).toBeLessThanOrEqual(high)
      expect(high).toBeLessThanOrEqual(1)
    },
  )
})
