import type { CredentialId, DeviceId } from '../contract/ids.ts'
import type { UserPseudonym } from '../core/index.ts'
import type { FindClient } from './clients.ts'
import type { CredentialSet, SimulatedCredential, SimulatedLife, SimulatedLogin } from './life.ts'
import {
  createMachine,
  type Machine,
  type MachineKind,
  type Owner,
  type Profile,
  yearMs,
} from './machines.ts'
import { type Keeper, makeCredential, managerProviders } from './make-credential.ts'
import type { Parameters } from './priors.ts'
import { createRandom, mix, pick, type Random, waitFor } from './random.ts'
import { alwaysOffers, type Registrar } from './registrar.ts'
import { look, type Switching } from './two-states.ts'

/** The first day of all worlds: when the knowledge base was verified. */
export const firstDay = Date.UTC(2026, 10, 1)
const dayMs = 86_400_000

/** Sets of credentials are bits of a number. */
const mostCredentials = 24

/** A passkey as its owner has it: where it is bound, and whether it is still there. */
interface Kept {
  readonly credential: SimulatedCredential
  /** The machine or browser profile it cannot leave; null: it syncs, or is carried along. */
  readonly boundTo: number | null
  readonly alive: Switching
}

/** Lives one person's year. Nothing in it depends on what a policy decides. */
export function liveLife(
  parameters: Parameters,
  seed: number,
  number: number,
  days: number,
  findClient: FindClient,
  registrarOf: (user: UserPseudonym) => Registrar = () => alwaysOffers,
): SimulatedLife {
  const random = createRandom(mix(seed, number, 1))
  const p = parameters
  const chance = (share: number) => random() < share
  const user = `u${seed}-${number}` as UserPseudonym
  const registrar = registrarOf(user)
  let ids = 0
  const nextId = () => ids++
  const end = firstDay + days * dayMs
  const owner = {
    manager: chance(p.managerUsers)
      ? pick(
          random,
          managerProviders.map((name) => [name, 1] as const),
        )
      : null,
    managerEverywhere: chance(p.managerEverywhere),
  }
  const completes = chance(p.cancellers) ? p.cancellerCompletes : p.completes
  const usesPhone = chance(p.crossDecliners) ? p.declinerUses : p.crossDevice
  const makesPasskeys = !chance(p.noPasskey)
  const prefersManager = chance(0.75)
  const machines = buyMachines({ random, p, end, owner, findClient, nextId })
  const kept: Kept[] = []
  const willing = new Map<number, boolean>()

  const make = (keeper: Keeper, machine: Machine, profile: Profile, deviceId: DeviceId, at: number) => {
    const id = `c${seed}-${number}-${kept.length}` as CredentialId
    const { client } = profile
    const credential = makeCredential({ id, number: kept.length, keeper, client, deviceId, at }, p, random)
    const boundTo = keeper.store === 'hello' ? machine.id : keeper.store === 'browser' ? profile.id : null
    kept.push({
      credential,
      boundTo,
      alive: { isOn: true, lookedAt: at, offRate: p.deleted / yearMs, onRate: p.restored / yearMs },
    })
    registrar.made(credential.record)
    return credential
  }
  const isOn = (state: Switching | null, at: number) => state !== null && look(state, at, random)
  const isReachable = (one: Kept, machine: Machine, profile: Profile, at: number, isPrivate: boolean) => {
    const { credential, boundTo, alive } = one
    if (!look(alive, at, random)) return false
    if (!profile.client.canLocal || !profile.client.reaches(credential.provider)) return false
    switch (credential.store) {
      case 'icloud':
        return machine.hasAuthenticator && isOn(machine.icloud, at)
      case 'google':
        return machine.google === null
          ? isOn(profile.google, at)
          : machine.hasAuthenticator && isOn(machine.google, at)
      case 'hello':
        return boundTo === machine.id
      case 'browser':
        return boundTo === profile.id && !isPrivate
      case 'manager':
        return (machine.isPhone || (profile.hasExtension && !isPrivate)) && isOn(machine.manager, at)
      case 'key':
        return false
    }
  }
  /** What a new passkey would be kept in, on this very client; null: nothing takes it. */
  const findKeeper = (machine: Machine, profile: Profile, at: number): Keeper | null => {
    const { client } = profile
    if (!client.canLocal || client.support.platformPasskeys.value === false) return null
    const options: [Keeper, number][] = []
    const add = (store: Keeper['store'], provider: string, weight: number) => {
      if (client.reaches(provider)) options.push([{ store, provider }, weight])
    }
    const { manager } = owner
    if (manager !== null && (machine.isPhone || profile.hasExtension) && isOn(machine.manager, at))
      add('manager', manager, prefersManager ? 20 : 1)
    if (machine.hasAuthenticator) {
      if (isOn(machine.icloud, at)) add('icloud', 'icloud-keychain', 5)
      if (isOn(machine.google, at)) add('google', 'google-password-manager', 5)
      if (machine.kind === 'home-pc' || machine.kind === 'work-pc') add('hello', 'windows-hello', 4)
      if (machine.kind === 'mac' && profile.client.traits.browser === 'chrome')
        add('browser', 'chrome-profile-mac', 1)
    }
    if (machine.google === null && isOn(profile.google, at)) add('google', 'google-password-manager', 3)
    return options.length === 0 ? null : pick(random, options)
  }

  const atStart: SimulatedCredential[] = []
  if (makesPasskeys && chance(p.passkeyAtStart)) {
    const machine = chooseMachine(machines, firstDay, random)
    const profile = machine?.profiles[0]
    const keeper = machine && profile ? findKeeper(machine, profile, firstDay) : null
    if (machine && profile && keeper) {
      profile.deviceId = `d${seed}-${number}-${nextId()}` as DeviceId
      atStart.push(make(keeper, machine, profile, profile.deviceId, firstDay - random() * 300 * dayMs))
    }
  }
  if (makesPasskeys && chance(p.keyUsers)) {
    const machine = chooseMachine(machines, firstDay, random)
    const profile = machine?.profiles[0]
    if (machine && profile)
      atStart.push(
        make(
          { store: 'key', provider: 'security-key' },
          machine,
          profile,
          `d${seed}-${number}-${nextId()}` as DeviceId,
          firstDay - dayMs,
        ),
      )
  }

  const seen = new Set<DeviceId>()
  const logins: SimulatedLogin[] = []
  for (const at of planTimes(p, days, random)) {
    const machine = chooseMachine(machines, at, random)
    if (machine === undefined) continue
    const isInApp = machine.inApp !== null && chance(p.inApp)
    const profile = isInApp && machine.inApp !== null ? machine.inApp : chooseProfile(machine, random)
    const isPrivate = !isInApp && chance(p.privateWindow)
    const { client } = profile
    const gap = at - profile.lastAt
    const isForgotten = client.traits.browser === 'safari' && gap > 7 * dayMs && chance(p.forgotten)
    const isCleared = chance(1 - Math.exp((-p.cleared * gap) / yearMs))
    if (!isPrivate) {
      if (profile.deviceId === null || isForgotten || isCleared)
        profile.deviceId = `d${seed}-${number}-${nextId()}` as DeviceId
      profile.lastAt = at
    }
    const deviceId =
      isPrivate || profile.deviceId === null
        ? (`d${seed}-${number}-${nextId()}` as DeviceId)
        : profile.deviceId
    let local: CredentialSet = 0
    let suggested: CredentialSet = 0
    let listed: CredentialSet = 0
    let onPhone: CredentialSet = 0
    const credentials = kept.length
    const keyAtHand = chance(p.keyAtHand)
    for (const one of kept) {
      const bit = 1 << one.credential.number
      const { store } = one.credential
      if (store === 'key') {
        if (keyAtHand && client.canLocal && look(one.alive, at, random)) local |= bit
        continue
      }
      if (isReachable(one, machine, profile, at, isPrivate)) {
        local |= bit
        suggested |= bit
        const isExtension = store === 'manager' && !machine.isPhone
        // Chromium answers immediate requests of private windows as if nothing were there.
        if (!isPrivate && !(isExtension && chance(p.managerUnlisted))) listed |= bit
      }
      for (const phone of machines) {
        if (!phone.isPhone || phone.id === machine.id || at < phone.from || at >= phone.until) continue
        const main = phone.profiles[0]
        if (store !== 'browser' && main && isReachable(one, phone, main, at, false)) onPhone |= bit
      }
    }
    const phoneReaches = client.canHybrid
    let made: SimulatedCredential | null = null
    if (!willing.has(machine.id)) willing.set(machine.id, chance(Math.min(1, 2 * p.accept)))
    const isWilling =
      makesPasskeys && !isPrivate && !isInApp && willing.get(machine.id) === true && chance(0.5)
    if (
      local === 0 &&
      !isPrivate &&
      !isInApp &&
      kept.length < mostCredentials &&
      registrar.offers(at, client, deviceId)
    ) {
      const keeper = isWilling ? findKeeper(machine, profile, at) : null
      if (keeper === null) registrar.declined(at, deviceId)
      else made = make(keeper, machine, profile, deviceId, at + 60_000)
    }
    logins.push({
      at,
      key: mix(seed, number, logins.length, 2),
      client,
      deviceId,
      machine: machine.id,
      isKnownDevice: seen.has(deviceId),
      isPrivate,
      credentials,
      local,
      suggested,
      listed,
      onPhone,
      phoneReaches,
      made,
    })
    seen.add(deviceId)
  }
  return {
    number,
    user,
    completes,
    usesPhone,
    atStart,
    credentials: kept.map(({ credential }) => credential),
    logins,
  }
}

interface Shop {
  readonly random: Random
  readonly p: Parameters
  readonly end: number
  readonly owner: Owner
  readonly findClient: FindClient
  readonly nextId: () => number
}

/** All machines of a year: the ones of the first day, what replaces them, and what is bought besides. */
function buyMachines({ random, p, end, owner, findClient, nextId }: Shop): readonly Machine[] {
  const machines: Machine[] = []
  const use = (kind: MachineKind, start: number) => {
    let from = start
    while (from < end) {
      const until = from + waitFor(random, p.replaced) * yearMs
      machines.push(createMachine(kind, from, until, owner, p, { random, findClient, nextId }))
      from = until
    }
  }
  const shares: readonly (readonly [MachineKind, number])[] = [
    ['iphone', p.iphone],
    ['android', p.android],
    ['home-pc', p.homePc],
    ['work-pc', p.workPc],
    ['mac', p.mac],
    ['ipad', p.ipad],
    ['linux', p.linux],
    ['chromebook', p.chromebook],
  ]
  // Few people have phones of both kinds.
  const phones = random()
  if (phones < p.iphone) use('iphone', firstDay)
  else if (phones < p.iphone + p.android) use('android', firstDay)
  for (const [kind, share] of shares.slice(2)) if (random() < share) use(kind, firstDay)
  if (machines.length === 0) use('home-pc', firstDay)
  let at = firstDay
  for (;;) {
    at += waitFor(random, p.bought) * yearMs
    if (!(at < end)) return machines
    use(pick(random, shares), at)
  }
}

function planTimes(p: Parameters, days: number, random: Random): readonly number[] {
  const spread = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const count = Math.max(1, Math.round((p.loginsPerYear * Math.exp(0.7 * spread) * days) / 365.25))
  const times: number[] = []
  for (let i = 0; i < Math.min(count, 400); i++) times.push(Math.floor(firstDay + random() * days * dayMs))
  return times.sort((a, b) => a - b)
}

function chooseMachine(machines: readonly Machine[], at: number, random: Random): Machine | undefined {
  const present = machines.filter(({ from, until }) => at >= from && at < until)
  return present.length === 0
    ? undefined
    : pick(
        random,
        present.map((one) => [one, one.weight] as const),
      )
}

const chooseProfile = (machine: Machine, random: Random): Profile =>
  pick(
    random,
    machine.profiles.map((one) => [one, one.weight] as const),
  )
