import type { CredentialRecord, EpochMs, KnownDevice } from '../history/user-history.ts'
import type { ClientPlatform } from '../platform/client-platform.ts'
import { isApple, isPhoneOs } from './credential-traits.ts'
import { dayMs } from './kept-since.ts'
import type { ProviderReach } from './provider-reach.ts'
import type { Reach, ReachGround } from './reach-priors.ts'
import type { Peer } from './summarize-peers.ts'

/** What other devices have taught about a prior. */
export interface LearntPrior {
  readonly prior: number
  /** On how many devices like this one it has worked, and failed; both 0: nothing was learnt. */
  readonly worked: number
  readonly failed: number
  /** One of these is of this very system, and it worked there a short while ago. */
  readonly lately: boolean
}

/**
 * How many devices' experience the prior of a ground is worth. Small where one condition holds for all of a person's
 * devices (signed in to the same account, a manager that is used everywhere): the first device tells most of it.
 */
const strengths: Partial<Readonly<Record<ReachGround, number>>> = {
  'ecosystem-reaches': 1.5,
  'ecosystem-perhaps': 1.5,
  'ecosystem-if-signed-in': 1.5,
  'ecosystem-as-guest': 1.5,
  'synced-somehow-here': 1.5,
  'synced-somehow-elsewhere': 3,
  'synced-in-this-browser': 3,
  'synced-in-other-browser': 3,
  'synced-by-google-perhaps': 3,
  'synced-hardly-on-computer': 3,
  'manager-syncs': 1.5,
  'manager-by-file': 1.5,
  'maybe-this-machine': 2,
  'second-browser': 2,
  'perhaps-cleared': 2,
  'used-in-turns': 2,
  'same-os-machine': 2,
  'unsaid-os-machine': 3,
  'synced-nobody-says-where': 1.5,
  'nothing-told': 1.5,
  'nothing-told-same-os': 1.5,
  'nothing-told-elsewhere': 3,
}

/** However often it has worked elsewhere: less than where it has worked or was made. */
const mostLearnt = 0.945

/**
 * The prior of a credential on a device where it was never tried, after what happened on the user's other devices: a
 * beta distribution around the prior of its ground, to which each device like this one adds what it saw. Where it was made it
 * is in any case; that it is not there any more says something of it, and that it works there now. Passkeys in
 * one store spread together, so that every passkey of the provider counts; one that is bound to a machine says how
 * often this person's machine comes under a new device id (another browser, cleared storage).
 */
export function learnPrior(
  reach: Reach,
  credential: CredentialRecord,
  provider: ProviderReach,
  peers: readonly Peer[],
  platform: ClientPlatform,
  here: Here,
): LearntPrior {
  const strength = strengths[reach.ground]
  let worked = 0
  let failed = 0
  let saw = 0
  let missed = 0
  let lately = false
  if (strength !== undefined)
    for (const peer of peers) {
      if (!isSameStore(peer, credential, provider)) continue
      const likeness = rateLikeness(peer.device, platform, reach)
      if (likeness === 0) continue
      if (peer.present > 0) {
        const near = rateNearness(peer, platform, reach, here)
        const weight = (peer.madeThere ? 0 : 1) + near
        if (weight === 0) continue
        saw += likeness * peer.present * weight
        worked++
        if (near > 0) lately = true
      } else {
        missed += likeness * peer.absent
        failed++
      }
    }
  if (strength === undefined || saw + missed === 0)
    return { prior: reach.prior, worked: 0, failed: 0, lately }
  const prior = (reach.prior * strength + saw) / (strength + saw + missed)
  // What was learnt never passes what is known of a place where it worked, nor falls from where it stood by the cap.
  return { prior: Math.min(prior, Math.max(mostLearnt, reach.prior)), worked, failed, lately }
}

/**
 * How many devices' experience more it is worth that a passkey has just worked on this very system, 0 to `nearest`: people
 * seldom have two phones of a kind, so that a new device id is mostly another window or cleared storage of the same one.
 * Measured by `keywise bench decisions` over 13 worlds: of passkeys in a store of the system that had worked on a device of
 * this system within 30 days, 95 % were there; after 90 days, 38 %. On computers a manager, or a store that belongs to one
 * browser, says nothing of the kind; nor where this device is no longer new: if it were the same one, the other would have gone.
 */
function rateNearness(
  { device, lastAt }: Peer,
  { os }: ClientPlatform,
  { class: reach, ground }: Reach,
  here: Here,
): number {
  if (lastAt === null || device.os !== os) return 0
  if (reach !== 'same-ecosystem' && !(reach === 'manager' && isPhoneOs(os))) return 0
  if (ground === 'ecosystem-if-signed-in' || ground === 'synced-in-this-browser') return 0
  if (here.knownSince !== null && here.now - here.knownSince > newMs) return 0
  const age = here.now - lastAt
  return age < nearMs ? nearest * Math.min(1, 1 - age / nearMs) : 0
}

/** The device that asks. */
export interface Here {
  readonly now: EpochMs
  /** null: it is new. */
  readonly knownSince: EpochMs | null
}

const nearest = 8
const nearMs = 45 * dayMs
/** A device id is new on its first day. */
const newMs = dayMs

/** Whether the two are kept together; of an unknown provider only the very same passkey is. */
function isSameStore(
  { provider: other, credentialId }: Peer,
  { id }: CredentialRecord,
  { provider }: ProviderReach,
): boolean {
  return provider === null || other === null ? credentialId === id : other.id === provider.id
}

/** How much a device tells of this client, 0 to 1. */
function rateLikeness(
  device: KnownDevice,
  { os, browser }: ClientPlatform,
  { class: reach, ground }: Reach,
): number {
  const sameOs = device.os === os
  const sameBrowser = device.browser === browser
  // Another browser of one machine and cleared storage of one browser are two things, but the browsers of a phone share one store.
  if (reach === 'same-os-unknown-machine') return sameOs && (sameBrowser || isPhoneOs(os)) ? 1 : 0
  // Switched on in one ecosystem is not switched on in another.
  if (ground === 'ecosystem-as-guest' && !sameOs) return 0
  // A manager is installed on computers and on phones, and in one browser more often than in all of them.
  if (reach === 'manager') {
    if (sameOs) return sameBrowser ? 1 : 0.7
    return isPhoneOs(device.os) === isPhoneOs(os) ? 0.6 : 0.3
  }
  if (isApple(os) && isApple(device.os)) return sameOs ? 1 : 0.8
  if (isPhoneOs(device.os) !== isPhoneOs(os)) return 0
  // On computers the browser is what one signs in to.
  if (!sameBrowser) return sameOs && isPhoneOs(os) ? 0.8 : 0
  return sameOs ? 1 : 0.7
}
