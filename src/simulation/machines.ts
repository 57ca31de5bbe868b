import type { DeviceId } from '../contract/ids.ts'
import type { SimulatedBrowser, SimulatedOs } from './build-signals.ts'
import type { FindClient, SimulatedClient } from './clients.ts'
import type { Parameters } from './priors.ts'
import { pick, type Random } from './random.ts'
import type { Switching } from './two-states.ts'

export const yearMs = 365.25 * 86_400_000

export type MachineKind =
  | 'iphone'
  | 'android'
  | 'home-pc'
  | 'work-pc'
  | 'mac'
  | 'ipad'
  | 'linux'
  | 'chromebook'

/** One browser profile of a machine: one device id at a time. */
export interface Profile {
  readonly client: SimulatedClient
  readonly weight: number
  deviceId: DeviceId | null
  lastAt: number
  /** Google Password Manager in a desktop Chrome; null: never signed in. */
  readonly google: Switching | null
  /** The person's manager is installed in this browser, if it is on the machine. */
  readonly hasExtension: boolean
  readonly id: number
}

export interface Machine {
  readonly id: number
  readonly kind: MachineKind
  readonly isPhone: boolean
  readonly hasAuthenticator: boolean
  readonly weight: number
  readonly from: number
  readonly until: number
  /** Stores that the system keeps; null: never reachable here. */
  readonly icloud: Switching | null
  readonly google: Switching | null
  readonly manager: Switching | null
  readonly profiles: readonly Profile[]
  readonly inApp: Profile | null
}

/** What of a person decides how machines are set up. */
export interface Owner {
  /** null: no manager of passkeys. */
  readonly manager: string | null
  readonly managerEverywhere: boolean
}

const systems = {
  iphone: 'ios',
  android: 'android',
  'home-pc': 'windows',
  'work-pc': 'windows',
  mac: 'macos',
  ipad: 'ipados',
  linux: 'linux',
  chromebook: 'chromeos',
} as const satisfies Readonly<Record<MachineKind, SimulatedOs>>

const baseWeights = {
  iphone: 0,
  android: 0,
  'home-pc': 1,
  'work-pc': 1.2,
  mac: 1,
  ipad: 0.4,
  linux: 1,
  chromebook: 0.6,
} as const satisfies Readonly<Record<MachineKind, number>>

/** Sets up one machine as its owner would. */
export function createMachine(
  kind: MachineKind,
  from: number,
  until: number,
  owner: Owner,
  parameters: Parameters,
  {
    random,
    findClient,
    nextId,
  }: { readonly random: Random; readonly findClient: FindClient; readonly nextId: () => number },
): Machine {
  const p = parameters
  const os = systems[kind]
  const isPc = kind === 'home-pc' || kind === 'work-pc'
  const isPhone = kind === 'iphone' || kind === 'android'
  const chance = (share: number) => random() < share
  const bluetooth =
    kind === 'home-pc' ? chance(p.bluetoothHome) : kind === 'work-pc' ? chance(p.bluetoothWork) : chance(0.95)
  const hasAuthenticator =
    kind === 'home-pc'
      ? chance(p.helloHome)
      : kind === 'work-pc'
        ? chance(p.helloWork)
        : kind === 'linux'
          ? false
          : chance(0.97)
  const switching = (share: number): Switching | null =>
    chance(share)
      ? { isOn: true, lookedAt: from, offRate: p.signsOut / yearMs, onRate: p.signsBackIn / yearMs }
      : null
  const isApple = kind === 'iphone' || kind === 'ipad' || kind === 'mac'
  const managerShare =
    owner.manager === null
      ? 0
      : (owner.managerEverywhere ? 0.95 : 0.45) * (kind === 'work-pc' ? p.managerOnWork : 1)
  const older = chance(p.olderClient)
  const immediate = chance(p.immediate)
  const build = (browser: SimulatedBrowser, weight: number): Profile => ({
    id: nextId(),
    client: findClient({
      os,
      browser,
      older,
      bluetooth,
      authenticator: hasAuthenticator,
      immediate: immediate && !older && browser === 'chrome' && !isPhone && kind !== 'ipad',
    }),
    weight,
    deviceId: null,
    lastAt: from,
    google:
      browser === 'chrome' && !isPhone && !isApple
        ? switching(p.googleInChrome)
        : browser === 'chrome' && kind === 'mac'
          ? switching(p.googleInChrome)
          : null,
    hasExtension: chance(0.85),
  })
  const first = firstBrowser(kind, p, random)
  const profiles = [build(first, 1)]
  if (chance(p.secondBrowser)) profiles.push(build(secondBrowser(kind, first, random), 0.35))
  if (chance(p.secondBrowser * p.secondBrowser))
    profiles.push(build(secondBrowser(kind, first, random), 0.15))
  return {
    id: nextId(),
    kind,
    isPhone: isPhone || kind === 'ipad',
    hasAuthenticator,
    weight: isPhone ? p.mobileUse : baseWeights[kind],
    from,
    until,
    icloud: isApple ? switching(p.icloudOn) : null,
    google: kind === 'android' || kind === 'chromebook' ? switching(p.googleOnAndroid) : null,
    manager: switching(managerShare),
    profiles,
    inApp: isPhone && !isPc ? build('in-app', 0) : null,
  }
}

function firstBrowser(kind: MachineKind, p: Parameters, random: Random): SimulatedBrowser {
  if (kind === 'iphone' || kind === 'ipad') return 'safari'
  if (kind === 'chromebook') return 'chrome'
  if (kind === 'android') return random() < p.samsungBrowser ? 'samsung' : 'chrome'
  if (kind === 'mac') return random() < p.otherBrowser ? 'chrome' : 'safari'
  if (kind === 'linux') return random() < 0.5 ? 'firefox' : 'chrome'
  if (random() >= p.otherBrowser) return 'chrome'
  return random() < 0.7 ? 'edge' : 'firefox'
}

function secondBrowser(kind: MachineKind, first: SimulatedBrowser, random: Random): SimulatedBrowser {
  if (kind === 'iphone' || kind === 'ipad') return random() < 0.6 ? 'chrome' : 'safari'
  if (kind === 'chromebook') return 'chrome'
  if (kind === 'android') return first === 'samsung' ? 'chrome' : 'firefox'
  if (kind === 'mac')
    return pick(random, [
      ['chrome', 5],
      ['firefox', 2],
      ['safari', 2],
    ] as const)
  if (kind === 'linux') return first === 'firefox' ? 'chrome' : 'firefox'
  return pick(random, [
    ['chrome', 4],
    ['edge', 4],
    ['firefox', 2],
  ] as const)
}
