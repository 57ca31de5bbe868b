import type { DeviceId } from '../../contract/ids.ts'
import type { ReachClass } from '../../contract/words.ts'
import { isLogin } from '../history/evidence-effect.ts'
import { hasWorked } from '../history/has-worked.ts'
import type { CredentialRecord, EpochMs, Sighting, UserHistory } from '../history/user-history.ts'

export const dayMs = 86_400_000

/** What worked within a week is as sure as it was. */
export const settledMs = 7 * dayMs

interface Loss {
  /** Per day beyond that week. */
  readonly perDay: number
  /** The longest silence leaves this much. */
  readonly least: number
}

/**
 * How fast the chance goes that a passkey nobody has heard of since is still there: people delete passkeys, sign out and
 * change stores, and tell nobody. Measured by `keywise bench decisions` over 33 worlds with few and with many such losses.
 * On the very device, with no login by other means since: 94 % were there after one to three months, 87 % after half a
 * year. Of passkeys that sync to a new device, where nobody can tell what happened in between: 84 % after a month, 72 % after
 * two, 41 % after five.
 */
const elsewhereLoss: Loss = { perDay: 0.004, least: 0.3 }
const losses: Readonly<Partial<Record<ReachClass, Loss>>> = {
  'used-here': { perDay: 0.001, least: 0.6 },
  'made-here': { perDay: 0.001, least: 0.6 },
  'same-ecosystem': elsewhereLoss,
  manager: elsewhereLoss,
}

/** For how long nothing was heard of a passkey, where that says something. */
export interface Silence {
  /** When it was last known to be there. */
  readonly since: EpochMs
  readonly loss: Loss
}

/** Whose login it is, and where. */
interface Client {
  readonly history: UserHistory
  readonly deviceId: DeviceId | null
}

/** null: silence says nothing of it, or nobody knows since when. */
export function findSilence(
  credential: CredentialRecord,
  reach: ReachClass,
  sighting: Sighting | undefined,
  client: Client,
): Silence | null {
  const loss = losses[reach]
  // Where silence says nothing there is nothing to look for, nor to explain.
  if (loss === undefined) return null
  const since = findLastSign(credential, reach, sighting, client)
  return since === null ? null : { since, loss }
}

/** The same of the phones that may hold it: any sign of life counts, that of a phone too. */
export function findSilenceOfPhone(credential: CredentialRecord, client: Client): Silence | null {
  let last = findLastSign(credential, 'same-ecosystem', undefined, client)
  for (const { credentialId, recent } of client.history.sightings) {
    if (credentialId !== credential.id) continue
    for (const { kind, at } of recent) if (kind === 'succeeded-by-phone') last = later(last, readTime(at))
  }
  return last === null ? null : { since: last, loss: elsewhereLoss }
}

/** P(still there at a time), of one that was there when it was last heard of. */
export function keptAt(silence: Silence | null, time: EpochMs): number {
  if (silence === null) return 1
  const days = (time - silence.since - settledMs) / dayMs
  return days > 0 ? Math.max(silence.loss.least, Math.exp(-silence.loss.perDay * days)) : 1
}

/**
 * Where it has worked, what happened on this very device counts: elsewhere it may be, and people sign out here. One that
 * was never used could have been heard of from the day on when it was made and this person known: by another passkey, a
 * phone or a key that was used, by this device, or by the one it was made on. Other devices say nothing of that: whoever has
 * stolen a password begins no silence. Before that day its age says nothing, except where it was made.
 */
function findLastSign(
  credential: CredentialRecord,
  reach: ReachClass,
  sighting: Sighting | undefined,
  { history, deviceId }: Client,
): EpochMs | null {
  const { sightings } = history
  if (reach === 'used-here') return sighting === undefined ? null : lastSuccessOf(sighting)
  let last = readTime(credential.lastUsedAt)
  for (const one of sightings)
    if (one.credentialId === credential.id && hasWorked(one)) last = later(last, lastSuccessOf(one))
  const made = readTime(credential.createdAt)
  if (reach === 'made-here') return later(last, made)
  if (last !== null || made === null) return last
  const known = earlier(
    findFirstProof(history),
    earlier(knownSince(history, deviceId), knownSince(history, credential.madeOn?.deviceId ?? null)),
  )
  return known === null ? null : Math.max(made, known)
}

/** Since when a device is known; times that nobody tells are kept as 0. */
function knownSince({ devices }: UserHistory, id: DeviceId | null): EpochMs | null {
  for (const { id: other, firstSeenAt } of devices)
    if (id !== null && other === id && firstSeenAt > 0) return firstSeenAt
  return null
}

/** The first time known when something of this person's own, and no password, was used. */
function findFirstProof({ sightings }: UserHistory): EpochMs | null {
  let first: EpochMs | null = null
  for (const { recent } of sightings)
    for (const evidence of recent) if (isLogin(evidence)) first = earlier(first, readTime(evidence.at))
  return first
}

/** When it last worked there; null: never, or nobody knows when. */
export function lastSuccessOf({ lastSuccessAt, recent }: Sighting): EpochMs | null {
  let last = readTime(lastSuccessAt)
  for (const { kind, at } of recent) if (kind === 'succeeded-here') last = later(last, readTime(at))
  return last
}

const readTime = (time: EpochMs | null): EpochMs | null =>
  time !== null && Number.isFinite(time) ? time : null

const earlier = (a: EpochMs | null, b: EpochMs | null): EpochMs | null =>
  a === null ? b : b === null ? a : Math.min(a, b)

const later = (a: EpochMs | null, b: EpochMs | null): EpochMs | null =>
  a === null ? b : b === null ? a : Math.max(a, b)
