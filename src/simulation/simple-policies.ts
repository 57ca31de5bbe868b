import type { Settings } from '../contract/rule-files.ts'
import { expectSeconds } from './behaviour.ts'
import type { SimulatedLogin } from './life.ts'
import { everything, noPlan, type Plan } from './plan.ts'
import type { Parameters } from './priors.ts'
import type { SimulatedPolicy } from './session.ts'

const modal: Plan = { way: 'modal', allowed: everything, showsCode: true, passive: 'none', thenPhone: false }
const without = (plan: Plan) => ({ plan, grounds: null })
const nothing = () => {}

const armed = ({ client }: SimulatedLogin): Plan =>
  !client.canLocal ? noPlan : client.canConditional ? autofill : button
const autofill: Plan = { ...noPlan, passive: 'conditional', allowed: everything }
const button: Plan = { ...noPlan, passive: 'button', allowed: everything }

/** No passkeys at all: what a site without them takes. */
export const neverPolicy: SimulatedPolicy = {
  name: 'never',
  start: () => ({ choose: () => without(noPlan), learn: nothing, addCredential: nothing }),
}

/** The account has a passkey and the browser has WebAuthn, so start. */
export const naivePolicy: SimulatedPolicy = {
  name: 'naive',
  start: () => ({
    choose: (login) => without(login.credentials > 0 && login.client.canLocal ? modal : noPlan),
    learn: nothing,
    addCredential: nothing,
  }),
}

/** Starts only where a passkey was made or used before, by the device id; elsewhere autofill stays armed. */
export const usedHerePolicy: SimulatedPolicy = {
  name: 'used-here',
  start() {
    const places = new Set<string>()
    return {
      choose: (login) => without(places.has(login.deviceId) && login.client.canLocal ? modal : armed(login)),
      learn(login, { method }) {
        if (method === 'passkey') places.add(login.deviceId)
      },
      addCredential({ record }) {
        if (record.madeOn?.deviceId) places.add(record.madeOn.deviceId)
      },
    }
  },
}

/** Knows where every passkey is and how people are, but not their luck of the moment. */
export const createOracle = (parameters: Parameters, costs: Settings['costs']): SimulatedPolicy => ({
  name: 'oracle',
  start: (life) => ({
    choose(login) {
      let best = armed(login)
      let least = expectSeconds(best, login, life, parameters, costs)
      for (const plan of listPlans(login)) {
        const seconds = expectSeconds(plan, login, life, parameters, costs)
        if (seconds < least) {
          best = plan
          least = seconds
        }
      }
      return without(best)
    },
    learn: nothing,
    addCredential: nothing,
  }),
})

const quietModal: Plan = { ...modal, showsCode: false }
const immediate: Plan = { ...quietModal, way: 'immediate' }
const conditional: Plan = { ...quietModal, way: 'conditional' }
const crossDevice: Plan = { ...quietModal, way: 'cross-device', allowed: 0 }

/** All that a client can be asked to do. */
export function listPlans({ client }: SimulatedLogin): readonly Plan[] {
  if (!client.canLocal) return [noPlan]
  const plans = [quietModal, crossDevice]
  if (client.canImmediate) plans.push(immediate)
  if (client.canConditional) plans.push(conditional)
  return plans
}
