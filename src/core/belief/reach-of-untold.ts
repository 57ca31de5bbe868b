import { hasWorked } from '../history/has-worked.ts'
import type { CredentialRecord, KnownDevice, UserHistory } from '../history/user-history.ts'
import type { ClientPlatform } from '../platform/client-platform.ts'
import { isMadeThroughPhone, isPhoneOs, isSameEcosystem, isTold } from './credential-traits.ts'
import { type Reach, reaches } from './reach-priors.ts'
import { findDevice } from './same-machine.ts'

/** Where a passkey is known to have been. */
export type PasskeyPlace = Pick<KnownDevice, 'os' | 'browser'>

interface Asked {
  readonly platform: Pick<ClientPlatform, 'os' | 'browser'>
  readonly history: UserHistory
}

/**
 * Where it was made, unless by scanning a code, which shows the code's place and not its own; and where it has worked. What
 * nobody tells of a passkey, its successes do.
 */
export function listPlaces(credential: CredentialRecord, history: UserHistory): readonly PasskeyPlace[] {
  const places: PasskeyPlace[] = []
  const { madeOn } = credential
  if (madeOn !== null && isTold(madeOn.os) && !isMadeThroughPhone(credential)) places.push(madeOn)
  for (const sighting of history.sightings) {
    if (sighting.credentialId !== credential.id || !hasWorked(sighting)) continue
    const device = findDevice(history, sighting.deviceId)
    if (device !== undefined && isTold(device.os)) places.push(device)
  }
  return places
}

/** The reach of a passkey that syncs, by whom is not known: what the places where it has been say of who keeps it. */
export function reachOfSyncedUntold(credential: CredentialRecord, { platform, history }: Asked): Reach {
  const { os, browser } = platform
  const places = listPlaces(credential, history)
  const own = places.filter((place) => isSameEcosystem(place.os, os))
  if (own.length > 0) {
    if (hasOwnStore(os)) return reaches['synced-somehow-here']
    // Its browser keeps it, or an extension of that browser.
    return own.some((place) => place.browser === browser) && browser !== 'other'
      ? reaches['synced-in-this-browser']
      : reaches['synced-in-other-browser']
  }
  if (places.length > 0) {
    const isGoogles = mayBeGoogles(platform) && places.every(mayBeGoogles)
    return isGoogles ? reaches['synced-by-google-perhaps'] : reaches['synced-somehow-elsewhere']
  }
  // It went to a phone, which may be this one.
  if (isMadeThroughPhone(credential) && !isPhoneOs(os)) return reaches['synced-somehow-elsewhere']
  return hasOwnStore(os) || !isTold(os)
    ? reaches['synced-nobody-says-where']
    : reaches['synced-hardly-on-computer']
}

/** Systems whose maker syncs passkeys for all their browsers. */
const hasOwnStore = (os: PasskeyPlace['os']): boolean => isPhoneOs(os) || os === 'macos' || os === 'chromeos'

/** Where Google Password Manager may be: on Android, and in Chrome wherever it runs on a computer. */
const mayBeGoogles = ({ os, browser }: PasskeyPlace): boolean =>
  os === 'android' ||
  os === 'chromeos' ||
  (browser === 'chrome' && (os === 'windows' || os === 'macos' || os === 'linux'))
