import { purposes } from '../contract/words.ts'
import { type Policy, readSchedule } from '../core/index.ts'
import { drawLogins } from './arbitraries/logins.ts'
import { findReach, findReachedByExamples } from './find-reach.ts'
import type { Law } from './law.ts'
import { laws as everyLaw } from './laws/index.ts'
import type { Examples } from './list-examples.ts'
import type { LawResult, ProofReport, RuleResult } from './proof-report.ts'
import { prepareSteering, type Target } from './steer.ts'
import { type Trial, tryLaw } from './try-law.ts'

export interface ProofOptions {
  /** Real logins, from the fixtures: what made-up ones are made of. */
  readonly examples: Examples
  /** Epoch ms. */
  readonly now: number
  readonly seed: number
  /** Logins per law; a law whose tries are dear gets a part of them. Default `usualRuns`. */
  readonly runs?: number
  /** Only these laws; default all. */
  readonly laws?: readonly Law[]
  /** Which rules are asked for; default every rule of the files. */
  readonly isWanted?: (target: Target) => boolean
  /**
   * Told how far it is after every slice of about a hundred logins, and waited for: whoever proves inside a service
   * lets others work meanwhile, and whoever has had enough throws.
   */
  readonly onProgress?: (progress: ProofProgress) => void | Promise<void>
}

export interface ProofProgress {
  /** What is being tried: a law or a rule, by name. */
  readonly what: string
  readonly done: number
  readonly total: number
}

/** Some fifteen seconds on two cores with the rules that ship. */
export const usualRuns = 800
/** So many logins are bent towards a rule that no fixture reaches. */
const triesPerRule = 400

/**
 * Tries the laws of the product on a manager's own files, and looks for a login that reaches each rule. A function of
 * its arguments: the same seed finds the same.
 */
export async function prove(policy: Policy, options: ProofOptions): Promise<ProofReport> {
  const { examples, now, seed, runs = usualRuns, laws = everyLaw, isWanted = () => true } = options
  const drawn = drawLogins(examples)
  const steer = prepareSteering(policy, examples)
  const all = purposes.flatMap((purpose) => {
    const ruleSet = policy.ruleSets[purpose]
    return ruleSet.rules.map((rule): Target => ({ ruleSet, rule }))
  })
  const wanted = all.filter(isWanted)
  const runsOf = ({ share = 1 }: Law) => Math.max(1, Math.round(runs * share))
  const progress = countProgress(
    laws.reduce((sum, law) => sum + runsOf(law), 0) + (wanted.length > 0 ? examples.logins.length : 0),
    options.onProgress,
  )

  const trial: Trial = {
    policy,
    drawn,
    steer,
    targets: all.filter(
      ({ rule }) => rule.enabled !== false && !isOver(rule, now) && !isExperimentOver(rule, policy, now),
    ),
    moments: listMoments(policy, now),
  }
  const lawResults: LawResult[] = []
  for (const law of laws) {
    const onSlice = (done: number) => progress(law.name, done)
    lawResults.push(await tryLaw(law, trial, { seed, runs: runsOf(law), onSlice }))
  }

  const rules: RuleResult[] = []
  if (wanted.length > 0) {
    const search = findReachedByExamples(policy, examples.logins, now)
    let step = search.next()
    while (!step.done) {
      await progress('rules', step.value)
      step = search.next()
    }
    const reached = step.value
    for (const target of wanted) {
      rules.push(findReach(target, { policy, drawn, steer, reached, now, seed, tries: triesPerRule }))
      if (rules.at(-1)?.tries !== 0) await progress(target.rule.name, 0)
    }
  }
  return {
    ok: lawResults.every(({ status }) => status !== 'broken'),
    revision: policy.revision,
    seed,
    runs,
    now,
    laws: lawResults,
    rules,
  }
}

function countProgress(total: number, tell: ProofOptions['onProgress']) {
  let done = 0
  return async (what: string, more: number): Promise<void> => {
    done += more
    await tell?.({ what, done: Math.min(done, total), total })
  }
}

const isOver = (rule: Target['rule'], now: number): boolean => readSchedule(rule).until <= now

function isExperimentOver(rule: Target['rule'], { experiments }: Policy, now: number): boolean {
  const experiment = rule.experiment && experiments.get(rule.experiment.name)
  return experiment !== undefined && (experiment.enabled === false || readSchedule(experiment).until <= now)
}

/** More moments than this would take tries from each of them. */
const mostMoments = 12

/** Now, and every later moment at which a rule or an experiment begins or ends: what is planned is proven before its time. */
function listMoments({ ruleSets, switches, experiments }: Policy, now: number): readonly number[] {
  const planned = [
    ...purposes.flatMap((purpose) =>
      ruleSets[purpose].rules
        .filter(({ enabled }) => enabled !== false)
        .flatMap((rule) => {
          const { from, until } = readSchedule(rule)
          return [from, until]
        }),
    ),
    ...[...experiments.values()]
      .filter(({ enabled }) => enabled !== false)
      .flatMap((experiment) => {
        const { from, until } = readSchedule(experiment)
        return [from, until]
      }),
    ...switches.flatMap(({ on, until }) => (on && until !== undefined ? [Date.parse(until)] : [])),
  ]
  const later = planned.filter((at) => Number.isFinite(at) && at > now).sort((a, b) => a - b)
  return [now, ...new Set(later)].slice(0, mostMoments)
}
