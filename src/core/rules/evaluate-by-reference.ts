import { Engine, type RuleProperties, type RuleResult, type TopLevelCondition } from 'json-rules-engine'
import type { ConditionTrace, DrawTrace, RuleState, RuleTrace } from '../../contract/explain.ts'
import type { Condition, Rule } from '../../contract/rule-files.ts'
import { isRecord } from '../documents/is-record.ts'
import type { Facts } from '../facts/catalogue.ts'
import { drawRollout, nextStepOf } from './bucket.ts'
import type { Exposure } from './exposure.ts'
import { isRefusal } from './is-refusal.ts'
import { findOperator, operatorNames } from './operators.ts'
import { defaultPriority } from './order-rules.ts'
import type { Audiences, Draws, RolloutSubject, RuleSet, Verdict } from './policy.ts'
import { readOwnPath } from './read-own-path.ts'
import { isInForce, readSchedule } from './rule-schedule.ts'
import { isRunning, selectVariant } from './select-variant.ts'

/**
 * The verdict of json-rules-engine, with a trace of every rule in the order of trying. It is what `evaluate` is held
 * against, and what explanations show; a rule that is not reached shows what its conditions would have said.
 */
export async function evaluateByReference(
  ruleSet: RuleSet,
  facts: Facts,
  subject: RolloutSubject,
  now: number,
  draws?: Draws,
): Promise<{ readonly verdict: Verdict; readonly trace: readonly RuleTrace[] }> {
  const { rules, audiences, broken, file } = ruleSet
  const runnable = rules.filter(({ name }) => !broken.has(name))
  const results = await runEngine(runnable, audiences, facts)

  // The engine's own order within a priority is the timing of promises: choose from all results instead.
  let winner: Rule | null = null
  let rolledOut = false
  const errors: string[] = []
  const exposures: Exposure[] = []
  const trace = rules.map((rule): RuleTrace => {
    const result = results.get(rule.name)
    const conditions =
      rule.conditions === undefined || result === undefined
        ? null
        : traceConditions(rule.conditions, { ...result.conditions, result: result.result }, audiences)
    const draw = traceDraw(rule, subject, now, draws)
    const is = (state: RuleState): RuleTrace => ({ name: rule.name, file, state, conditions, ...draw })

    if (rule.enabled === false) return is('disabled')
    if (!isInForce(readSchedule(rule), now)) return is('outside-dates')
    if (winner !== null) return is('not-reached')
    const error = broken.get(rule.name)
    if (error !== undefined) {
      errors.push(error)
      return is('broken')
    }
    if (result?.result !== true) return is('not-matched')
    const { experiment, rollout } = draw
    if (rule.experiment !== undefined) {
      if (experiment?.variant == null) return is('not-drawn')
      const { name, variant } = experiment
      const known = exposures.some((one) => one.kind === 'experiment' && one.name === name)
      if (!known) exposures.push({ kind: 'experiment', name, variant })
      if (variant !== rule.experiment.variant) return is('not-drawn')
    }
    if (rollout !== undefined) {
      const { isIn, percent, bucket } = rollout
      if (bucket !== null)
        exposures.push({ kind: 'rollout', name: rule.name, variant: isIn ? 'in' : 'out', percent })
      if (!isIn) {
        rolledOut ||= !isRefusal(rule)
        return is('rolled-out')
      }
    }
    winner = rule
    return is('matched')
  })
  return { verdict: { rule: winner, rolledOut, errors, exposures }, trace }
}

/** How the draws of a rule stand for a subject, whether or not its conditions hold. */
function traceDraw(rule: Rule, subject: RolloutSubject, now: number, draws: Draws | undefined): DrawTrace {
  const cap = draws?.caps?.get(rule.name)
  const experiment = rule.experiment && draws?.experiments?.get(rule.experiment.name)
  const isOn = experiment !== undefined && isRunning(experiment, now)
  return {
    ...(rule.rollout !== undefined && {
      rollout: {
        ...drawRollout(rule.rollout, subject, now, cap),
        next: nextStepOf(rule.rollout, now),
        cap: cap ?? null,
      },
    }),
    ...(rule.experiment !== undefined && {
      experiment: {
        name: rule.experiment.name,
        wanted: rule.experiment.variant,
        isRunning: isOn,
        variant: isOn ? selectVariant(experiment, subject, draws?.assignments) : null,
        isStored: isOn && draws?.assignments?.has(experiment.name) === true,
      },
    }),
  }
}

/** One engine per run: json-rules-engine keeps the state of a run on the engine. Constant facts, no `stop()`. */
async function runEngine(
  rules: readonly Rule[],
  audiences: Audiences,
  facts: Facts,
): Promise<ReadonlyMap<string, RuleResult>> {
  const engine = new Engine([], { allowUndefinedFacts: true, pathResolver: readOwnPath })
  for (const name of operatorNames) {
    engine.addOperator(name, (actual: unknown, wanted: unknown) => {
      return findOperator(name)?.prepare(wanted)(actual) ?? false
    })
  }
  for (const [name, condition] of audiences) engine.setCondition(name, toEngine(condition))
  for (const rule of rules) engine.addRule(toEngineRule(rule))
  const { results, failureResults } = await engine.run({ ...facts })
  return new Map([...results, ...failureResults].map((result) => [result.name, result]))
}

function toEngineRule({ name, priority, conditions, event }: Rule): RuleProperties {
  return {
    name,
    priority: priority ?? defaultPriority,
    event: { type: event.type },
    // json-rules-engine holds an empty `all` to be true.
    conditions: conditions === undefined ? { all: [] } : toEngine(conditions),
  }
}

type EnginePart = Extract<TopLevelCondition, { all: unknown }>['all'][number]

/** A copy in the engine's own types; it annotates what it is given. */
function toEngine(condition: Condition): TopLevelCondition {
  if ('all' in condition) return { all: condition.all.map(toEnginePart) }
  if ('any' in condition) return { any: condition.any.map(toEnginePart) }
  if ('not' in condition) return { not: toEnginePart(condition.not) }
  if ('condition' in condition) return { condition: condition.condition }
  return { all: [{ ...condition }] }
}

function toEnginePart(condition: Condition): EnginePart {
  return 'fact' in condition ? { ...condition } : toEngine(condition)
}

/** The engine's annotated tree, read beside ours: it replaces references to audiences by what they stand for. */
function traceConditions(condition: Condition, result: unknown, audiences: Audiences): ConditionTrace {
  const read = (key: string): unknown => (isRecord(result) ? result[key] : undefined)
  const matched = read('result') === true
  const traceList = (list: readonly Condition[], kind: 'all' | 'any'): ConditionTrace => {
    const parts = read(kind)
    return {
      kind,
      matched,
      conditions: list.map((part, index) =>
        traceConditions(part, Array.isArray(parts) ? parts[index] : undefined, audiences),
      ),
    }
  }
  if ('all' in condition) return traceList(condition.all, 'all')
  if ('any' in condition) return traceList(condition.any, 'any')
  if ('not' in condition) {
    return { kind: 'not', matched, condition: traceConditions(condition.not, read('not'), audiences) }
  }
  if ('condition' in condition) {
    const audience = audiences.get(condition.condition) ?? { all: [] }
    return {
      kind: 'audience',
      name: condition.condition,
      matched,
      condition: traceConditions(audience, result, audiences),
    }
  }
  const { fact, operator, value, path } = condition
  const actual = read('factResult') ?? 'unknown'
  return { kind: 'fact', fact, ...(path !== undefined && { path }), operator, wanted: value, actual, matched }
}
