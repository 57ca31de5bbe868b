import fc from 'fast-check'
import type { Condition, FactCondition, Rollout, Rule } from '../../src/contract/rule-files.ts'
import { actions } from '../../src/contract/words.ts'
import { type FactDefinition, factCatalogue } from '../../src/core/facts/catalogue.ts'
import { findOperator, operatorsFor } from '../../src/core/rules/operators.ts'
import type { Audiences, RolloutSubject } from '../../src/core/rules/policy.ts'
import { arbitraryRuleExperiment } from './experiments.ts'
import { attributeNames, issueIds, numbers, versions, words } from './facts.ts'

/** The facts random conditions speak about: one or two of every type, so that conditions meet each other. */
const facts = [
  'client.os',
  'client.browser',
  'client.osVersion',
  'client.browserMajor',
  'client.inApp',
  'client.inAppHost',
  'support.hybridClient',
  'support.passkeySync',
  'issues.ids',
  'user.attributes',
  'user.emailDomain',
  'user.state',
  'passkeys.count',
  'belief.local',
  'context.ip',
  'context.justUsed',
] as const

const domains = ['corp.example', 'CORP.example', 'example', 'other.example']
const ranges = ['10.0.0.0/8', '203.0.113.0/24', '2001:db8::/32', '::1', '0.0.0.0/0', '::/0']

/** Numbers that the fact can have: the checker refuses others. */
const numbersOf = ({ range: [least, most] = [-Infinity, Infinity] }: FactDefinition) =>
  fc.constantFrom(...numbers.filter((number) => number >= least && number <= most))

function sameValue(fact: FactDefinition): fc.Arbitrary<unknown> {
  const { type, values } = fact
  switch (type) {
    case 'boolean':
    case 'tristate':
      return fc.boolean()
    case 'number':
      return numbersOf(fact)
    case 'version':
      return fc.constantFrom(...versions)
    case 'list':
      return fc.constantFrom(...issueIds)
    case 'map':
      return fc.oneof(fc.constantFrom(...words, ...versions), fc.constantFrom(...numbers), fc.boolean())
    case 'string':
    case 'ip':
      return fc.constantFrom(...(values ?? words).filter((word) => word !== 'unknown').slice(0, 5))
  }
}

function valueFor(fact: FactDefinition, operator: string): fc.Arbitrary<unknown> {
  const oneOrMore = (values: readonly string[]) =>
    fc.oneof(fc.constantFrom(...values), fc.subarray([...values], { minLength: 1 }))
  switch (findOperator(operator)?.takes) {
    case 'any-of':
      return fc.array(sameValue(fact), { minLength: 1, maxLength: 4 })
    case 'number':
      return numbersOf(fact)
    case 'boolean':
      return fc.boolean()
    case 'version':
      return fc.constantFrom(...versions)
    case 'ip-ranges':
      return oneOrMore(ranges)
    case 'domains':
      return oneOrMore(domains)
    default:
      return sameValue(fact)
  }
}

/** A comparison that passes the checker. */
export const arbitraryLeaf: fc.Arbitrary<FactCondition> = fc.constantFrom(...facts).chain((fact) => {
  const definition: FactDefinition = factCatalogue[fact]
  return fc.constantFrom(...operatorsFor(definition.type)).chain((operator) =>
    fc
      .record({
        value: valueFor(definition, operator),
        attribute: fc.constantFrom(...attributeNames),
      })
      .map(({ value, attribute }) => ({
        fact,
        operator,
        value,
        ...(definition.type === 'map' && { path: `$.${attribute}` }),
      })),
  )
})

/** A tree of conditions that begins with `all`, `any`, `not` or an audience. */
export function arbitraryConditions(audiences: readonly string[]): fc.Arbitrary<Condition> {
  const reference =
    audiences.length === 0 ? arbitraryLeaf : fc.constantFrom(...audiences).map((condition) => ({ condition }))
  const tree = (depth: number): fc.Arbitrary<Condition> => {
    const part: fc.Arbitrary<Condition> =
      depth === 0
        ? fc.oneof({ weight: 6, arbitrary: arbitraryLeaf }, reference)
        : fc.oneof({ weight: 4, arbitrary: arbitraryLeaf }, reference, {
            weight: 2,
            arbitrary: tree(depth - 1),
          })
    const list = fc.array(part, { minLength: 1, maxLength: 4 })
    return fc.oneof(
      { weight: 3, arbitrary: list.map((all) => ({ all })) },
      { weight: 3, arbitrary: list.map((any) => ({ any })) },
      part.map((not) => ({ not })),
      ...(audiences.length === 0 ? [] : [reference]),
    )
  }
  return tree(2)
}

/** Up to three audiences; each may use those before it. */
export const arbitraryAudiences: fc.Arbitrary<Audiences> = fc
  .tuple(arbitraryConditions([]), arbitraryConditions(['first']), arbitraryConditions(['first', 'second']))
  .map(
    ([first, second, third]) =>
      new Map([
        ['first', first],
        ['second', second],
        ['third', third],
      ]),
  )

const percents = [0, 0.001, 10, 50, 99.9, 100]

/** Steps in order of time, whose shares may also fall. */
export const arbitrarySteps: fc.Arbitrary<NonNullable<Rollout['steps']>> = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: -30, max: 330 }), { minLength: 1, maxLength: 4 }),
    fc.array(fc.constantFrom(...percents), { minLength: 4, maxLength: 4 }),
  )
  .map(([days, shares]) =>
    days
      .toSorted((a, b) => a - b)
      .map((day, index) => ({
        at: new Date(Date.UTC(2026, 0, 1) + day * 86_400_000).toISOString(),
        percent: shares[index] ?? 0,
      })),
  )

const drawn = { salt: fc.constantFrom('a', 'b', '2026-ff'), by: fc.constantFrom('user', 'device') } as const
export const arbitraryRollout: fc.Arbitrary<Rollout> = fc.oneof(
  fc.record({ percent: fc.constantFrom(...percents), ...drawn }),
  fc.record({ steps: arbitrarySteps, ...drawn }),
)

export const arbitrarySubject: fc.Arbitrary<RolloutSubject> = fc.record({
  user: fc.option(fc.constantFrom('u1', 'u2', 'u3', 'u4')),
  device: fc.option(fc.constantFrom('d1', 'd2', 'd3', 'd4')),
})

/** Instants a random rule begins or ends at, and a random now may fall on exactly. */
export const instants = ['2026-01-01T00:00:00Z', '2026-06-01T00:00:00+02:00', '2026-11-01T00:00:00.000Z']
export const arbitraryNow: fc.Arbitrary<number> = fc
  .tuple(fc.constantFrom(...instants), fc.constantFrom(-1, 0, 1, 86_400_000))
  .map(([instant, shift]) => Date.parse(instant) + shift)

const seldom = <T>(arbitrary: fc.Arbitrary<T>, present: number) =>
  fc.oneof({ weight: present, arbitrary }, { weight: 10 - present, arbitrary: fc.constant(undefined) })

const arbitraryRule: fc.Arbitrary<Omit<Rule, 'name'>> = fc
  .record({
    priority: seldom(fc.constantFrom(1, 2, 10, 1000), 6),
    enabled: seldom(fc.boolean(), 2),
    activeFrom: seldom(fc.constantFrom(...instants), 2),
    activeUntil: seldom(fc.constantFrom(...instants), 2),
    rollout: seldom(arbitraryRollout, 3),
    experiment: seldom(arbitraryRuleExperiment, 2),
    conditions: seldom(arbitraryConditions(['first', 'second', 'third']), 9),
    type: fc.constantFrom(...actions),
  })
  .map(({ type, priority, enabled, activeFrom, activeUntil, rollout, experiment, conditions }) => ({
    ...(priority !== undefined && { priority }),
    ...(enabled !== undefined && { enabled }),
    ...(activeFrom !== undefined && { activeFrom }),
    ...(activeUntil !== undefined && { activeUntil }),
    ...(rollout !== undefined && { rollout }),
    ...(experiment !== undefined && { experiment }),
    ...(conditions !== undefined && { conditions }),
    event: { type, params: { reason: 'excluded-by-rule' } },
  }))

/** Up to six rules with ties, dates, rollouts and nesting, often without a catch-all. */
export const arbitraryRules: fc.Arbitrary<readonly Rule[]> = fc
  .array(arbitraryRule, { minLength: 1, maxLength: 6 })
  .map((rules) => rules.map((rule, index) => ({ name: `rule-${index}`, ...rule })))
