import fc from 'fast-check'
import {
  assess,
  buildFacts,
  drawsOf,
  isInForce,
  type Policy,
  readSchedule,
  subjectOf,
} from '../core/index.ts'
import { askedAt, type DrawnLogins } from './arbitraries/logins.ts'
import { compileAlone } from './compile-alone.ts'
import { describeLogin } from './describe-login.ts'
import type { Example } from './list-examples.ts'
import { type Login, shiftLogin } from './login.ts'
import type { RuleResult } from './proof-report.ts'
import type { Steer, Target } from './steer.ts'

/** The first fixture that each rule answered, by file and name. */
export type Reached = ReadonlyMap<string, Example>

const keyOf = ({ ruleSet, rule }: Target): string => `${ruleSet.file} ${rule.name}`

/** Which rules the fixtures reach: every one of them is asked, at the moment of the proof. */
export function* findReachedByExamples(
  policy: Policy,
  examples: readonly Example[],
  now: number,
): Generator<number, Reached> {
  const reached = new Map<string, Example>()
  for (const [index, example] of examples.entries()) {
    const ruleSet = policy.ruleSets[example.input.purpose]
    const { rule } = ask(policy, shiftLogin(example, now))
    const key = rule && keyOf({ ruleSet, rule })
    if (key !== null && !reached.has(key)) reached.set(key, example)
    if (index % 100 === 99) yield 100
  }
  return reached
}

function ask(policy: Policy, { input, now }: Login) {
  const facts = buildFacts(assess(input, policy, now), policy.settings)
  const subject = subjectOf(input)
  const ruleSet = policy.ruleSets[input.purpose]
  return { facts, subject, rule: ruleSet.evaluate(facts, subject, now, drawsOf(input, policy)).rule }
}

interface Search {
  readonly policy: Policy
  readonly drawn: DrawnLogins
  readonly steer: Steer
  readonly reached: Reached
  readonly now: number
  readonly seed: number
  readonly tries: number
}

/** How one rule is reached; where no fixture does it, by logins bent towards it. */
export function findReach(target: Target, search: Search): RuleResult {
  const { ruleSet, rule } = target
  const { policy, drawn, steer, reached, now, seed, tries } = search
  const about = { purpose: ruleSet.purpose, name: rule.name, file: ruleSet.file, fixture: null }
  const none = { tries: 0, matched: 0, shadowedBy: [] }
  const sleep = tellSleep(target, policy, now)
  if (sleep !== null) return { ...about, ...none, status: 'asleep', how: sleep }
  const example = reached.get(keyOf(target))
  if (example !== undefined)
    return { ...about, ...none, status: 'reached', how: example.title, fixture: example.id }

  const logins = fc.sample(
    fc.record({ input: drawn.decisionInput, askedAt, pick: fc.nat({ max: 0xffff }) }),
    { numRuns: tries, seed },
  )
  const alone = compileAlone(ruleSet, rule.name)
  const above = new Map<string, number>()
  let matched = 0
  for (const [index, { input, askedAt: at, pick }] of logins.entries()) {
    const login = steer(shiftLogin({ input, now: at }, now), target, pick)
    const { facts, subject, rule: winner } = ask(policy, login)
    if (winner === rule) {
      const how = describeLogin(login.input, policy, login.now).join('; ')
      return { ...about, status: 'reached', how, tries: index + 1, matched, shadowedBy: [] }
    }
    if (alone.evaluate(facts, subject, login.now).rule === null) continue
    matched += 1
    // A rule that holds and is not above was left for want of a place in its rollout or experiment.
    const isAbove = winner !== null && ruleSet.rules.indexOf(winner) < ruleSet.rules.indexOf(rule)
    const taker = isAbove ? winner.name : nobodyDrawn
    above.set(taker, (above.get(taker) ?? 0) + 1)
  }
  const shadowedBy = [...above]
    .filter(([name]) => name !== nobodyDrawn)
    .map(([name, count]) => ({ rule: name, logins: count }))
    .sort((a, b) => b.logins - a.logins)
  const outside = above.get(nobodyDrawn) ?? 0
  const causes = [
    ...shadowedBy
      .slice(0, mostShadows)
      .map(({ rule: name, logins: count }) => `shadowed by \`${name}\` in ${count} of ${matched}`),
    ...(outside === 0 ? [] : [`outside its ${nameDraw(rule)} in ${outside} of ${matched}`]),
    ...(matched === 0 ? ['none met its conditions'] : []),
  ]
  const how = `no login found in ${tries} tries: ${causes.join(', ')}`
  return { ...about, status: 'not-reached', how, tries, matched, shadowedBy }
}

const nameDraw = ({ rollout, experiment }: Target['rule']): string =>
  experiment === undefined ? 'rollout' : rollout === undefined ? 'variant' : 'variant or rollout'

/** Stands for the taker where the rule's own draw leaves the login out. */
const nobodyDrawn = ''

/** More rules that stand in the way are not named. */
const mostShadows = 2

/** Why a rule answers nobody for now, and rightly so; null: it is in force, or will be. */
function tellSleep({ rule }: Target, { experiments }: Policy, now: number): string | null {
  if (rule.enabled === false) return 'disabled'
  const schedule = readSchedule(rule)
  if (!isInForce(schedule, now) && schedule.until <= now) return `its time was over at ${rule.activeUntil}`
  const { rollout, experiment: wanted } = rule
  const experiment = wanted && experiments.get(wanted.name)
  if (experiment?.enabled === false) return `its experiment \`${experiment.name}\` is disabled`
  if (experiment !== undefined && readSchedule(experiment).until <= now)
    return `the time of its experiment \`${experiment.name}\` was over at ${experiment.activeUntil}`
  if (rollout !== undefined && [rollout, ...(rollout.steps ?? [])].every(({ percent = 0 }) => percent === 0))
    return 'its rollout is at 0 percent'
  return null
}
