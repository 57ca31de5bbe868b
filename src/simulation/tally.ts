import type { Ending } from './behaviour.ts'
import type { SimulatedLogin } from './life.ts'
import type { Plan } from './plan.ts'
import type { Choice } from './session.ts'

/** Sums over the logins of one policy. */
export interface Tally {
  logins: number
  seconds: number
  expected: number
  deadEnds: number
  failedVisibly: number
  /** Logins with a passkey usable right here. */
  usable: number
  missed: number
  missedArmed: number
  silentTries: number
  silentMisses: number
  /** Silent tries that missed though a passkey was there, in a manager that is not listed. */
  silentBlind: number
  passkeyLogins: number
  /** Phone ceremonies that the decision started, and those of them that ended in a login. */
  crossDeviceTries: number
  crossDeviceDone: number
}

export const emptyTally = (): Tally => ({
  logins: 0,
  seconds: 0,
  expected: 0,
  deadEnds: 0,
  failedVisibly: 0,
  usable: 0,
  missed: 0,
  missedArmed: 0,
  silentTries: 0,
  silentMisses: 0,
  silentBlind: 0,
  passkeyLogins: 0,
  crossDeviceTries: 0,
  crossDeviceDone: 0,
})

export function countLogin(
  tally: Tally,
  login: SimulatedLogin,
  plan: Plan,
  ending: Ending,
  expected: number,
): void {
  tally.logins += 1
  tally.seconds += ending.seconds
  tally.expected += expected
  if (ending.deadEnd) tally.deadEnds += 1
  if (ending.failedVisibly) tally.failedVisibly += 1
  if (login.local !== 0) {
    tally.usable += 1
    if (plan.way === 'fallback' || plan.way === 'cross-device') {
      tally.missed += 1
      if (plan.passive === 'conditional') tally.missedArmed += 1
    }
  }
  if (plan.way === 'immediate') {
    tally.silentTries += 1
    if (ending.silentMiss) {
      tally.silentMisses += 1
      if (login.local !== 0) tally.silentBlind += 1
    }
  }
  if (ending.method !== 'password') tally.passkeyLogins += 1
  if (plan.way === 'cross-device' || (plan.thenPhone && ending.silentMiss)) {
    tally.crossDeviceTries += 1
    if (ending.method === 'cross-device') tally.crossDeviceDone += 1
  }
}

/** One row of a reliability table: what was said, and what was true. */
export interface CalibrationBin {
  count: number
  said: number
  wasTrue: number
}

export const createBins = (): CalibrationBin[] =>
  Array.from({ length: 10 }, () => ({ count: 0, said: 0, wasTrue: 0 }))

export function addToBins(bins: readonly CalibrationBin[], said: number, truth: number): void {
  const bin = bins[Math.min(9, Math.floor(said * 10))]
  if (bin === undefined) return
  bin.count += 1
  bin.said += said
  bin.wasTrue += truth
}

/** Where the passkey of a login truly is: the same words under every policy. */
export function describeSituation(login: SimulatedLogin, storeOf: (credential: number) => string): string {
  const device = login.isKnownDevice ? 'known device' : 'new device'
  if (login.credentials === 0) return 'no passkey'
  if (!login.client.canLocal) return 'no WebAuthn here'
  if (login.local !== 0) return `here in ${storeOf(31 - Math.clz32(login.local & -login.local))}, ${device}`
  if (login.onPhone !== 0)
    return `${login.phoneReaches ? 'on a phone in reach' : 'on a phone out of reach'}, ${device}`
  return `elsewhere or gone, ${device}`
}

/** Logins of the engine that were decided alike: what somebody who improves it looks at first. */
export interface Case {
  readonly rule: string
  readonly reason: string
  readonly way: string
  readonly reach: string
  readonly platform: string
  readonly situation: string
  count: number
  deadEnds: number
  missed: number
  /** Expected seconds above those of the oracle, summed. */
  regret: number
}

export function countCase(
  cases: Map<string, Case>,
  login: SimulatedLogin,
  { plan, grounds }: Choice,
  ending: Ending,
  situation: string,
  regret: number,
): void {
  if (grounds === null) return
  const { rule, reason, reach } = grounds
  const platform = login.client.label
  const key = `${rule}|${plan.way}|${reach}|${platform}|${situation}`
  let found = cases.get(key)
  if (found === undefined) {
    found = {
      rule,
      reason,
      way: plan.way,
      reach,
      platform,
      situation,
      count: 0,
      deadEnds: 0,
      missed: 0,
      regret: 0,
    }
    cases.set(key, found)
  }
  found.count += 1
  if (ending.deadEnd) found.deadEnds += 1
  if (login.local !== 0 && (plan.way === 'fallback' || plan.way === 'cross-device')) found.missed += 1
  found.regret += regret
}
