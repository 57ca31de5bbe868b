import { isDeviceId } from '../contract/ids.ts'
import type { Condition, Experiment, FactCondition, Rollout, Rule } from '../contract/rule-files.ts'
import {
  assess,
  buildFacts,
  type DecisionInput,
  type Facts,
  findOperator,
  isInForce,
  isInRollout,
  type Policy,
  percentAt,
  type RuleSet,
  readSchedule,
} from '../core/index.ts'
import { isUserPseudonym } from './arbitraries/history.ts'
import { fillLeaf, isFillable } from './fill-leaf.ts'
import type { Examples } from './list-examples.ts'
import { listLeaves } from './list-leaves.ts'
import { type Login, renameDevice, shiftLogin } from './login.ts'

/** A rule that logins are to reach. */
export interface Target {
  readonly ruleSet: RuleSet
  readonly rule: Rule
}

/** Bends logins towards a rule; a function of its arguments. */
export type Steer = (login: Login, target: Target, pick: number) => Login

interface Known extends Login {
  readonly facts: Facts
}

/** The nearest logins of the examples are chosen from so many. */
const mostCandidates = 24

/**
 * Random logins seldom meet the conditions of a rule, least of all an attribute or an address. So what a request says
 * outright is written as the rule asks for it, and client and history are taken from the examples that come nearest.
 */
export function prepareSteering(policy: Policy, examples: Examples): Steer {
  const stories = examples.logins
    .filter(({ told }) => told)
    .map(
      ({ input, now }): Known => ({
        input,
        now,
        facts: buildFacts(assess(input, policy, now), policy.settings),
      }),
    )
  const candidates = new Map<Rule, readonly Known[]>()
  const findCandidates = (target: Target): readonly Known[] => {
    const known = candidates.get(target.rule)
    if (known !== undefined) return known
    const found = rank(stories, target)
    candidates.set(target.rule, found)
    return found
  }

  return (login, target, pick) => {
    const near = findCandidates(target)
    const candidate = near[(pick >> 2) % Math.max(1, near.length)]
    const mixed = candidate === undefined ? login : mix(login, candidate, pick % 4)
    const { ruleSet, rule } = target
    let input: DecisionInput = { ...mixed.input, purpose: ruleSet.purpose }
    for (const leaf of listLeaves(rule.conditions, ruleSet.audiences, pick >> 2))
      input = fillLeaf(input, leaf, pick >> 3)
    const experiment = rule.experiment && policy.experiments.get(rule.experiment.name)
    const moment = momentOf(rule, experiment, login.now)
    if (rule.rollout !== undefined) input = draw(input, rule.rollout, moment)
    if (rule.experiment !== undefined)
      input = { ...input, assignments: new Map([[rule.experiment.name, rule.experiment.variant]]) }
    return shiftLogin({ input, now: mixed.now }, moment)
  }
}

/** A moment at which the rule is in force and its experiment runs, the given one if it can be. */
function momentOf(rule: Rule, experiment: Experiment | undefined, now: number): number {
  const times = [rule, ...(experiment === undefined ? [] : [experiment])].map(readSchedule)
  const schedule = {
    from: Math.max(...times.map(({ from }) => from)),
    until: Math.min(...times.map(({ until }) => until)),
  }
  const moment = isInForce(schedule, now)
    ? now
    : Number.isFinite(schedule.from)
      ? schedule.from
      : schedule.until - 1
  const { rollout } = rule
  if (rollout?.steps === undefined || percentAt(rollout, moment) > 0) return moment
  const begins = rollout.steps.find(({ percent }) => percent > 0)
  return begins === undefined ? moment : Date.parse(begins.at)
}

/** Some of a login, some of the example: all of it first, so that what is found shrinks to a story that is told. */
function mix(login: Login, { input, now }: Known, way: number): Login {
  if (way === 0) return shiftLogin({ input, now }, login.now)
  if (way === 1) return { ...login, input: { ...login.input, signals: input.signals } }
  const story = shiftLogin({ input, now }, login.now).input
  if (way === 2) return { ...login, input: { ...story, signals: login.input.signals } }
  return { ...login, input: { ...story, context: login.input.context, user: login.input.user } }
}

function rank(stories: readonly Known[], { rule, ruleSet }: Target): readonly Known[] {
  const score = rater(rule.conditions, ruleSet)
  const rated = stories
    .map((story) => ({ story, score: score(story.facts) }))
    .sort((a, b) => b.score - a.score)
  const least = rated[Math.min(mostCandidates, rated.length) - 1]?.score ?? 0
  // Where many come equally near, the first of them are too much alike: take them from everywhere.
  const near = rated.filter((one) => one.score >= least)
  const stride = Math.max(1, Math.floor(near.length / mostCandidates))
  return near.filter((_, index) => index % stride === 0).map(({ story }) => story)
}

/** How near facts come to a condition, 0 to 1; what can be said outright counts as true. */
function rater(condition: Condition | undefined, ruleSet: RuleSet): (facts: Facts) => number {
  if (condition === undefined) return () => 1
  if ('fact' in condition) return rateLeaf(condition)
  if ('condition' in condition) return rater(ruleSet.audiences.get(condition.condition), ruleSet)
  if ('not' in condition) {
    const part = rater(condition.not, ruleSet)
    return (facts) => 1 - part(facts)
  }
  const parts = ('all' in condition ? condition.all : condition.any).map((part) => rater(part, ruleSet))
  if ('any' in condition) return (facts) => Math.max(...parts.map((part) => part(facts)))
  return (facts) => parts.reduce((sum, part) => sum + part(facts), 0) / parts.length
}

function rateLeaf(leaf: FactCondition): (facts: Facts) => number {
  if (isFillable(leaf)) return () => 1
  const passes = findOperator(leaf.operator)?.prepare(leaf.value) ?? (() => false)
  return (facts) => (passes(Object.hasOwn(facts, leaf.fact) ? facts[leaf.fact as keyof Facts] : null) ? 1 : 0)
}

/** So many are asked until one is inside: enough to meet a tenth of a percent. */
const mostDrawn = 5_000

/** The login of somebody whom the percentage includes, where it includes anybody. */
function draw(input: DecisionInput, rollout: Rollout, now: number): DecisionInput {
  const { user, device } = input
  const byUser = rollout.by === 'user' && user !== null && user.pseudonym !== null
  if (!byUser && device.id === null) return input
  const subject = { user: byUser ? user.pseudonym : null, device: device.id }
  if (percentAt(rollout, now) === 0 || isInRollout(rollout, subject, now)) return input
  for (let n = 0; n < mostDrawn; n++) {
    const person = `person-${n}`
    const profile = `profile-${n}`
    if (byUser && isUserPseudonym(person) && isInRollout(rollout, { user: person, device: null }, now))
      return { ...input, user: { ...user, pseudonym: person } }
    if (!byUser && isDeviceId(profile) && isInRollout(rollout, { user: null, device: profile }, now))
      return renameDevice(input, profile)
  }
  return input
}
