import type { DeviceId } from '../../contract/ids.ts'
import type { KnownDevice, UserHistory } from '../history/user-history.ts'

/**
 * Whether two browser profiles of one user are plausibly one machine: same operating system and version, two
 * different browsers, a proven login in both, and used in turns (their times overlap). Two PCs at home and at
 * work look alike, except that people mostly use the same browser on both: hence the different browsers, and
 * hence the discount that `classifyReach` puts on it.
 */
export function isPlausiblySameMachine(a: KnownDevice, b: KnownDevice): boolean {
  return (
    a.id !== b.id &&
    a.provenAt !== null &&
    b.provenAt !== null &&
    a.os !== 'unknown' &&
    a.os !== 'other' &&
    a.os === b.os &&
    a.osVersion !== 'unknown' &&
    a.osVersion !== '' &&
    a.osVersion === b.osVersion &&
    a.browser !== b.browser &&
    a.browser !== 'unknown' &&
    b.browser !== 'unknown' &&
    a.firstSeenAt < b.lastSeenAt &&
    b.firstSeenAt < a.lastSeenAt
  )
}

export function findDevice(history: UserHistory, id: DeviceId): KnownDevice | undefined {
  for (const device of history.devices) if (device.id === id) return device
  return undefined
}
