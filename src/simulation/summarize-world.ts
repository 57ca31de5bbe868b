import type { PolicyResult, WorldResult } from './run-world.ts'
import type { CalibrationBin, Tally } from './tally.ts'

/** The figures of one policy, or of a part of its logins; shares 0 to 1, null where there is nothing to divide by. */
export interface Figures {
  readonly logins: number
  /** Mean seconds a login took, and what was to be expected of the decisions without the luck of the moment. */
  readonly seconds: number
  readonly expectedSeconds: number
  /** Logins in which the decision started something visible for which no passkey was there. */
  readonly deadEnds: number
  /** Logins in which a ceremony that the decision started failed for whatever reason, cancels by choice included. */
  readonly failedVisibly: number
  readonly usable: number
  /** Of the logins with a usable passkey: not offered; and of these, with the autofill armed all the same. */
  readonly missed: number | null
  readonly missedArmed: number | null
  readonly silentTries: number
  readonly silentMisses: number
  readonly silentBlind: number
  readonly passkeyLogins: number
  readonly crossDeviceTries: number
  /** Of the tries. */
  readonly crossDeviceSuccess: number | null
}

export interface PolicySummary extends Figures {
  readonly policy: string
  /** (naive - this) / (naive - oracle). */
  readonly share: number | null
  /** Seconds a login above the oracle, expected. */
  readonly regret: number | null
  /** Seconds a login, relative to the Bayes policy. */
  readonly overBayes: number | null
  readonly secondsBySeed: readonly number[]
  readonly byPlatform: Readonly<Record<string, Figures>>
  readonly bySituation: Readonly<Record<string, Figures>>
}

export interface WorldSummary {
  readonly world: string
  readonly about: string
  readonly seeds: readonly number[]
  readonly users: number
  readonly days: number
  readonly policies: readonly PolicySummary[]
  readonly calibration: Readonly<Record<keyof WorldResult['calibration'], readonly BinSummary[]>>
  /** Groups of logins that cost most above the oracle, worst first. */
  readonly worstCases: readonly CaseSummary[]
}

interface BinSummary {
  readonly count: number
  readonly said: number | null
  readonly wasTrue: number | null
}

type CaseSummary = Omit<WorldResult['cases'][number], never>

const mostCases = 40

/** All figures of a run in plain data. */
export function summarizeWorld({ world, options, policies, calibration, cases }: WorldResult): WorldSummary {
  const of = (name: string) => policies.find((one) => one.name === name)?.total
  const naive = of('naive')
  const oracle = of('oracle')
  const bayes = of('bayes')
  return {
    world: world.name,
    about: world.about,
    seeds: options.seeds,
    users: options.users,
    days: options.days,
    policies: policies.map((one) => summarizePolicy(one, naive, oracle, bayes)),
    calibration: {
      local: calibration.local.map(summarizeBin),
      crossDevice: calibration.crossDevice.map(summarizeBin),
      localTried: calibration.localTried.map(summarizeBin),
      crossDeviceTried: calibration.crossDeviceTried.map(summarizeBin),
    },
    worstCases: cases.slice(0, mostCases).map((one) => ({ ...one, regret: round(one.regret, 1) })),
  }
}

function summarizePolicy(
  { name, total, secondsBySeed, byPlatform, bySituation }: PolicyResult,
  naive: Tally | undefined,
  oracle: Tally | undefined,
  bayes: Tally | undefined,
): PolicySummary {
  const mean = (tally: Tally) => tally.seconds / tally.logins
  return {
    policy: name,
    ...summarizeTally(total),
    share:
      naive === undefined || oracle === undefined
        ? null
        : round((mean(naive) - mean(total)) / (mean(naive) - mean(oracle)), 4),
    regret: oracle === undefined ? null : round((total.expected - oracle.expected) / total.logins, 3),
    overBayes: bayes === undefined ? null : round(mean(total) / mean(bayes), 4),
    secondsBySeed: secondsBySeed.map((seconds) => round(seconds, 3)),
    byPlatform: summarizeParts(byPlatform),
    bySituation: summarizeParts(bySituation),
  }
}

const summarizeParts = (parts: ReadonlyMap<string, Tally>): Readonly<Record<string, Figures>> =>
  Object.fromEntries(
    [...parts]
      .sort(([a, one], [b, other]) => other.logins - one.logins || (a < b ? -1 : 1))
      .map(([name, tally]) => [name, summarizeTally(tally)]),
  )

export const summarizeTally = (tally: Tally): Figures => ({
  logins: tally.logins,
  seconds: round(tally.seconds / tally.logins, 3),
  expectedSeconds: round(tally.expected / tally.logins, 3),
  deadEnds: round(tally.deadEnds / tally.logins, 5),
  failedVisibly: round(tally.failedVisibly / tally.logins, 5),
  usable: round(tally.usable / tally.logins, 5),
  missed: divide(tally.missed, tally.usable),
  missedArmed: divide(tally.missedArmed, tally.usable),
  silentTries: round(tally.silentTries / tally.logins, 5),
  silentMisses: round(tally.silentMisses / tally.logins, 5),
  silentBlind: round(tally.silentBlind / tally.logins, 5),
  passkeyLogins: round(tally.passkeyLogins / tally.logins, 5),
  crossDeviceTries: round(tally.crossDeviceTries / tally.logins, 5),
  crossDeviceSuccess: divide(tally.crossDeviceDone, tally.crossDeviceTries),
})

const summarizeBin = ({ count, said, wasTrue }: CalibrationBin): BinSummary => ({
  count,
  said: divide(said, count),
  wasTrue: divide(wasTrue, count),
})

const divide = (part: number, whole: number): number | null => (whole === 0 ? null : round(part / whole, 5))

function round(value: number, digits: number): number {
  const factor = 10 ** digits
  return Math.round(value * factor) / factor
}
