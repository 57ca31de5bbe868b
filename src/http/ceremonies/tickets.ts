import { randomBytes } from 'node:crypto'
import type { VerifyResponse } from '../../contract/webauthn.ts'
import type { UserPseudonym } from '../../core/index.ts'
import { askStore } from '../ask-store.ts'
import { ProblemError } from '../problem-error.ts'
import type { Services } from '../services.ts'
import { hashOnce } from './challenges.ts'

/** Long enough for a page to hand it to its back end, too short to be found lying about. */
export const ticketMs = 60_000

/**
 * What a page gets for a verified login: a word that its back end exchanges for who it was. A browser must not be able
 * to relay its own identity.
 */
export async function issueTicket(
  { store, now }: Pick<Services, 'store' | 'now'>,
  user: UserPseudonym,
  answer: VerifyResponse,
): Promise<string> {
  const ticket = `t1.${randomBytes(32).toString('base64url')}`
  await askStore(
    store.saveOneTime({
      kind: 'ticket',
      id: hashOnce(ticket),
      user,
      payload: JSON.stringify(answer),
      expiresAt: now() + ticketMs,
    }),
  )
  return ticket
}

/** @throws ProblemError 400, the same for a ticket that was used, is over, or never was; 503 */
export async function redeemTicket(
  { store, now }: Pick<Services, 'store' | 'now'>,
  ticket: string,
): Promise<VerifyResponse> {
  const taken = await askStore(store.takeOneTime('ticket', hashOnce(ticket)))
  if (taken !== null && now() < taken.expiresAt) return JSON.parse(taken.payload) as VerifyResponse
  const detail = 'this ticket was used, is more than 60 seconds old, or was not issued here'
  throw new ProblemError(400, 'ticket-invalid', { detail, errors: [{ pointer: '/ticket', detail }] })
}
