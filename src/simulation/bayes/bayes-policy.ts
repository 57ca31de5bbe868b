import type { Settings } from '../../contract/rule-files.ts'
import { type Ending, presentCancels } from '../behaviour.ts'
import type { SimulatedLife, SimulatedLogin } from '../life.ts'
import { firstDay } from '../live-life.ts'
import { everything, noPlan, type Plan } from '../plan.ts'
import type { Parameters } from '../priors.ts'
import type { Session, SimulatedPolicy } from '../session.ts'
import { createBayesFilter, type DeviceGuess } from './bayes-filter.ts'

/**
 * Sees what the engine sees and knows the parameters of the world besides: its belief is a filter over all that is
 * hidden, its action the one of least expected cost. About the best that can be done with these observations; a world
 * in which it stays far from the oracle is one in which nobody can do better.
 */
export const createBayes = (parameters: Parameters, costs: Settings['costs']): SimulatedPolicy => ({
  name: 'bayes',
  start: (life) => startBayes(parameters, costs, life),
})

/**
 * Seconds that it is worth to find out where nothing is known, for the logins to come. Measured: 5 to 10 take .02 to
 * .04 s off the mean of every shipped world, 20 and more add dead ends and nothing else.
 */
const curiosity = 8

interface Asked {
  readonly device: DeviceGuess
  readonly plan: Plan
  readonly here: number
  readonly reach: number
  readonly phone: number
}

function startBayes(p: Parameters, costs: Settings['costs'], life: SimulatedLife): Session {
  const filter = createBayesFilter(p, firstDay)
  const { habits } = filter
  for (const { record } of life.atStart) filter.addCredential(record, null)
  let asked: Asked | null = null

  const completes = () => habits.canceller * p.cancellerCompletes + (1 - habits.canceller) * p.completes
  const usesPhone = () => habits.decliner * p.declinerUses + (1 - habits.decliner) * p.crossDevice

  const choose = (login: SimulatedLogin) => {
    const { client } = login
    const device = filter.look(login)
    if (!client.canLocal || !filter.hasCredentials()) {
      asked = { device, plan: noPlan, here: 0, reach: 0, phone: 0 }
      return { plan: noPlan, grounds: null }
    }
    const here = filter.chanceHere(device, 'local')
    const suggested = client.canConditional ? filter.chanceHere(device, 'suggested') : 0
    const listed = client.canImmediate ? filter.chanceHere(device, 'listed') : 0
    const phone = filter.chanceOnPhone(device)
    const reach = phone * filter.inReach(client)
    const fallback = costs.fallbackLoginSeconds
    const either = (chance: number, yes: number, no: number) => chance * yes + (1 - chance) * no
    const ceremony = either(completes(), costs.passkeyLoginSeconds, costs.deadEndSeconds + fallback)
    const byPhone = either(
      reach * usesPhone(),
      costs.crossDeviceLoginSeconds,
      costs.crossDeviceDeadEndSeconds + fallback,
    )
    const scanned = either(reach * p.scans, costs.crossDeviceLoginSeconds, costs.deadEndSeconds + fallback)
    const passive = client.canConditional ? 'conditional' : 'button'
    const options: (readonly [Plan, number])[] = [
      [
        { ...noPlan, allowed: everything, passive },
        client.canConditional
          ? either(suggested * p.passivePicked * completes(), costs.passkeyLoginSeconds, fallback)
          : fallback,
      ],
      [
        { ...noPlan, way: 'modal', allowed: everything, showsCode: true },
        either(p.refused, costs.immediateMissSeconds + fallback, either(here, ceremony, scanned)) -
          curiosity * here * (1 - here),
      ],
      [{ ...noPlan, way: 'cross-device' }, byPhone],
    ]
    if (client.canConditional)
      options.push([
        { ...noPlan, way: 'conditional', allowed: everything },
        either(suggested * p.suggestionPicked, ceremony, fallback),
      ])
    if (client.canImmediate) {
      const thenPhone = byPhone < fallback
      options.push([
        { ...noPlan, way: 'immediate', allowed: everything, thenPhone },
        either(listed, ceremony, costs.immediateMissSeconds + Math.min(fallback, byPhone)),
      ])
    }
    let best = options[0]
    for (const option of options) if (best === undefined || option[1] < best[1]) best = option
    const plan = best?.[0] ?? noPlan
    asked = { device, plan, here, reach, phone }
    return { plan, grounds: null }
  }

  const learn = (login: SimulatedLogin, ending: Ending) => {
    if (asked === null) return
    const { device, plan } = asked
    let told = false
    for (const { method, result, elapsedMs, credential } of ending.attempts) {
      told = true
      if (method === 'cross-device') learnPhone(asked, result === 'success', elapsedMs)
      else if (result === 'success') {
        habits.canceller = weigh(habits.canceller, p.cancellerCompletes, p.completes)
        const id = life.credentials[credential]?.record.id
        if (id !== undefined) filter.learnPresent(device, id)
      } else learnFailure(asked, elapsedMs)
    }
    if (plan.way === 'modal' && ending.method === 'cross-device') filter.learn(device, 'local', 0.001, 1)
    if (!told && (plan.passive === 'conditional' || plan.way === 'conditional')) {
      const picked = plan.way === 'conditional' ? p.suggestionPicked : p.passivePicked * completes()
      filter.learn(device, 'suggested', 1 - picked, 1)
    }
    filter.leave(device, login.at)
  }

  const learnFailure = ({ device, plan, here }: Asked, elapsedMs: number) => {
    const isShort = elapsedMs < 1_000
    if (plan.way === 'immediate' && isShort) {
      filter.learn(device, 'listed', 0.001, 1)
      return
    }
    // A request that was refused at once tells nothing.
    if (isShort) return
    const isQuick = elapsedMs < 8_000
    const ifHere = isQuick ? presentCancels : 1 - presentCancels
    const ifNot = plan.way === 'modal' ? (isQuick ? p.absentCancels : 1 - p.absentCancels) : 0.001
    const failed = (chance: number) => here * (1 - chance) * ifHere + (1 - here) * ifNot
    const fails = 1 - completes()
    habits.canceller = weigh(habits.canceller, failed(p.cancellerCompletes), failed(p.completes))
    filter.learn(
      device,
      plan.way === 'modal' ? 'local' : plan.way === 'immediate' ? 'listed' : 'suggested',
      fails * ifHere,
      ifNot,
    )
  }

  const learnPhone = ({ phone, device }: Asked, isSuccess: boolean, elapsedMs: number) => {
    const reach = filter.inReach(device.client)
    const isQuick = elapsedMs < 8_000
    if (isSuccess) {
      habits.decliner = weigh(habits.decliner, p.declinerUses, p.crossDevice)
      filter.learnPhone(4)
      return
    }
    const unreached = isQuick ? p.absentCancels : 1 - p.absentCancels
    const declined = (uses: number) => (isQuick ? reach * (1 - uses) : 0) + (1 - reach) * unreached
    const seen = (uses: number) => phone * declined(uses) + (1 - phone) * unreached
    const logOdds = Math.log(Math.max(1e-3, declined(usesPhone())) / Math.max(1e-3, unreached))
    habits.decliner = weigh(habits.decliner, seen(p.declinerUses), seen(p.crossDevice))
    filter.learnPhone(logOdds)
  }

  return {
    choose,
    learn,
    addCredential: ({ record }) => filter.addCredential(record, asked?.device ?? null),
  }
}

const weigh = (prior: number, ifSo: number, ifNot: number): number => {
  const sum = prior * ifSo + (1 - prior) * ifNot
  return sum > 0 ? (prior * ifSo) / sum : prior
}
