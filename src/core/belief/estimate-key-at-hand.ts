import type { DeviceId } from '../../contract/ids.ts'
import { hasProvenPasskey } from '../history/has-proven-passkey.ts'
import type { CredentialRecord, UserHistory } from '../history/user-history.ts'
import { likelihoodRatio } from './likelihoods.ts'
import { inOrder } from './summarize-evidence.ts'

/** How often a security key was asked for, and used. */
export interface KeyTimes {
  readonly asked: number
  readonly used: number
}

/** What was seen of a security key. */
export interface KeyAtHand {
  /** P(at hand). */
  readonly probability: number
  readonly here: KeyTimes
  readonly elsewhere: KeyTimes
}

/** How many times the usual figure is worth. */
const strength = 2

/** What a time on another device says of this one: keys are carried along, or stay at one desk. */
const elsewhere = 0.5

/**
 * Whether a security key is at hand is a matter of the moment, and of habits: a beta distribution around the usual figure,
 * to which each time adds when it was asked for. Failures on other devices count only where a passkey, a phone or a key of
 * this person has worked: whoever has stolen a password teaches nothing.
 */
export function estimateKeyAtHand(
  { id }: Pick<CredentialRecord, 'id'>,
  usual: number,
  { history, deviceId }: { readonly history: UserHistory; readonly deviceId: DeviceId | null },
): KeyAtHand {
  const here = { asked: 0, used: 0 }
  const other = { asked: 0, used: 0 }
  let yes = 0
  let no = 0
  for (const sighting of history.sightings) {
    if (sighting.credentialId !== id) continue
    const isHere = sighting.deviceId === deviceId
    const times = isHere ? here : other
    const worth = isHere ? 1 : elsewhere
    const mayFail = isHere || hasProvenPasskey(sighting.deviceId, history)
    for (const { kind, at, weight = 1 } of inOrder(sighting.recent)) {
      if (!Number.isFinite(at) || !(weight > 0)) continue
      const isUse = kind === 'succeeded-by-key' || kind === 'succeeded-here'
      if (!isUse && !(mayFail && likelihoodRatio(kind, false, 1) < 1)) continue
      times.asked += 1
      if (isUse) {
        times.used += 1
        yes += worth
      } else no += worth * Math.min(1, weight)
    }
  }
  return { probability: (usual * strength + yes) / (strength + yes + no), here, elsewhere: other }
}
