import type { CredentialId } from '../../contract/ids.ts'
import { hasProvenPasskey } from '../history/has-proven-passkey.ts'
import { hasWorked } from '../history/has-worked.ts'
import type { EpochMs, KnownDevice, Sighting, UserHistory } from '../history/user-history.ts'
import type { ReachClient } from './classify-reach.ts'
import { lastSuccessOf } from './kept-since.ts'
import { certaintyAfterSuccess, likelihoodRatio } from './likelihoods.ts'
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
  /** How far successes there speak for its being there, 0 to 1: less, where it has failed since. */
  readonly present: number
  /** How far failures there speak for its not being there, 0 to 1. */
  readonly absent: number
  /** When it last worked there, if nothing has spoken against it since; null: never, or nobody knows when. */
  readonly lastAt: EpochMs | null
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
    const balance = weighPeer(sighting, history)
    if (balance === 0) continue
    peers.push({
      credentialId: credential.id,
      provider: providerReachOf(credential).provider,
      device,
      madeThere: credential.madeOn?.deviceId === device.id,
      present: Math.max(0, balance),
      absent: Math.max(0, -balance),
      lastAt: balance === 1 ? lastSuccessOf(sighting) : null,
    })
  }
  return peers
}

/**
 * What became of it there, -1 (gone for sure) to 1 (worked, and nothing has spoken against it since), as if presence and
 * absence had been equally likely before.
 */
function weighPeer(sighting: Sighting, history: UserHistory): number {
  const worked = hasWorked(sighting)
  if (!worked && !hasProvenPasskey(sighting.deviceId, history)) return 0
  const recent = inOrder(sighting.recent)
  const isToldWhen = recent.some(({ kind }) => kind === 'succeeded-here')
  let odds = worked && !isToldWhen ? oddsAfterSuccess : 1
  for (const { kind, weight = 1 } of recent) {
    if (kind === 'succeeded-here') odds = Math.max(odds, oddsAfterSuccess)
    const ratio = likelihoodRatio(kind, true, 1)
    if (ratio < 1) odds *= ratio ** weight
  }
  if (odds >= oddsAfterSuccess) return 1
  const balance = 2 * (odds / (1 + odds)) - 1
  return worked ? balance : Math.min(0, balance)
}

const oddsAfterSuccess = certaintyAfterSuccess / (1 - certaintyAfterSuccess)
