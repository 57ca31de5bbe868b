import type { ReachClass } from '../../contract/words.ts'
import { hasWorked } from '../history/has-worked.ts'
import type { CredentialRecord, EpochMs, Sighting, UserHistory } from '../history/user-history.ts'
import { dayMs } from './summarize-evidence.ts'

/** What worked within a week is as sure as it was. */
export const settledMs = 7 * dayMs

/**
 * How fast the chance goes that a passkey nobody has heard of since is still there, per day beyond that week: people
 * delete passkeys, sign out and change stores, and tell nobody. Measured by `keywise bench decisions` over worlds with few
 * and with many such losses: of passkeys that sync to a new device, 95 % were there where one was used within a month,
 * 87 % after one to three, 69 % after three to six.
 */
const lostPerDay: Readonly<Partial<Record<ReachClass, number>>> = {
  'used-here': 0.0035,
  'made-here': 0.0015,
  'same-ecosystem': 0.003,
  manager: 0.003,
}

/** The longest silence leaves this much: no fewer were there after a year than after half of one. */
const leastKept = 0.6

interface Asked {
  readonly history: UserHistory
  readonly now: EpochMs
}

/** For how many days nothing was heard of it, beyond the week in which it is not doubted; 0 where nobody knows. */
export function countDaysUnheard(
  credential: CredentialRecord,
  reach: ReachClass,
  sighting: Sighting | undefined,
  { history, now }: Asked,
): number {
  // Where silence says nothing there is nothing to look for, nor to explain.
  if (lostPerDay[reach] === undefined) return 0
  const last = findLastSign(credential, reach, sighting, history)
  return last === null || !(now - last > settledMs) ? 0 : (now - last - settledMs) / dayMs
}

/** P(still there), of one that was there when it was last heard of. */
export function keptAfter(days: number, reach: ReachClass): number {
  const rate = lostPerDay[reach]
  return rate === undefined || days === 0 ? 1 : Math.max(leastKept, Math.exp(-rate * days))
}

/**
 * Where it has worked, what happened on this very device counts: elsewhere it may be, and people sign out here. A passkey
 * that was never used says nothing by its age, except where it was made.
 */
function findLastSign(
  credential: CredentialRecord,
  reach: ReachClass,
  sighting: Sighting | undefined,
  { sightings }: UserHistory,
): EpochMs | null {
  if (reach === 'used-here') return sighting === undefined ? null : lastSuccessOf(sighting)
  let last = readTime(credential.lastUsedAt)
  for (const one of sightings)
    if (one.credentialId === credential.id && hasWorked(one)) last = later(last, lastSuccessOf(one))
  return reach === 'made-here' ? later(last, readTime(credential.createdAt)) : last
}

function lastSuccessOf({ lastSuccessAt, recent }: Sighting): EpochMs | null {
  let last = readTime(lastSuccessAt)
  for (const { kind, at } of recent) if (kind === 'succeeded-here') last = later(last, readTime(at))
  return last
}

const readTime = (time: EpochMs | null): EpochMs | null =>
  time !== null && Number.isFinite(time) ? time : null

const later = (a: EpochMs | null, b: EpochMs | null): EpochMs | null =>
  a === null ? b : b === null ? a : Math.max(a, b)
