import type { Policy, UserPseudonym } from '../core/index.ts'
import { createBayes } from './bayes/bayes-policy.ts'
import { behave, expectSeconds } from './behaviour.ts'
import { createClients } from './clients.ts'
import { createEngine } from './engine-policy.ts'
import type { SimulatedLife, SimulatedLogin } from './life.ts'
import { firstDay, liveLife } from './live-life.ts'
import { createRegistrar } from './registrar.ts'
import type { Session, SimulatedPolicy } from './session.ts'
import { createOracle, naivePolicy, neverPolicy, usedHerePolicy } from './simple-policies.ts'
import { createSite } from './site.ts'
import {
  addToBins,
  type CalibrationBin,
  type Case,
  countCase,
  countLogin,
  createBins,
  describeSituation,
  emptyTally,
  type Tally,
} from './tally.ts'
import type { World } from './world.ts'

export const policyNames = ['never', 'naive', 'used-here', 'engine', 'bayes', 'oracle'] as const
export type PolicyName = (typeof policyNames)[number]

export interface RunOptions {
  readonly seeds: readonly number[]
  readonly users: number
  readonly days: number
  readonly policies: readonly PolicyName[]
  /** True: passkeys are made where the engine's registration rules offer it; else wherever none is usable. */
  readonly registers?: boolean
}

export interface Breakdown {
  readonly byPlatform: Map<string, Tally>
  readonly bySituation: Map<string, Tally>
}

/** What one policy did in one world, over all seeds. */
export interface PolicyResult extends Breakdown {
  readonly name: string
  readonly total: Tally
  /** Mean seconds per seed, in the order of the seeds: how far chance goes. */
  readonly secondsBySeed: readonly number[]
}

export interface Calibration {
  /** Every login with a passkey on record: what was said, against the chance that was true. */
  readonly local: readonly CalibrationBin[]
  readonly crossDevice: readonly CalibrationBin[]
  /** Only where that very route was taken: what was said, against what happened. */
  readonly localTried: readonly CalibrationBin[]
  readonly crossDeviceTried: readonly CalibrationBin[]
}

export interface WorldResult {
  readonly world: World
  readonly options: RunOptions
  readonly policies: readonly PolicyResult[]
  /** Of the engine. */
  readonly calibration: Calibration
  readonly cases: readonly Case[]
}

/** One login of somebody, under a policy. */
interface Turn {
  readonly life: SimulatedLife
  readonly session: Session
  readonly login: SimulatedLogin
  readonly situation: string
  /** What it would be expected to take with the oracle's plan. */
  readonly best: number
}

/**
 * Runs all policies over the very same lives. People log in in the order of their days, each seed at a site of its own
 * that opens on the first one: what the engine learns of platforms, it learns as a service would. Deterministic: same
 * world, seeds and rules, same figures.
 */
export function runWorld(world: World, policy: Policy, options: RunOptions): WorldResult {
  const { parameters } = world
  const { costs } = policy.settings
  const findClient = createClients(policy, firstDay)
  const registrarOf =
    options.registers === true ? (user: UserPseudonym) => createRegistrar(policy, user) : undefined
  const oracle = createOracle(parameters, costs)
  const open: Readonly<Record<PolicyName, () => SimulatedPolicy>> = {
    never: () => neverPolicy,
    naive: () => naivePolicy,
    'used-here': () => usedHerePolicy,
    engine: () => createEngine(policy, createSite(policy)),
    bayes: () => createBayes(parameters, costs),
    oracle: () => oracle,
  }
  const runs = options.policies.map((name) => ({
    name,
    total: emptyTally(),
    secondsBySeed: [] as number[],
    byPlatform: new Map<string, Tally>(),
    bySituation: new Map<string, Tally>(),
  }))
  const calibration = {
    local: createBins(),
    crossDevice: createBins(),
    localTried: createBins(),
    crossDeviceTried: createBins(),
  }
  const cases = new Map<string, Case>()

  const takeTurn = (run: (typeof runs)[number], { life, session, login, situation, best }: Turn) => {
    const choice = session.choose(login)
    const { plan, grounds } = choice
    const ending = behave(plan, login, life, parameters, costs)
    const expected = expectSeconds(plan, login, life, parameters, costs)
    session.learn(login, ending)
    if (login.made !== null) session.addCredential(login.made)
    countLogin(run.total, login, plan, ending, expected)
    countLogin(tallyOf(run.byPlatform, login.client.label), login, plan, ending, expected)
    countLogin(tallyOf(run.bySituation, situation), login, plan, ending, expected)
    if (grounds === null) return
    countCase(cases, login, choice, ending, situation, expected - best)
    if (login.credentials === 0) return
    addToBins(calibration.local, grounds.local, login.local === 0 ? 0 : life.completes)
    addToBins(
      calibration.crossDevice,
      grounds.crossDevice,
      login.onPhone !== 0 && login.phoneReaches ? parameters.phoneAtHand * life.usesPhone : 0,
    )
    if (plan.way === 'modal')
      addToBins(calibration.localTried, grounds.local, ending.method === 'passkey' ? 1 : 0)
    if (plan.way === 'cross-device')
      addToBins(calibration.crossDeviceTried, grounds.crossDevice, ending.method === 'cross-device' ? 1 : 0)
  }

  const listLogins = (lives: readonly SimulatedLife[]) =>
    lives
      .flatMap((life) => {
        const knowing = oracle.start(life)
        return life.logins.map((login) => ({
          life,
          login,
          situation: describeSituation(login, (number) => life.credentials[number]?.store ?? ''),
          best: expectSeconds(knowing.choose(login).plan, login, life, parameters, costs),
        }))
      })
      .sort((a, b) => a.login.at - b.login.at || a.life.number - b.life.number)

  for (const seed of options.seeds) {
    const lives = Array.from({ length: options.users }, (_, user) =>
      liveLife(parameters, seed, user, options.days, findClient, registrarOf),
    )
    const logins = listLogins(lives)
    for (const run of runs) {
      const { logins: earlier, seconds } = run.total
      const policyHere = open[run.name]()
      const sessions = new Map(lives.map((life) => [life, policyHere.start(life)]))
      for (const one of logins) {
        const session = sessions.get(one.life)
        if (session !== undefined) takeTurn(run, { ...one, session })
      }
      run.secondsBySeed.push((run.total.seconds - seconds) / (run.total.logins - earlier))
    }
  }
  return {
    world,
    options,
    policies: runs,
    calibration,
    cases: [...cases.values()].sort((a, b) => b.regret - a.regret || (a.rule < b.rule ? -1 : 1)),
  }
}

function tallyOf(tallies: Map<string, Tally>, key: string): Tally {
  let found = tallies.get(key)
  if (found === undefined) {
    found = emptyTally()
    tallies.set(key, found)
  }
  return found
}
