import type { DeviceId } from '../../contract/ids.ts'
import type { CredentialRecord } from '../../core/index.ts'
import type { SimulatedClient } from '../clients.ts'
import type { Parameters } from '../priors.ts'
import { explainNewDevice, shareOfOs, useOf } from './guess-machines.ts'
import { type MadeOn, reachesStore, type StoreWeights, storeNames, weighStores } from './keeper-weights.ts'
import {
  advance,
  createMachineGuess,
  createPresence,
  type MachineGuess,
  observe,
  type Presence,
  profileOf,
} from './site.ts'

const [icloud, google, hello, manager, browser, key] = [0, 1, 2, 3, 4, 5] as const
/** What a login shows to those who decide: nothing of where passkeys are. */
export interface Visible {
  readonly at: number
  readonly client: SimulatedClient
  readonly deviceId: DeviceId
}

/** What a question about a device is for: a dialog, the autofill, or a silent request. */
export type Sight = 'local' | 'suggested' | 'listed'

interface CredentialGuess {
  readonly record: CredentialRecord
  stores: StoreWeights
  readonly alive: Presence
  /** By machine: P(bound to it | it is bound at all). */
  readonly boundTo: Map<number, number>
  /** The device it was made on, where that one has not been seen; '' where nobody said. */
  pending: string | null
  readonly madeOn: MadeOn | null
}

interface Option {
  readonly machine: MachineGuess
  weight: number
}

/** What is believed of a device id. */
export interface DeviceGuess {
  readonly options: readonly Option[]
  readonly client: SimulatedClient
  /** P(a private window). */
  isPrivate: number
}

const impossible = 0.0005
const chances = (p: number) => Math.min(1 - 1e-6, Math.max(1e-6, p))

/**
 * A filter over where one person's passkeys are, by somebody who knows all parameters of the world and sees what the
 * engine sees. Exact would be a sum over all ways in which device ids, machines and stores may belong together; this
 * one keeps a chance for each hidden thing (a store on a machine, a passkey's life, the machine behind a device id,
 * who keeps an untold passkey, the person's habits) and updates each by Bayes' rule with the others at their means.
 */
export function createBayesFilter(p: Parameters, start: number) {
  const machines: MachineGuess[] = []
  const devices = new Map<string, DeviceGuess>()
  const credentials: CredentialGuess[] = []
  let logins = 0
  /** P(a person who dismisses most), P(one who mostly declines the phone), P(the manager is everywhere). */
  const habits = { canceller: p.cancellers, decliner: p.crossDecliners, everywhere: p.managerEverywhere }
  /** What outcomes of phone ceremonies have taught, beyond what the records say: log odds. */
  let phoneEvidence = 0
  const untouched = new Set<MachineGuess>()

  const managerShare = (client: SimulatedClient) => {
    const share = habits.everywhere * 0.95 + (1 - habits.everywhere) * 0.45
    if (client.traits.os !== 'windows') return share
    const work = (p.workPc * 1.2) / (p.workPc * 1.2 + p.homePc)
    return share * (work * p.managerOnWork + 1 - work)
  }

  const advanceMachine = (machine: MachineGuess, at: number) => {
    const pass = (one: Presence | null) => one !== null && advance(one, at, p.signsOut, p.signsBackIn)
    pass(machine.icloud)
    pass(machine.google)
    pass(machine.manager)
    for (const profile of machine.profiles.values()) pass(profile.google)
  }

  /** P(the store is open on this machine, in this client). Stores that bind passkeys are up to the passkey. */
  const siteChance = (
    store: number,
    machine: MachineGuess,
    client: SimulatedClient,
    isPrivate: number,
    sight: Sight,
  ) => {
    const name = storeNames[store]
    if (name === undefined || !reachesStore(client, name)) return 0
    const hidden = sight === 'listed' ? 1 - isPrivate : 1
    if (store === icloud) return (machine.icloud?.on ?? 0) * hidden
    if (store === google)
      return (machine.google?.on ?? profileOf(machine, client, machine.lastAt, p).google?.on ?? 0) * hidden
    if (store === manager) {
      if (machine.isPhone) return machine.manager.on * hidden
      const { extension } = profileOf(machine, client, machine.lastAt, p)
      return (
        machine.manager.on * extension * (1 - isPrivate) * (sight === 'listed' ? 1 - p.managerUnlisted : 1)
      )
    }
    return store === key ? (sight === 'local' ? p.keyAtHand : 0) : 1
  }

  const boundChance = (one: CredentialGuess, machine: MachineGuess): number => {
    const told = one.boundTo.get(machine.id)
    if (told !== undefined) return told
    if (one.pending === null) return 0
    const sameOs = one.madeOn === null || one.madeOn.os === machine.client.traits.os
    return sameOs ? 0.5 : 0
  }

  /** P(some passkey is usable), on one machine, by what is believed right now. */
  const chanceOn = (machine: MachineGuess, device: DeviceGuess, sight: Sight): number => {
    const { client, isPrivate } = device
    if (!client.canLocal) return 0
    let none = 1
    for (const store of [icloud, google, manager, key]) {
      let empty = 1
      for (const { stores, alive } of credentials) empty *= 1 - (stores[store] ?? 0) * alive.on
      if (empty < 1) none *= 1 - siteChance(store, machine, client, isPrivate, sight) * (1 - empty)
    }
    for (const one of credentials) {
      const here = boundChance(one, machine)
      if (here === 0) continue
      const hidden = sight === 'listed' ? 1 - isPrivate : 1
      const kept =
        (one.stores[hello] ?? 0) *
          siteChance(hello, machine, client, 0, 'local') *
          Number(client.traits.authenticator) *
          hidden +
        (one.stores[browser] ?? 0) *
          siteChance(browser, machine, client, 0, 'local') *
          (1 - isPrivate) *
          Number(one.madeOn === null || one.madeOn.browser === client.traits.browser)
      none *= 1 - one.alive.on * here * kept
    }
    return 1 - none
  }

  const chanceHere = (device: DeviceGuess, sight: Sight): number =>
    device.options.reduce((sum, { machine, weight }) => sum + weight * chanceOn(machine, device, sight), 0)

  /** P(a phone or tablet other than this machine holds a passkey), by the records alone. */
  const chanceOnPhone = (device: DeviceGuess): number => {
    const own = new Map(device.options.map(({ machine, weight }) => [machine.id, weight]))
    const unseen = (os: 'ios' | 'android') => {
      if (device.client.traits.os === os) return 0
      if (machines.some(({ client }) => client.traits.os === os)) return 0
      const away = (1 - useOf(os, p) / (p.mobileUse + 2)) ** logins
      const share = shareOfOs(os, p)
      return (share * away) / (share * away + 1 - share)
    }
    const iphone = unseen('ios') * p.icloudOn
    const android = unseen('android') * p.googleOnAndroid
    let none = 1
    for (const { stores, alive } of credentials) {
      let nowhere = 1
      for (const machine of machines) {
        if (!machine.isPhone) continue
        const exists = machine.exists * (1 - (own.get(machine.id) ?? 0))
        let holds = 0
        for (const store of [icloud, google, manager])
          holds += (stores[store] ?? 0) * siteChance(store, machine, machine.client, 0, 'local')
        nowhere *= 1 - exists * holds
      }
      const unknown = (stores[icloud] ?? 0) * iphone + (stores[google] ?? 0) * android
      nowhere *= 1 - unknown - (stores[manager] ?? 0) * Math.max(iphone, android) * 0.7
      none *= 1 - alive.on * (1 - nowhere)
    }
    const odds = Math.log(chances(1 - none) / (1 - chances(1 - none))) + phoneEvidence
    return none === 1 ? 0 : 1 / (1 + Math.exp(-odds))
  }

  const inReach = ({ support, traits }: SimulatedClient): number => {
    if (support.hybridClient.value !== true) return 0
    if (traits.os === 'windows' && traits.browser === 'firefox')
      return (
        (p.phoneAtHand * (p.bluetoothHome * p.homePc + p.bluetoothWork * p.workPc)) / (p.homePc + p.workPc)
      )
    return p.phoneAtHand * 0.97
  }

  const look = ({ at, client, deviceId }: Visible): DeviceGuess => {
    for (const machine of machines) advanceMachine(machine, at)
    for (const { alive } of credentials) advance(alive, at, p.deleted, p.restored)
    const known = devices.get(deviceId)
    if (known !== undefined) {
      known.isPrivate = 0
      return known
    }
    const explanations = explainNewDevice(client, machines, logins, at - start, at, p)
    const sum = explanations.reduce((total, { weight }) => total + weight, 0)
    const isPrivate = explanations.reduce((total, one) => total + one.isPrivate, 0) / sum
    const options = explanations
      .filter(({ weight }) => weight / sum > 0.01)
      .map(({ machine, weight }): Option => {
        const found = machine ?? createMachineGuess(machines.length, client, at, managerShare(client), p)
        if (machine === null) {
          found.exists = weight / sum
          machines.push(found)
          untouched.add(found)
        }
        return { machine: found, weight: weight / sum }
      })
    const total = options.reduce((all, { weight }) => all + weight, 0)
    for (const option of options) option.weight /= total
    const device = { options, client, isPrivate }
    devices.set(deviceId, device)
    for (const one of credentials)
      if (one.pending === deviceId) {
        for (const { machine, weight } of options) one.boundTo.set(machine.id, weight)
        one.pending = null
      }
    return device
  }

  const settle = (device: DeviceGuess, likelihoods: readonly number[]) => {
    let sum = 0
    device.options.forEach((option, i) => {
      option.weight *= likelihoods[i] ?? 1
      sum += option.weight
    })
    for (const option of device.options) {
      option.weight = sum > 0 ? option.weight / sum : 1 / device.options.length
      // A machine that only this device id speaks for exists as far as it is the explanation.
      if (option.machine.exists < 1)
        option.machine.exists = Math.min(
          1,
          Math.max(option.machine.exists, option.weight) * (option.weight > 0.5 ? 1 : option.weight + 0.5),
        )
    }
  }

  /** What was seen is `ifHere` probable with a usable passkey, and `ifNot` without. */
  const learn = (device: DeviceGuess, sight: Sight, ifHere: number, ifNot: number) => {
    const like = (chance: number) => ifHere * chance + ifNot * (1 - chance)
    settle(
      device,
      device.options.map(({ machine }) => like(chanceOn(machine, device, sight))),
    )
    const tries: (() => void)[] = []
    const weigh = (presence: Presence, machine: MachineGuess, weight: number) => {
      const { on, off, never } = presence
      presence.on = 1
      const withIt = like(chanceOn(machine, device, sight))
      presence.on = 0
      const without = like(chanceOn(machine, device, sight))
      presence.on = on
      tries.push(() => {
        Object.assign(presence, { on, off, never })
        observe(presence, withIt, without, weight)
      })
    }
    for (const { machine, weight } of device.options) {
      if (weight < 0.02) continue
      if (machine.icloud !== null) weigh(machine.icloud, machine, weight)
      if (machine.google !== null) weigh(machine.google, machine, weight)
      const profile = profileOf(machine, device.client, machine.lastAt, p)
      if (profile.google !== null) weigh(profile.google, machine, weight)
      const before = machine.manager.on
      weigh(machine.manager, machine, weight)
      tries.push(() => learnManager(machine, before))
      for (const one of credentials) {
        const bound = one.boundTo.get(machine.id)
        if (bound === undefined || bound === 0) continue
        one.boundTo.set(machine.id, 1)
        const withIt = like(chanceOn(machine, device, sight))
        one.boundTo.set(machine.id, 0)
        const without = like(chanceOn(machine, device, sight))
        one.boundTo.set(machine.id, bound)
        const after = (bound * withIt) / (bound * withIt + (1 - bound) * without)
        tries.push(() =>
          one.boundTo.set(machine.id, bound + weight * ((Number.isFinite(after) ? after : bound) - bound)),
        )
      }
    }
    for (const one of credentials) {
      const { on } = one.alive
      one.alive.on = 1
      const withIt = like(chanceHere(device, sight))
      one.alive.on = 0
      const without = like(chanceHere(device, sight))
      one.alive.on = on
      tries.push(() => observe(one.alive, withIt, without))
      const { stores } = one
      if (stores.some((weight) => weight > 0.99)) continue
      const after = stores.map((weight, i) => {
        if (weight === 0) return 0
        one.stores = storeNames.map((_, j) => (i === j ? 1 : 0))
        return weight * like(chanceHere(device, sight))
      })
      one.stores = stores
      const sum = after.reduce((total, weight) => total + weight, 0)
      if (sum > 0)
        tries.push(() => {
          one.stores = after.map((weight) => weight / sum)
        })
    }
    for (const apply of tries) apply()
  }

  /** The first word about a manager on a machine tells of its owner's ways. */
  const learnManager = (machine: MachineGuess, before: number) => {
    const { on } = machine.manager
    if (!untouched.has(machine) || before <= 0.001 || before >= 0.999 || Math.abs(on - before) < 0.02) return
    const yes = on / before
    const no = (1 - on) / (1 - before)
    const everywhere = habits.everywhere * (0.95 * yes + 0.05 * no)
    const sometimes = (1 - habits.everywhere) * (0.45 * yes + 0.55 * no)
    habits.everywhere = everywhere / (everywhere + sometimes)
    untouched.delete(machine)
    for (const other of untouched) {
      const share = managerShare(other.client)
      other.manager.on = share
      other.manager.off = 0
      other.manager.never = 1 - share
    }
  }

  /** One credential was used or made right here. */
  const learnPresent = (device: DeviceGuess, id: string) => {
    const one = credentials.find(({ record }) => record.id === id)
    if (one === undefined) return
    const usableOn = (machine: MachineGuess) => {
      let chance = 0
      for (const store of [icloud, google, manager, key])
        chance +=
          (one.stores[store] ?? 0) * siteChance(store, machine, device.client, device.isPrivate, 'local')
      return (
        chance +
        ((one.stores[hello] ?? 0) + (one.stores[browser] ?? 0)) * boundChance(one, machine) +
        impossible
      )
    }
    const likely = device.options.map(({ machine }) => usableOn(machine))
    settle(device, likely)
    const after = one.stores.map((weight, store) => {
      const bound = store === hello || store === browser
      const chance = device.options.reduce(
        (sum, { machine, weight: share }) =>
          sum +
          share *
            (bound
              ? boundChance(one, machine)
              : siteChance(store, machine, device.client, device.isPrivate, 'local')),
        0,
      )
      return weight * (chance + impossible)
    })
    const sum = after.reduce((total, weight) => total + weight, 0)
    one.stores = after.map((weight) => weight / sum)
    observe(one.alive, 1, impossible)
    for (const { machine, weight } of device.options) {
      const open = (presence: Presence | null, store: number) => {
        if (presence !== null) observe(presence, 1, 1 - (one.stores[store] ?? 0) + impossible, weight)
      }
      const profile = profileOf(machine, device.client, machine.lastAt, p)
      open(machine.icloud, icloud)
      if (machine.google !== null) open(machine.google, google)
      else open(profile.google, google)
      const before = machine.manager.on
      open(machine.manager, manager)
      learnManager(machine, before)
      profile.extension += (1 - profile.extension) * (one.stores[manager] ?? 0) * weight
      const bound = (one.stores[hello] ?? 0) + (one.stores[browser] ?? 0)
      const was = boundChance(one, machine)
      if (bound > 0.5) one.boundTo.set(machine.id, was + (1 - was) * weight)
    }
    if ((one.stores[hello] ?? 0) + (one.stores[browser] ?? 0) > 0.5) one.pending = null
  }

  const addCredential = (record: CredentialRecord, madeIn: DeviceGuess | null) => {
    const place: MadeOn | null =
      madeIn !== null
        ? { os: madeIn.client.traits.os, browser: madeIn.client.traits.browser }
        : record.madeOn === null
          ? null
          : { os: record.madeOn.os, browser: record.madeOn.browser }
    const at = record.createdAt ?? start
    const alive = createPresence(1, at)
    credentials.push({
      record,
      stores: weighStores(record, place, p),
      alive,
      boundTo: new Map(madeIn?.options.map(({ machine, weight }) => [machine.id, weight])),
      pending: madeIn === null ? (record.madeOn?.deviceId ?? '') : null,
      madeOn: place,
    })
    if (madeIn !== null) learnPresent(madeIn, record.id)
  }

  return {
    habits,
    look,
    learn,
    learnPresent,
    addCredential,
    chanceHere,
    chanceOnPhone,
    inReach,
    hasCredentials: () => credentials.length > 0,
    learnPhone(logOdds: number) {
      phoneEvidence = Math.max(-5, Math.min(6, phoneEvidence + logOdds))
    },
    /** The login is over: where it was is where it was seen last. */
    leave(device: DeviceGuess, at: number) {
      logins += 1
      for (const { machine, weight } of device.options) {
        if (weight < 0.3) continue
        machine.lastAt = at
        profileOf(machine, device.client, at, p).lastAt = at
      }
    },
  }
}

export type BayesFilter = ReturnType<typeof createBayesFilter>
