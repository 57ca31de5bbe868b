import type { CredentialId } from '../../contract/ids.ts'
import { hasProvenPasskey } from '../history/has-proven-passkey.ts'
import { hasWorked } from '../history/has-worked.ts'
import type { KnownDevice, Sighting, UserHistory } from '../history/user-history.ts'
import type { ReachClient } from './classify-reach.ts'
import { likelihoodRatio } from './likelihoods.ts'
import type { ProviderIdentity, ProviderReachOf } from './provider-reach.ts'
import { findDevice } from './same-machine.ts'
import { inOrder } from './summarize-evidence.ts'

/** What one passkey did on another device of the same user. */
export interface Peer {
  readonly credentialId: CredentialId
  readonly provider: ProviderIdentity | null
  readonly device: KnownDevice
  /** It was made there, so that its being there says nothing of how it spreads. */
  readonly madeThere: boolean
  readonly worked: boolean
  /** How far failures there speak for its not being there, 0 to 1; 0 where it has worked. */
  readonly absent: number
}

const none: readonly Peer[] = []

/**
 * The experience of this user's other devices. Failures count only from devices on which a passkey, a phone or a
 * key of this user has worked: whoever has stolen a password can fail as often as they like, and teach nothing.
 */
export function summarizePeers(client: ReachClient & { readonly providerReachOf: ProviderReachOf }) {
  const { history, deviceId, providerReachOf } = client
  if (history.sightings.every((sighting) => sighting.deviceId === deviceId)) return none
  const peers: Peer[] = []
  for (const sighting of history.sightings) {
    if (sighting.deviceId === deviceId) continue
    const credential = history.credentials.find(({ id }) => id === sighting.credentialId)
    const device = findDevice(history, sighting.deviceId)
    if (credential === undefined || device === undefined) continue
    const worked = hasWorked(sighting)
    const absent = worked ? 0 : readAbsence(sighting, history)
    if (!worked && absent === 0) continue
    peers.push({
      credentialId: credential.id,
      provider: providerReachOf(credential).provider,
      device,
      madeThere: credential.madeOn?.deviceId === device.id,
      worked,
      absent,
    })
  }
  return peers
}

/** How far failures on a device speak for absence, as if both had been equally likely before. */
function readAbsence(sighting: Sighting, history: UserHistory): number {
  if (!hasProvenPasskey(sighting.deviceId, history)) return 0
  let odds = 1
  for (const { kind, weight = 1 } of inOrder(sighting.recent)) {
    const ratio = likelihoodRatio(kind, true, 1)
    if (ratio < 1) odds *= ratio ** weight
  }
  return odds < 1 ? 1 - 2 * (odds / (1 + odds)) : 0
}
