import type { DeviceId } from '../../contract/ids.ts'
import type { EpochMs, KnownDevice, UserHistory } from '../history/user-history.ts'
import type { ClientPlatform } from '../platform/client-platform.ts'

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

/**
 * How a browser profile relates to this client, both on one system: whether they may be one machine. `here` is this
 * client's own record, null where it is new. Two profiles of one browser that are used in turns are two machines,
 * because a profile keeps its id; where the other one was not seen since this one appeared, its storage may have been
 * cleared, unless it was in use a moment ago.
 */
export function relateMachines(
  there: KnownDevice,
  here: KnownDevice | null,
  platform: Pick<ClientPlatform, 'browser' | 'osVersion'>,
  now?: EpochMs,
): 'second-browser' | 'perhaps-cleared' | 'used-in-turns' | 'same-os-machine' {
  const isOtherVersion =
    isVersionTold(there.osVersion) &&
    isVersionTold(platform.osVersion) &&
    there.osVersion !== platform.osVersion
  if (isOtherVersion || there.browser === 'unknown' || platform.browser === 'other') return 'same-os-machine'
  if (there.browser !== platform.browser) return 'second-browser'
  if (here !== null && there.lastSeenAt > here.firstSeenAt) return 'used-in-turns'
  const since = (here?.firstSeenAt ?? now ?? Number.POSITIVE_INFINITY) - there.lastSeenAt
  return since < shortestGapMs ? 'same-os-machine' : 'perhaps-cleared'
}

/** Storage is seldom cleared between two logins of one day: who shows a new id so soon has another machine. */
const shortestGapMs = 86_400_000 / 2

const isVersionTold = (version: string): boolean => version !== 'unknown' && version !== ''

export function findDevice(history: UserHistory, id: DeviceId): KnownDevice | undefined {
  for (const device of history.devices) if (device.id === id) return device
  return undefined
}
