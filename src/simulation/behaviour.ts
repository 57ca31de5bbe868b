import type { Settings } from '../contract/rule-files.ts'
import type { SimulatedLife, SimulatedLogin } from './life.ts'
import type { Plan } from './plan.ts'
import type { Parameters } from './priors.ts'
import { drawFor } from './random.ts'

/** One attempt, as the page sees it end. */
export interface Attempt {
  readonly method: 'passkey' | 'cross-device'
  readonly result: 'success' | 'failure'
  readonly elapsedMs: number
  readonly attachment: 'platform' | 'cross-platform' | null
  /** Which credential; -1: none. */
  readonly credential: number
}

/** What became of a login. */
export interface Ending {
  readonly method: 'passkey' | 'cross-device' | 'password'
  readonly seconds: number
  readonly attempts: readonly Attempt[]
  /** A visible ceremony that the decision started, where no passkey could be used. */
  readonly deadEnd: boolean
  /** A visible ceremony that the decision started and that failed for whatever reason. */
  readonly failedVisibly: boolean
  readonly silentMiss: boolean
}

/** What draws are for: a login has one of each. */
const purpose = {
  refused: 9,
  atHand: 10,
  completes: 1,
  wayOut: 2,
  time: 3,
  scans: 4,
  phone: 5,
  picks: 6,
  phoneTime: 7,
  told: 8,
} as const

const passwordOnly: readonly Attempt[] = []

/** Lets a person meet a plan. Pure: the luck is in the key of the login, the same for every plan. */
export function behave(
  plan: Plan,
  login: SimulatedLogin,
  life: SimulatedLife,
  p: Parameters,
  costs: Settings['costs'],
): Ending {
  const { key } = login
  const usable = login.local & plan.allowed
  const draw = (what: number) => drawFor(key, what)
  const password = (seconds: number, attempts: readonly Attempt[], flags: Partial<Ending> = {}): Ending => ({
    method: 'password',
    seconds: seconds + costs.fallbackLoginSeconds,
    attempts,
    deadEnd: false,
    failedVisibly: false,
    silentMiss: false,
    ...flags,
  })
  const here = (set: number): Attempt => ({
    method: 'passkey',
    result: 'success',
    elapsedMs: 2_000 + Math.floor(6_000 * draw(purpose.time)),
    attachment:
      draw(purpose.told) < p.attachmentMissing ? null : isKey(set, life) ? 'cross-platform' : 'platform',
    credential: firstOf(set),
  })
  const succeed = (set: number): Ending => ({
    method: 'passkey',
    seconds: costs.passkeyLoginSeconds,
    attempts: [here(set)],
    deadEnd: false,
    failedVisibly: false,
    silentMiss: false,
  })
  const failure = (method: Attempt['method'], elapsedMs: number): Attempt => ({
    method,
    result: 'failure',
    elapsedMs,
    attachment: null,
    credential: -1,
  })
  const isAtHand = login.phoneReaches && draw(purpose.atHand) < p.phoneAtHand
  const byPhone = (before: readonly Attempt[], extra: number, silentMiss: boolean): Ending => {
    const holds = login.onPhone !== 0
    const reachable = holds && isAtHand
    if (reachable && draw(purpose.phone) < life.usesPhone)
      return {
        method: 'cross-device',
        seconds: extra + costs.crossDeviceLoginSeconds,
        attempts: [
          ...before,
          {
            method: 'cross-device',
            result: 'success',
            elapsedMs: 10_000 + Math.floor(20_000 * draw(purpose.phoneTime)),
            attachment: draw(purpose.told) < p.attachmentMissing ? null : 'cross-platform',
            credential: firstOf(login.onPhone),
          },
        ],
        deadEnd: false,
        failedVisibly: false,
        silentMiss,
      }
    const elapsed =
      reachable || draw(purpose.wayOut) < p.absentCancels
        ? quick(draw(purpose.phoneTime))
        : slow(draw(purpose.phoneTime))
    return password(extra + costs.crossDeviceDeadEndSeconds, [...before, failure('cross-device', elapsed)], {
      deadEnd: !reachable,
      failedVisibly: true,
      silentMiss,
    })
  }

  switch (plan.way) {
    case 'fallback': {
      const shown = plan.passive === 'conditional' ? usable & login.suggested : usable
      if (plan.passive === 'none' || shown === 0) return password(0, passwordOnly)
      const share = plan.passive === 'conditional' ? p.passivePicked : p.buttonPressed
      return draw(purpose.picks) < share && draw(purpose.completes) < life.completes
        ? succeed(shown)
        : password(0, passwordOnly)
    }
    case 'conditional': {
      const shown = usable & login.suggested
      if (shown === 0 || draw(purpose.picks) >= p.suggestionPicked) return password(0, passwordOnly)
      return draw(purpose.completes) < life.completes
        ? succeed(shown)
        : password(costs.deadEndSeconds, [failure('passkey', quick(draw(purpose.time)))], {
            failedVisibly: true,
          })
    }
    case 'cross-device':
      return byPhone(passwordOnly, 0, false)
    case 'immediate': {
      const offered = usable & login.listed
      if (offered === 0) {
        const miss = failure('passkey', 80 + Math.floor(300 * draw(purpose.time)))
        return plan.thenPhone
          ? byPhone([miss], costs.immediateMissSeconds, true)
          : password(costs.immediateMissSeconds, [miss], { silentMiss: true })
      }
      return draw(purpose.completes) < life.completes
        ? succeed(offered)
        : password(costs.deadEndSeconds, [failure('passkey', quick(draw(purpose.time)))], {
            failedVisibly: true,
          })
    }
    case 'modal': {
      if (draw(purpose.refused) < p.refused)
        return password(costs.immediateMissSeconds, [
          failure('passkey', 100 + Math.floor(300 * draw(purpose.time))),
        ])
      if (usable !== 0) {
        if (draw(purpose.completes) < life.completes) return succeed(usable)
        return password(
          costs.deadEndSeconds,
          [failure('passkey', failsAfter(draw(purpose.wayOut), draw(purpose.time)))],
          {
            failedVisibly: true,
          },
        )
      }
      const canScan = plan.showsCode && login.onPhone !== 0 && isAtHand
      if (canScan && draw(purpose.scans) < p.scans)
        return {
          method: 'cross-device',
          seconds: costs.crossDeviceLoginSeconds,
          attempts: [
            {
              method: 'cross-device',
              result: 'success',
              elapsedMs: 15_000 + Math.floor(25_000 * draw(purpose.time)),
              attachment: 'cross-platform',
              credential: firstOf(login.onPhone),
            },
          ],
          deadEnd: false,
          failedVisibly: false,
          silentMiss: false,
        }
      const elapsed =
        draw(purpose.wayOut) < p.absentCancels ? quick(draw(purpose.time)) : slow(draw(purpose.time))
      return password(costs.deadEndSeconds, [failure('passkey', elapsed)], {
        deadEnd: true,
        failedVisibly: true,
      })
    }
  }
}

/** Expected seconds of a plan, to somebody who knows all but the luck of the moment. */
export function expectSeconds(
  plan: Plan,
  login: SimulatedLogin,
  life: SimulatedLife,
  p: Parameters,
  costs: Settings['costs'],
): number {
  const usable = login.local & plan.allowed
  const fallback = costs.fallbackLoginSeconds
  const either = (chance: number, yes: number, no: number) => chance * yes + (1 - chance) * no
  const atHand = login.onPhone !== 0 && login.phoneReaches ? p.phoneAtHand : 0
  const phone = () =>
    either(atHand * life.usesPhone, costs.crossDeviceLoginSeconds, costs.crossDeviceDeadEndSeconds + fallback)
  const missing = () =>
    either(
      plan.showsCode ? atHand * p.scans : 0,
      costs.crossDeviceLoginSeconds,
      costs.deadEndSeconds + fallback,
    )
  const ceremony = () => either(life.completes, costs.passkeyLoginSeconds, costs.deadEndSeconds + fallback)
  switch (plan.way) {
    case 'fallback': {
      const shown = plan.passive === 'conditional' ? usable & login.suggested : usable
      const share =
        plan.passive === 'none' || shown === 0
          ? 0
          : plan.passive === 'conditional'
            ? p.passivePicked
            : p.buttonPressed
      return either(share * life.completes, costs.passkeyLoginSeconds, fallback)
    }
    case 'conditional':
      return (usable & login.suggested) === 0 ? fallback : either(p.suggestionPicked, ceremony(), fallback)
    case 'cross-device':
      return phone()
    case 'immediate':
      if ((usable & login.listed) !== 0) return ceremony()
      return costs.immediateMissSeconds + (plan.thenPhone ? phone() : fallback)
    case 'modal':
      return either(p.refused, costs.immediateMissSeconds + fallback, usable !== 0 ? ceremony() : missing())
  }
}

const quick = (draw: number) => 2_000 + Math.floor(5_000 * draw)
const slow = (draw: number) => 8_000 + Math.floor(32_000 * draw)

/** Where the passkey was there: most dismiss at once, few give up late. */
export const presentCancels = 0.8

const failsAfter = (way: number, time: number): number => (way < presentCancels ? quick(time) : slow(time))

/** Lowest bit: the oldest passkey, which most people have used the longest. */
const firstOf = (set: number): number => 31 - Math.clz32(set & -set)

const isKey = (set: number, { credentials }: SimulatedLife): boolean =>
  credentials[firstOf(set)]?.store === 'key'
