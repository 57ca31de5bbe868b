import { fc, test } from '@fast-check/vitest'
import { Engine } from 'json-rules-engine'
import { describe, expect, it } from 'vitest'
import { type OperatorName, operatorNames, operators } from '../../../src/core/rules/operators.ts'
import { times } from '../../times.ts'

const passes = (operator: OperatorName, actual: unknown, wanted: unknown) =>
  operators[operator].prepare(wanted)(actual)

/** Operator, actual, wanted, whether it passes. */
const cases: readonly (readonly [OperatorName, unknown, unknown, boolean])[] = [
  ['equal', 'windows', 'windows', true],
  ['equal', 'Windows', 'windows', false],
  ['equal', 1, '1', false],
  ['equal', true, 'true', false],
  ['notEqual', 'macos', 'windows', true],
  ['notEqual', 'windows', 'windows', false],
  ['in', 'macos', ['ios', 'macos'], true],
  ['in', 'windows', ['ios', 'macos'], false],
  ['in', 'mac', 'macos', false],
  ['notIn', 'windows', ['ios', 'macos'], true],
  ['notIn', 'ios', ['ios', 'macos'], false],
  ['contains', ['KI-01', 'KI-02'], 'KI-02', true],
  ['contains', ['KI-01'], 'KI-0', false],
  ['contains', 'KI-01', 'KI', false],
  ['contains', [], 'KI-01', false],
  ['doesNotContain', ['KI-01'], 'KI-02', true],
  ['doesNotContain', ['KI-01'], 'KI-01', false],
  ['doesNotContain', [], 'KI-01', true],
  ['lessThan', 2, 3, true],
  ['lessThan', 3, 3, false],
  ['lessThan', '2', 3, false],
  ['lessThanInclusive', 3, 3, true],
  ['lessThanInclusive', 4, 3, false],
  ['greaterThan', 4, 3, true],
  ['greaterThan', 3, 3, false],
  ['greaterThanInclusive', 3, 3, true],
  ['greaterThanInclusive', 2, 3, false],
  ['versionAtLeast', '18.10', '18.9', true],
  ['versionAtLeast', '18.4', '18.4', true],
  ['versionAtLeast', '18', '18.0.0', true],
  ['versionAtLeast', '18', '18.1', false],
  ['versionAtLeast', '9', '10', false],
  ['versionAtLeast', 'eighteen', '1', false],
  ['versionBelow', '13.6.5', '13.7', true],
  ['versionBelow', '13.7', '13.7', false],
  ['versionBelow', '13.10', '13.7', false],
  ['versionBelow', '', '99', false],
  ['inIpRange', '10.1.2.3', '10.0.0.0/8', true],
  ['inIpRange', '11.1.2.3', '10.0.0.0/8', false],
  ['inIpRange', '203.0.113.7', ['10.0.0.0/8', '203.0.113.0/24'], true],
  ['inIpRange', '203.0.113.7', '203.0.113.7', true],
  ['inIpRange', '203.0.113.8', '203.0.113.7', false],
  ['inIpRange', '::ffff:10.1.2.3', '10.0.0.0/8', true],
  ['inIpRange', '10.1.2.3', '::ffff:10.0.0.0/104', true],
  ['inIpRange', '10.1.2.3', '::/0', false],
  ['inIpRange', '2001:db8:1::7', '2001:db8::/32', true],
  ['inIpRange', '2001:db9::7', '2001:db8::/32', false],
  ['inIpRange', '2001:DB8::7', '2001:db8::/32', true],
  ['inIpRange', 'fe80::1%eth0', 'fe80::/10', false],
  ['inIpRange', '010.1.2.3', '10.0.0.0/8', false],
  ['inIpRange', '10.256.2.3', '10.0.0.0/8', false],
  ['inIpRange', '10.1.2', '10.0.0.0/8', false],
  ['inIpRange', '0.0.0.0', '0.0.0.0/0', true],
  ['inIpRange', '255.255.255.255', '255.255.255.255/32', true],
  ['inIpRange', '0xa010203', '10.0.0.0/8', false],
  ['inIpRange', '10.1.2.3, 203.0.113.7', '10.0.0.0/8', false],
  ['matchesDomain', 'corp.example', 'corp.example', true],
  ['matchesDomain', 'eu.Corp.Example', 'cORP.example', true],
  ['matchesDomain', 'notcorp.example', 'corp.example', false],
  ['matchesDomain', 'corp.example.evil.test', 'corp.example', false],
  ['matchesDomain', 'b.example', ['a.example', 'b.example'], true],
  ['matchesDomain', 7, 'corp.example', false],
]

describe.each(operatorNames.filter((name) => name !== 'isUnknown'))('the operator %s', (name) => {
  it.each(cases.filter(([operator]) => operator === name))(
    '%s: %o against %o is %s',
    (operator, actual, wanted, result) => {
      expect(passes(operator, actual, wanted)).toBe(result)
    },
  )
  it.each(['unknown', undefined, null])(
    'does not pass where the fact is %s, whatever it is compared with',
    (actual) => {
      for (const [operator, , wanted] of cases)
        if (operator === name) expect(passes(operator, actual, wanted)).toBe(false)
    },
  )
})

describe('isUnknown', () => {
  it.each(['unknown', undefined, null])('sees that %s is not known', (actual) => {
    expect(passes('isUnknown', actual, true)).toBe(true)
    expect(passes('isUnknown', actual, false)).toBe(false)
  })
  it.each([false, 0, '', 'none', 'Unknown'])('sees that %o is known', (actual) => {
    expect(passes('isUnknown', actual, true)).toBe(false)
    expect(passes('isUnknown', actual, false)).toBe(true)
  })
})

describe('a comparison with the word unknown', () => {
  it.each(['equal', 'notEqual'] as const)('never passes (%s)', (operator) => {
    for (const actual of ['unknown', 'windows', undefined])
      expect(passes(operator, actual, 'unknown')).toBe(false)
  })
})

describe('any operator on anything', () => {
  test.prop([fc.constantFrom(...operatorNames), fc.anything(), fc.anything()], times(3000))(
    'answers true or false and never throws',
    (name, actual, wanted) => {
      const operator = Object.entries(operators).find(([other]) => other === name)?.[1]
      expect(typeof operator?.prepare(wanted)(actual)).toBe('boolean')
    },
  )
})

describe("json-rules-engine's own operators", () => {
  const scalar = fc.oneof(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 0, max: 3 }), fc.boolean())
  const number = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true }))
  const list = fc.array(fc.constantFrom('a', 'b', 'c'))
  const values: Readonly<Record<string, fc.Arbitrary<readonly [unknown, unknown]>>> = {
    equal: fc.tuple(scalar, scalar),
    notEqual: fc.tuple(scalar, scalar),
    in: fc.tuple(scalar, fc.array(scalar)),
    notIn: fc.tuple(scalar, fc.array(scalar)),
    contains: fc.tuple(list, fc.constantFrom('a', 'b', 'c')),
    doesNotContain: fc.tuple(list, fc.constantFrom('a', 'b', 'c')),
    lessThan: fc.tuple(number, number),
    lessThanInclusive: fc.tuple(number, number),
    greaterThan: fc.tuple(number, number),
    greaterThanInclusive: fc.tuple(number, number),
  }
  it.each(Object.entries(values))(
    'mean what ours mean on known values of the right type: %s',
    async (name, pairs) => {
      await fc.assert(
        fc.asyncProperty(pairs, async ([actual, wanted]) => {
          const engine = new Engine()
          engine.addRule({
            conditions: { all: [{ fact: 'f', operator: name, value: wanted }] },
            event: { type: 'e' },
          })
          const { events } = await engine.run({ f: actual })
          const operator = Object.entries(operators).find(([other]) => other === name)?.[1]
          expect(operator?.prepare(wanted)(actual)).toBe(events.length === 1)
        }),
        times(200),
      )
    },
  )
})
