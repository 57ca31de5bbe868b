import type { DeviceId } from '../../contract/ids.ts'
import { hasWorked } from '../history/has-worked.ts'
import {
  type CredentialRecord,
  type EpochMs,
  emptyHistory,
  type Sighting,
  type UserHistory,
} from '../history/user-history.ts'
import type { ClientPlatform } from '../platform/client-platform.ts'
import type { PlatformSupport } from '../platform/platform-support.ts'
import {
  isMadeOnPlatform,
  isMadeThroughPhone,
  isPhoneOs,
  isSameEcosystem,
  isSecurityKey,
  isTold,
  mayBeSameOs,
  syncOf,
} from './credential-traits.ts'
import type { ProviderReach } from './provider-reach.ts'
import { listPlaces, reachOfSyncedUntold } from './reach-of-untold.ts'
import { type Reach, reaches } from './reach-priors.ts'
import { findDevice, isPlausiblySameMachine, relateMachines } from './same-machine.ts'

/** The client a credential is looked at from. */
export interface ReachClient {
  readonly platform: ClientPlatform
  readonly support: PlatformSupport
  readonly deviceId: DeviceId | null
  readonly history: UserHistory
  /** Left out: it is not known how long ago anything was. */
  readonly now?: EpochMs
}

/**
 * Where a credential can be used, seen from this client: what happened on this device first, then its provider,
 * then attachment, transports and the place it was made. Only successes and places count here; failures belong
 * to the evidence (`summarizeEvidence`), which keeps "more failures never raise the estimate" plain to see.
 */
export function classifyReach(
  credential: CredentialRecord,
  provider: ProviderReach,
  client: ReachClient,
): Reach {
  if (isSecurityKey(credential, provider)) return reaches['security-key']
  const { deviceId, history } = client
  if (deviceId !== null) {
    const sighting = findSighting(history, credential.id, deviceId)
    if (sighting !== undefined && hasWorked(sighting)) return reaches['worked-here']
    if (credential.madeOn?.deviceId === deviceId && isMadeOnPlatform(credential)) return reaches['made-here']
  }
  if (provider.provider?.kind === 'manager') return reachOfManager(credential, provider, client)
  const sync = syncOf(credential, provider)
  if (sync === 'device-bound') return reachOfBound(credential, provider, client)
  if (sync === 'synced') return reachOfSynced(credential, provider, client)
  return reachOfUntold(credential, provider, client)
}

function reachOfManager(credential: CredentialRecord, provider: ProviderReach, client: ReachClient): Reach {
  const sync = syncOf(credential, provider)
  if (sync === 'device-bound') return reachOfBound(credential, provider, client)
  if (provider.here === 'no' || client.support.thirdPartyProviders.value === 'none') {
    return reaches['manager-unreachable']
  }
  return sync === 'synced' ? reaches['manager-syncs'] : reaches['manager-by-file']
}

function reachOfSynced(credential: CredentialRecord, provider: ProviderReach, client: ReachClient): Reach {
  const { os } = client.platform
  if (provider.here === 'no') return reaches['ecosystem-unreachable']
  if (provider.provider === null) return reachOfSyncedUntold(credential, client)
  const own = isOwnEcosystem(credential, provider, os)
  // On desktops Google's passkeys need a signed-in Chrome: https://developer.chrome.com/blog/passkeys-gpm-desktop
  const isDesktop = os === 'windows' || os === 'macos' || os === 'linux'
  const needsSignIn = provider.provider.id === 'google-password-manager' && isDesktop
  if (provider.here === 'unknown') return own ? reaches['ecosystem-perhaps'] : reaches['ecosystem-elsewhere']
  if (needsSignIn) return reaches['ecosystem-if-signed-in']
  if (provider.here === 'yes') return reaches['ecosystem-reaches']
  // A phone takes the provider of another ecosystem (Google's on an iPhone) only where its owner switched it on.
  return isPhoneOs(os) ? reaches['ecosystem-as-guest'] : reaches['ecosystem-if-signed-in']
}

/** One device holds it, and it is not known to be this one. */
function reachOfBound(credential: CredentialRecord, provider: ProviderReach, client: ReachClient): Reach {
  const { os } = client.platform
  if (isMadeThroughPhone(credential)) {
    // The phone itself may be asking now; a desktop cannot be the phone.
    if (!isPhoneOs(os) || provider.here === 'no') return reaches['bound-to-phone']
    return reaches['unsaid-os-machine']
  }
  const madeOn = credential.madeOn?.os ?? 'unknown'
  if (provider.here === 'no' || !mayBeSameOs(madeOn, os)) return reaches['bound-to-other-os']
  const place = reachOfMachine(credential, provider, client)
  const maybe = reaches['maybe-this-machine']
  // That it works in another browser never makes it less likely here.
  return place.prior < maybe.prior && hasWorkedOnSameMachine(credential, client) ? maybe : place
}

function reachOfMachine(credential: CredentialRecord, provider: ProviderReach, client: ReachClient): Reach {
  const { os } = client.platform
  if (isTold(credential.madeOn?.os ?? 'unknown') && isTold(os))
    return reaches[matchMachine(credential, client)]
  // Where nothing speaks of another machine, it is one of the few that a person has. Of authenticators that do not sync,
  // Windows Hello is the one that sites meet; a provider that is known says the system itself.
  const isToldKind = provider.provider !== null || os === 'windows'
  return isTold(os) && isToldKind ? reaches['unsaid-machine'] : reaches['unsaid-os-machine']
}

function reachOfUntold(credential: CredentialRecord, provider: ProviderReach, client: ReachClient): Reach {
  if (provider.here === 'no') return reaches['ecosystem-unreachable']
  if (hasWorkedOnSameMachine(credential, client)) return reaches['maybe-this-machine']
  const { os } = client.platform
  if (isPhoneEcosystem(provider, os)) return reaches['nothing-told-same-os']
  // Who is known to keep it in a way of its own is not told of by where it has worked.
  const places = listPlaces(credential, provider.provider === null ? client.history : emptyHistory)
  if (places.some((place) => isSameEcosystem(place.os, os))) return reaches['nothing-told-same-os']
  const isTold = places.length > 0 || isMadeThroughPhone(credential)
  return isTold ? reaches['nothing-told-elsewhere'] : reaches['nothing-told']
}

/** Whether the client's system is one of those between which this credential would sync. */
function isOwnEcosystem(
  credential: CredentialRecord,
  provider: ProviderReach,
  os: ClientPlatform['os'],
): boolean {
  if (isPhoneEcosystem(provider, os)) return true
  // Made by scanning a code: the place of making is where the code was shown, not where the passkey is.
  if (isMadeThroughPhone(credential)) return false
  return isSameEcosystem(credential.madeOn?.os ?? 'unknown', os)
}

function isPhoneEcosystem(provider: ProviderReach, os: ClientPlatform['os']): boolean {
  return provider.phones.some((phone) => isSameEcosystem(phone, os))
}

/** Whether the machine it was made on could be this one, by how the two were used. */
function matchMachine(credential: CredentialRecord, { platform, deviceId, history, now }: ReachClient) {
  const home = credential.madeOn?.deviceId ?? null
  const there = home === null ? undefined : findDevice(history, home)
  const here = deviceId === null ? undefined : findDevice(history, deviceId)
  return there === undefined ? 'same-os-machine' : relateMachines(there, here ?? null, platform, now)
}

/** Another browser of what may be this machine has used it. Its failures there say nothing here. */
function hasWorkedOnSameMachine(credential: CredentialRecord, client: ReachClient): boolean {
  const { deviceId, history } = client
  const here = deviceId === null ? undefined : findDevice(history, deviceId)
  if (here === undefined) return false
  for (const sighting of history.sightings) {
    if (sighting.credentialId !== credential.id || !hasWorked(sighting)) continue
    const there = findDevice(history, sighting.deviceId)
    if (there !== undefined && isPlausiblySameMachine(here, there)) return true
  }
  return false
}

export function findSighting(
  history: UserHistory,
  credentialId: CredentialRecord['id'],
  deviceId: DeviceId,
): Sighting | undefined {
  for (const sighting of history.sightings) {
    if (sighting.deviceId === deviceId && sighting.credentialId === credentialId) return sighting
  }
  return undefined
}
