import type { SimulatedClient } from '../clients.ts'
import { yearMs } from '../machines.ts'
import type { Parameters } from '../priors.ts'
import { type MachineGuess, mayShareMachine } from './site.ts'

const weekMs = 7 * 86_400_000

/** P(not replaced since it was last seen) x how often it is used: how much a machine offers itself as an explanation. */
export interface Explanation {
  readonly machine: MachineGuess | null
  readonly weight: number
  /** Of the weight: a private window. */
  readonly isPrivate: number
}

/**
 * What a device id nobody has seen may be: a known machine in a private window, with cleared storage or in another of
 * its browsers, or a machine not seen before. The weights are those of the world, up to a factor.
 */
export function explainNewDevice(
  client: SimulatedClient,
  machines: readonly MachineGuess[],
  logins: number,
  sinceStart: number,
  at: number,
  p: Parameters,
): readonly Explanation[] {
  const explanations: Explanation[] = []
  const { browser, os } = client.traits
  let replacing = 0
  let seenOfOs = 0
  for (const machine of machines) {
    if (machine.client.traits.os !== os) continue
    seenOfOs += machine.exists
    const gap = at - machine.lastAt
    const gone = 1 - Math.exp((-p.replaced * gap) / yearMs)
    replacing += machine.exists * gone
    if (!mayShareMachine(machine.client, client)) continue
    const profile = machine.profiles.get(browser)
    const present = machine.exists * (1 - gone)
    if (browser === 'in-app') {
      explanations.push({ machine, weight: present, isPrivate: 0 })
      continue
    }
    if (profile === undefined) {
      const share = shareOfSecond(browser, p)
      explanations.push({ machine, weight: present * share, isPrivate: share * p.privateWindow * 0.3 })
      continue
    }
    const away = at - profile.lastAt
    const cleared = 1 - Math.exp((-p.cleared * away) / yearMs)
    const forgotten = browser === 'safari' && away > weekMs ? p.forgotten : 0
    const lost = 1 - (1 - cleared) * (1 - forgotten)
    const twin = (p.secondBrowser * 0.25) / (1 + logins / 8)
    const weight = present * (p.privateWindow + (1 - p.privateWindow) * (lost + twin))
    explanations.push({ machine, weight, isPrivate: present * p.privateWindow })
  }
  const bought = (p.bought * sinceStart) / yearMs / 8
  const unseen = shareOfOs(os, p) * Math.exp((-logins * useOf(os, p)) / (p.mobileUse + 2))
  const fresh =
    seenOfOs === 0 ? 1 : replacing + bought / (1 + logins / 10) + (os === 'windows' ? unseen * 0.5 : 0.01)
  explanations.push({ machine: null, weight: fresh, isPrivate: 0 })
  return explanations
}

const shareOfSecond = (browser: string, p: Parameters): number =>
  p.secondBrowser * (browser === 'chrome' || browser === 'edge' ? 0.4 : 0.25) * 0.35

/** People with such a machine. */
export function shareOfOs(os: string, p: Parameters): number {
  if (os === 'windows') return Math.max(p.homePc, p.workPc)
  if (os === 'ios') return p.iphone
  if (os === 'android') return p.android
  if (os === 'macos') return p.mac
  return os === 'ipados' ? p.ipad : 0.05
}

export const useOf = (os: string, p: Parameters): number =>
  os === 'ios' || os === 'android' ? p.mobileUse : 1
