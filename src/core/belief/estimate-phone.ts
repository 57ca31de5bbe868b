import type { DeviceId } from '../../contract/ids.ts'
import type { CredentialRecord, UserHistory } from '../history/user-history.ts'
import { isMadeThroughPhone, isPhoneOs, isSecurityKey, isTold, syncOf } from './credential-traits.ts'
import type { ProviderReach } from './provider-reach.ts'
import { findDevice } from './same-machine.ts'

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
 * P(a phone holds the passkey and can be scanned), by ground; likeliest first. A stored `hybrid` transport alone
 * is less sure: Macs and desktop managers report it too, and nobody knows whether there is a phone.
 */
export const phoneProbabilities = {
  'served-before': 0.97,
  'made-through-phone': 0.95,
  'worked-on-phone': 0.92,
  'made-on-phone': 0.9,
  'phone-ecosystem': 0.85,
  'bound-to-phone': 0.8,
  'hybrid-transport': 0.6,
  'untold-hybrid': 0.5,
  'untold-phone': 0.5,
  'installed-on-phone': 0.2,
  never: 0,
} as const satisfies Readonly<Record<PhoneGround, number>>

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
