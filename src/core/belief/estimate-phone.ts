import type { DeviceId } from '../../contract/ids.ts'
import type { CredentialRecord, EpochMs, UserHistory } from '../history/user-history.ts'
import { countProvenLogins } from './count-idle-logins.ts'
import { isMadeThroughPhone, isPhoneOs, isSecurityKey, isTold, syncOf } from './credential-traits.ts'
import { dayMs, findSilenceOfPhone, keptAt, settledMs } from './kept-since.ts'
import type { ProviderReach } from './provider-reach.ts'
import { findDevice } from './same-machine.ts'
import { weighDays } from './weigh-odds.ts'

/** Why a phone is believed to hold a passkey, or not. */
export type PhoneGround =
  | 'served-before'
  | 'made-through-phone'
  | 'worked-on-phone'
  | 'made-on-phone'
  | 'bound-to-phone'
  | 'phone-ecosystem'
  | 'hybrid-transport'
  | 'untold-hybrid'
  | 'untold-phone'
  | 'installed-on-phone'
  | 'never'

/**
 * P(a phone holds the passkey and can be scanned), by ground. A stored `hybrid` transport alone
 * is less sure: Macs and desktop managers report it too, and nobody knows whether there is a phone.
 */
export const phoneProbabilities = {
  'served-before': 0.97,
  'made-through-phone': 0.95,
  'worked-on-phone': 0.95,
  'made-on-phone': 0.95,
  'phone-ecosystem': 0.92,
  'bound-to-phone': 0.8,
  'hybrid-transport': 0.35,
  'untold-hybrid': 0.35,
  'untold-phone': 0.5,
  'installed-on-phone': 0.2,
  never: 0,
} as const satisfies Readonly<Record<PhoneGround, number>>

/** Whether a phone holds a passkey, and what speaks for and against it. */
export interface PhoneEstimate {
  readonly ground: PhoneGround
  /** P(a phone that holds it could serve some client). */
  readonly probability: number
  /** For how many days nothing was heard of it; 0: that says nothing. */
  readonly silentDays: number
  /** On how many days from a week after that on this person has logged in without it on other devices. */
  readonly idleDays: number
}

interface Asked {
  readonly history: UserHistory
  readonly deviceId: DeviceId | null
  readonly now: EpochMs
}

/** The ground, less what silence and logins without it have taken since. */
export function estimatePhone(
  credential: CredentialRecord,
  provider: ProviderReach,
  asked: Asked,
): PhoneEstimate {
  const { now } = asked
  const ground = matchPhoneGround(credential, provider, asked.history, asked.deviceId)
  const usual = phoneProbabilities[ground]
  const silence = usual === 0 ? null : findSilenceOfPhone(credential, asked)
  if (silence === null) return { ground, probability: usual, silentDays: 0, idleDays: 0 }
  const left = keptAt(silence, now)
  const idleDays = Math.min(mostIdle, countProvenLogins(silence.since + settledMs, asked))
  return {
    ground,
    probability: weighDays(usual * left, leftByIdle, idleDays),
    silentDays: left < 1 ? (now - silence.since) / dayMs : 0,
    idleDays,
  }
}

/**
 * What a day of logins without it leaves of the odds. Measured by `keywise bench decisions` over 14 worlds: of the phones on
 * which a passkey had worked, 98 % held it where nobody had logged in elsewhere since, 64 % after 6 to 12 such days.
 */
const leftByIdle = 0.72
/** More days than that say no more. */
const mostIdle = 8

/**
 * Whether a phone could serve this passkey to a client that can do hybrid, and why; whatever this client can do.
 * A phone that has served it before is proof. Otherwise the provider must work through phones: Windows Hello and
 * browser profiles never do. The device that asks (`deviceId`) is no phone of its own: it cannot scan itself.
 */
export function matchPhoneGround(
  credential: CredentialRecord,
  provider: ProviderReach,
  history: UserHistory,
  deviceId: DeviceId | null,
): PhoneGround {
  if (isSecurityKey(credential, provider)) return 'never'
  if (hasServedByPhone(credential, history)) return 'served-before'
  if (provider.provider !== null && provider.phones.length === 0) return 'never'
  if (isMadeThroughPhone(credential)) return 'made-through-phone'
  const hybrid = credential.transports.includes('hybrid')
  const madeOn = credential.madeOn
  const madeOnPhone =
    isPhoneOs(madeOn?.os ?? 'unknown') && (deviceId === null || madeOn?.deviceId !== deviceId)
  const sync = syncOf(credential, provider)
  if (sync === 'device-bound') return hybrid && madeOnPhone ? 'bound-to-phone' : 'never'
  // Native apps on iOS report no transports at all, so an empty list does not speak against the phone.
  if (sync === 'synced' || hybrid) {
    if (hasWorkedOnPhone(credential, history, deviceId)) return 'worked-on-phone'
    if (madeOnPhone) return 'made-on-phone'
  }
  if (hybrid) {
    if (provider.provider === null) return 'untold-hybrid'
    // Where nobody says that it was made elsewhere: few people keep passkeys with a maker of phones and have none.
    const isOfPhones = provider.provider.kind === 'ecosystem' && !isTold(madeOn?.os ?? 'unknown')
    return isOfPhones ? 'phone-ecosystem' : 'hybrid-transport'
  }
  if (provider.provider !== null) return sync === 'synced' ? 'installed-on-phone' : 'never'
  return madeOnPhone && credential.transports.length === 0 ? 'untold-phone' : 'never'
}

function hasServedByPhone(credential: CredentialRecord, history: UserHistory): boolean {
  for (const sighting of history.sightings) {
    if (sighting.credentialId !== credential.id) continue
    for (const evidence of sighting.recent) if (evidence.kind === 'succeeded-by-phone') return true
  }
  return false
}

function hasWorkedOnPhone(
  credential: CredentialRecord,
  history: UserHistory,
  deviceId: DeviceId | null,
): boolean {
  for (const sighting of history.sightings) {
    if (sighting.credentialId !== credential.id || sighting.successes === 0) continue
    if (sighting.deviceId === deviceId) continue
    if (isPhoneOs(findDevice(history, sighting.deviceId)?.os ?? 'unknown')) return true
  }
  return false
}
