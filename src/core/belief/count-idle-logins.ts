import type { DeviceId } from '../../contract/ids.ts'
import { hasProvenPasskey } from '../history/has-proven-passkey.ts'
import type { CredentialRecord, EpochMs, KnownDevice, UserHistory } from '../history/user-history.ts'
import type { ClientPlatform } from '../platform/client-platform.ts'
import { isApple } from './credential-traits.ts'

/** A login within this time of a success is the same login. */
const sameLoginMs = 3_600_000

/** On how many days somebody logged in on a device after a time, as far as first, last and number tell. */
export function countDaysAfter({ firstSeenAt, lastSeenAt, loginDays }: KnownDevice, time: EpochMs): number {
  if (!(loginDays > 0) || !(lastSeenAt > time + sameLoginMs)) return 0
  if (time <= firstSeenAt) return loginDays
  return Math.max(1, Math.round((loginDays * (lastSeenAt - time)) / (lastSeenAt - firstSeenAt)))
}

interface Asked {
  readonly history: UserHistory
  readonly deviceId: DeviceId | null
  readonly platform: Pick<ClientPlatform, 'os'>
}

/**
 * On how many days this person has logged in by other means, on other devices that the passkey should have reached, since
 * it last worked anywhere: people whose passkey is gone go on logging in without it. Only devices count on which a
 * passkey, a phone or a key of theirs has worked: whoever has stolen a password can log in as often as they like, and
 * take nobody's passkey away. 0 where nobody knows when it was made.
 */
export function countIdleLogins(credential: CredentialRecord, asked: Asked): number {
  const lastWorkedAt = findLastUse(credential, asked.history)
  if (lastWorkedAt === null) return 0
  return countProvenLogins(lastWorkedAt, asked, (device) => isAlike(device, asked.platform))
}

/**
 * The same since a time, on all other devices that count: who has a phone with the passkey logs in with it now and then,
 * whatever the others are.
 */
export function countProvenLogins(
  since: EpochMs,
  { history, deviceId }: Pick<Asked, 'history' | 'deviceId'>,
  counts: (device: KnownDevice) => boolean = () => true,
): number {
  let days = 0
  for (const device of history.devices) {
    if (device.id === deviceId || !counts(device)) continue
    const more = countDaysAfter(device, since)
    if (more > 0 && hasProvenPasskey(device.id, history)) days += more
  }
  return days
}

const isAlike = (device: KnownDevice, { os }: Asked['platform']): boolean =>
  device.os === os || (isApple(os) && device.os !== 'unknown' && isApple(device.os))

/** When it last worked, here, elsewhere or by phone, or was made; null: nobody knows when it was made. */
function findLastUse(
  { id, createdAt, lastUsedAt }: CredentialRecord,
  { sightings }: UserHistory,
): EpochMs | null {
  if (createdAt === null || !Number.isFinite(createdAt)) return null
  let last = Math.max(createdAt, lastUsedAt ?? createdAt)
  for (const sighting of sightings) {
    if (sighting.credentialId !== id) continue
    last = Math.max(last, sighting.lastSuccessAt ?? last)
    for (const { kind, at } of sighting.recent)
      if (kind === 'succeeded-by-phone' || kind === 'succeeded-here') last = Math.max(last, at)
  }
  return last
}
