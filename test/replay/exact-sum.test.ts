import { test } from '@fast-check/vitest'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addExactly, type ExactSum, roundSum } from '../../src/replay/exact-sum.ts'
import { times } from '../times.ts'

const sumOf = (numbers: readonly number[]): ExactSum => {
  const sum: ExactSum = []
  for (const number of numbers) addExactly(sum, number)
  return sum
}

const places = 60
/** Numbers of very different sizes, with their true value in units of 2^-60. */
const part = fc.tuple(fc.maxSafeInteger(), fc.integer({ min: -places, max: 30 })).map(([digits, shift]) => ({
  number: digits * 2 ** shift,
  exact: BigInt(digits) << BigInt(shift + places),
}))

describe('an exact sum', () => {
  test.prop([fc.array(part)], times(1_000))('is the number nearest to the true one', (parts) => {
    const exact = parts.reduce((total, one) => total + one.exact, 0n)
    // Division by a power of two is exact, so the one rounding is that of the integer.
    expect(roundSum(sumOf(parts.map(({ number }) => number))) + 0).toBe(Number(exact) / 2 ** places)
  })

  test.prop([fc.array(fc.double({ noNaN: true, min: 0, max: 1e9 })), fc.nat()], times(1_000))(
    'is the same in any order and of any parts',
    (numbers, cut) => {
      const at = cut % (numbers.length + 1)
      const merged = sumOf(numbers.slice(at))
      for (const one of sumOf(numbers.slice(0, at))) addExactly(merged, one)
      expect(roundSum(merged)).toBe(roundSum(sumOf(numbers)))
      expect(roundSum(sumOf([...numbers].reverse()))).toBe(roundSum(sumOf(numbers)))
    },
  )

  it('rounds the same where two parts are so small that their product is nothing', () => {
    const numbers = [4.983597475548785e-206, 4.079254326549126e-174, 1.4115154072085195e-174]
    expect(roundSum(sumOf([...numbers].reverse()))).toBe(roundSum(sumOf(numbers)))
  })

  it('keeps what an ordinary sum loses', () => {
    const numbers = [1e16, ...Array.from({ length: 1_000 }, () => 1)]
    expect(numbers.reduce((one, two) => one + two)).toBe(1e16)
    expect(roundSum(sumOf(numbers))).toBe(1e16 + 1_000)
    expect(roundSum([])).toBe(0)
  })
})
