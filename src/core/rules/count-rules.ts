import type { Condition, FactCondition, Rule } from '../../contract/rule-files.ts'
import { pointerTo } from '../documents/json-pointer.ts'
import type { Facts } from '../facts/catalogue.ts'
import { compileConditions, type Predicate } from './compile-conditions.ts'
import type { Audiences, Draws, RolloutSubject, RuleSet } from './policy.ts'
import { readOwnPath } from './read-own-path.ts'
import { isInForce, readSchedule } from './rule-schedule.ts'

/** How often one comparison came out which way, over the logins that were tried on its rule. */
export interface LeafCount {
  /** Audiences that lead to it, from the rule on; empty: it stands in the rule itself. */
  readonly audiences: readonly string[]
  /** Below the rule, or below the last of the audiences: `/conditions/all/0`. */
  readonly pointer: string
  readonly leaf: FactCondition
  readonly true: number
  readonly false: number
  /** The value was not known, so the comparison was false. */
  readonly unknown: number
}

/** What became of one rule. */
export interface RuleCount {
  readonly rule: Rule
  /** No rule above had won. */
  readonly reached: number
  /** Reached, and its conditions held. */
  readonly matched: number
  readonly won: number
  /** Matched, and the draw left it out. */
  readonly leftOut: number
  /** When it won last; epoch ms. */
  readonly lastWonAt: number | null
  /** Its conditions held, but a rule above had won: by the name of that rule. */
  readonly takenBy: ReadonlyMap<string, number>
  /** In force when it was asked; not: disabled, or outside its dates. */
  readonly inForce: number
  readonly leaves: readonly LeafCount[]
}

export interface RuleSetCount {
  readonly asked: number
  /** In the order in which they are tried. */
  readonly rules: readonly RuleCount[]
}

export interface RuleCounter {
  readonly add: (facts: Facts, subject: RolloutSubject, now: number, draws?: Draws) => void
  readonly count: () => RuleSetCount
}

type Leaf = { -readonly [Key in keyof LeafCount]: LeafCount[Key] }

/** Counts what becomes of the rules of one purpose, one login after the other. The verdict is that of the rules. */
export function createRuleCounter(ruleSet: RuleSet): RuleCounter {
  const { rules, audiences, broken } = ruleSet
  const entries = rules.map((rule) => {
    const leaves: Leaf[] = []
    const isBroken = broken.has(rule.name)
    const tree: Predicate =
      rule.conditions === undefined || isBroken
        ? () => !isBroken
        : countTree(rule.conditions, audiences, { pointer: '/conditions', via: [] }, leaves)
    return {
      rule,
      schedule: readSchedule(rule),
      tree,
      matches: rule.conditions === undefined || isBroken ? tree : compileWhole(rule.conditions, audiences),
      leaves,
      inForce: 0,
      reached: 0,
      matched: 0,
      won: 0,
      leftOut: 0,
      lastWonAt: null as number | null,
      takenBy: new Map<string, number>(),
    }
  })
  let asked = 0

  return {
    add(facts, subject, now, draws) {
      asked += 1
      const winner = ruleSet.evaluate(facts, subject, now, draws).rule
      let isOver = false
      for (const entry of entries) {
        if (entry.rule.enabled === false || !isInForce(entry.schedule, now)) continue
        entry.inForce += 1
        if (isOver) {
          const name = winner?.name ?? ''
          if (entry.matches(facts)) entry.takenBy.set(name, (entry.takenBy.get(name) ?? 0) + 1)
          continue
        }
        entry.reached += 1
        if (entry.tree(facts)) {
          entry.matched += 1
          if (entry.rule === winner) {
            entry.won += 1
            entry.lastWonAt = Math.max(entry.lastWonAt ?? now, now)
          } else entry.leftOut += 1
        }
        isOver = entry.rule === winner
      }
    },
    count: () => ({
      asked,
      rules: entries.map(
        ({ schedule: _schedule, tree: _tree, matches: _matches, leaves, takenBy, ...counts }) => ({
          ...counts,
          takenBy: new Map(takenBy),
          leaves: leaves.map((leaf) => ({ ...leaf })),
        }),
      ),
    }),
  }
}

function compileWhole(condition: Condition, audiences: Audiences): Predicate {
  const compileAudience = (name: string): Predicate => {
    const found = audiences.get(name)
    return found === undefined ? () => false : compileConditions(found, compileAudience)
  }
  return compileConditions(condition, compileAudience)
}

interface Place {
  readonly pointer: string
  readonly via: readonly string[]
}

/**
 * Like `compileConditions`, but each comparison is made and counted: nothing is passed over because the rest is settled.
 * INVARIANT: audiences are free of cycles; rules that use one in a cycle are broken.
 */
function countTree(condition: Condition, audiences: Audiences, place: Place, leaves: Leaf[]): Predicate {
  const below = (part: Condition, ...steps: readonly (string | number)[]): Predicate =>
    countTree(part, audiences, { ...place, pointer: pointerTo(place.pointer, ...steps) }, leaves)
  if ('all' in condition) {
    const parts = condition.all.map((part, index) => below(part, 'all', index))
    return (facts) => parts.reduce((held, part) => part(facts) && held, true)
  }
  if ('any' in condition) {
    const parts = condition.any.map((part, index) => below(part, 'any', index))
    return (facts) => parts.reduce((held, part) => part(facts) || held, false)
  }
  if ('not' in condition) {
    const inner = below(condition.not, 'not')
    return (facts) => !inner(facts)
  }
  if ('condition' in condition) {
    const { condition: name } = condition
    const found = audiences.get(name)
    if (found === undefined) return () => false
    return countTree(found, audiences, { pointer: '/conditions', via: [...place.via, name] }, leaves)
  }
  const leaf: Leaf = {
    audiences: place.via,
    pointer: place.pointer,
    leaf: condition,
    true: 0,
    false: 0,
    unknown: 0,
  }
  leaves.push(leaf)
  const test = compileConditions(condition, () => () => false)
  const isUnknown = readUnknown(condition)
  return (facts) => {
    const held = test(facts)
    if (held) leaf.true += 1
    else if (isUnknown(facts)) leaf.unknown += 1
    else leaf.false += 1
    return held
  }
}

/** Whether what is compared is not known. */
function readUnknown({ fact, path }: FactCondition): Predicate {
  return (facts: Readonly<Record<string, unknown>>) => {
    const value = path === undefined ? facts[fact] : readOwnPath(facts[fact] as object, path)
    return value === undefined || value === 'unknown'
  }
}
