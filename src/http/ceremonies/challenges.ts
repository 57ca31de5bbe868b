import { hash } from 'node:crypto'
import type { CredentialId, DeviceId } from '../../contract/ids.ts'
import type { BrowserName, OsName, Purpose, UserVerification } from '../../contract/words.ts'
import type { UserPseudonym } from '../../core/index.ts'
import { askStore } from '../ask-store.ts'
import type { Services } from '../services.ts'
import type { FloorProof } from './read-floor-proof.ts'

/** How long a challenge is good for, at least: none ends before its dialog may, whose time is a setting of the rules. */
export const challengeMs = 5 * 60_000

/** What a challenge was issued for; a response has to be just that. */
export interface Challenge {
  readonly purpose: Purpose
  readonly rpId: string
  /** Who it has to be; null: whoever comes. */
  readonly user: { readonly pseudonym: UserPseudonym; readonly id: string | null } | null
  /** Who was asked for, where somebody else may come as well. */
  readonly askedFor: UserPseudonym | null
  readonly userVerification: UserVerification
  /** A creation that nobody is asked about: it may come without presence and verification. */
  readonly conditional: boolean
  /** The passkeys that were named; empty: any. */
  readonly allowed: readonly CredentialId[]
  readonly deviceId: DeviceId | null
  /** The user handle that a new passkey is made for; null at logins. */
  readonly userHandle: string | null
  /** Of a creation for an account with a resistant floor; absent: there is no such floor. */
  readonly floorProof?: FloorProof
  /** Where the page is open, as far as it told. */
  readonly client: { readonly os: OsName; readonly browser: BrowserName } | null
}

/** Only the hash is kept: who reads the database cannot answer a challenge for somebody else. */
export const hashOnce = (text: string): string => hash('sha256', text, 'base64url')

/** Keeps a challenge for one use; told when it ends. @throws ProblemError 503 */
export async function saveChallenge(
  { store, now }: Pick<Services, 'store' | 'now'>,
  text: string,
  challenge: Challenge,
  timeoutMs = 0,
): Promise<string> {
  const expiresAt = now() + Math.max(challengeMs, timeoutMs)
  await askStore(
    store.saveOneTime({
      kind: 'challenge',
      id: hashOnce(text),
      user: challenge.user?.pseudonym ?? challenge.askedFor,
      payload: JSON.stringify(challenge),
      expiresAt,
    }),
  )
  return new Date(expiresAt).toISOString()
}

/** Takes a challenge out of the store, whatever becomes of the response: there is no second try. */
export async function takeChallenge(
  { store, now }: Pick<Services, 'store' | 'now'>,
  text: string,
): Promise<Challenge | 'challenge-unknown' | 'challenge-expired'> {
  const taken = await askStore(store.takeOneTime('challenge', hashOnce(text)))
  if (taken === null) return 'challenge-unknown'
  // INVARIANT: only `saveChallenge` writes this text.
  return now() >= taken.expiresAt ? 'challenge-expired' : (JSON.parse(taken.payload) as Challenge)
}
