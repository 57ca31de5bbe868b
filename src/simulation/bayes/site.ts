import type { SimulatedClient } from '../clients.ts'
import { yearMs } from '../machines.ts'
import type { Parameters } from '../priors.ts'

/** Something that was never there, is off or is on: three chances that add up to 1. */
export interface Presence {
  never: number
  off: number
  on: number
  at: number
}

export const createPresence = (on: number, at: number): Presence => ({ never: 1 - on, off: 0, on, at })

/** Lets time pass: on and off change places, what was never there stays away. */
export function advance(presence: Presence, now: number, offRate: number, onRate: number): void {
  const elapsed = (now - presence.at) / yearMs
  if (elapsed <= 0) return
  presence.at = now
  const total = offRate + onRate
  const there = presence.on + presence.off
  if (total === 0 || there === 0) return
  const settled = there * (onRate / total)
  presence.on = settled + (presence.on - settled) * Math.exp(-total * elapsed)
  presence.off = there - presence.on
}

/** Bayes' rule: `ifOn` and `ifNot` are how probable what was seen is with it on, and without. */
export function observe(presence: Presence, ifOn: number, ifNot: number, weight = 1): void {
  const sum = presence.on * ifOn + (presence.off + presence.never) * ifNot
  if (!(sum > 0)) return
  const mixed = (was: number, like: number) => was * (1 - weight + (weight * like) / sum)
  presence.on = mixed(presence.on, ifOn)
  presence.off = mixed(presence.off, ifNot)
  presence.never = Math.max(0, 1 - presence.on - presence.off)
}

/** A browser profile of a machine, as far as it was seen. */
export interface ProfileGuess {
  readonly browser: string
  google: Presence | null
  extension: number
  lastAt: number
}

/** A machine that may stand behind one or more device ids. */
export interface MachineGuess {
  readonly id: number
  readonly client: SimulatedClient
  readonly isPhone: boolean
  icloud: Presence | null
  google: Presence | null
  manager: Presence
  readonly profiles: Map<string, ProfileGuess>
  /** P(it is a machine of its own, and not another one under a new device id). */
  exists: number
  lastAt: number
}

export function createMachineGuess(
  id: number,
  client: SimulatedClient,
  at: number,
  managerShare: number,
  p: Parameters,
): MachineGuess {
  const { os } = client.traits
  const isApple = os === 'ios' || os === 'ipados' || os === 'macos'
  const isPhone = os === 'ios' || os === 'ipados' || os === 'android'
  return {
    id,
    client,
    isPhone,
    icloud: isApple && client.traits.authenticator ? createPresence(p.icloudOn, at) : null,
    google:
      os === 'chromeos' || (os === 'android' && client.traits.authenticator)
        ? createPresence(p.googleOnAndroid, at)
        : null,
    manager: createPresence(managerShare, at),
    profiles: new Map(),
    exists: 1,
    lastAt: at,
  }
}

export function profileOf(
  machine: MachineGuess,
  client: SimulatedClient,
  at: number,
  p: Parameters,
): ProfileGuess {
  const { browser, os } = client.traits
  let profile = machine.profiles.get(browser)
  if (profile === undefined) {
    const isDesktopChrome = browser === 'chrome' && (os === 'windows' || os === 'macos' || os === 'linux')
    profile = {
      browser,
      google: isDesktopChrome ? createPresence(p.googleInChrome, at) : null,
      extension: machine.isPhone ? 1 : 0.85,
      lastAt: at,
    }
    machine.profiles.set(browser, profile)
  }
  return profile
}

/** Whether two clients may be one machine, by what their signals tell. */
export function mayShareMachine(a: SimulatedClient, b: SimulatedClient): boolean {
  const one = a.traits
  const other = b.traits
  return (
    one.os === other.os &&
    one.older === other.older &&
    one.authenticator === other.authenticator &&
    (!tellsBluetooth(a) || !tellsBluetooth(b) || one.bluetooth === other.bluetooth)
  )
}

const tellsBluetooth = ({ traits }: SimulatedClient) =>
  traits.browser === 'chrome' || traits.browser === 'edge'
