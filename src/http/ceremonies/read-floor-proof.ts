import {
  type DecisionInput,
  emptyHistory,
  isResistantProof,
  type Policy,
  resolveUser,
} from '../../core/index.ts'
import { ProblemError } from '../problem-error.ts'

/** What stands for a new passkey of an account with a resistant floor: a login that cannot be phished, or the host's word. */
export type FloorProof = 'resistant' | 'host'

/**
 * Under a resistant floor a stolen password must not buy a passkey. A decision that was taken says what was used before,
 * and holds; without one the relying party vouches for the user by its secret key, as after a recovery of its own.
 * @returns null where there is no such floor
 * @throws ProblemError 403
 */
export function readFloorProof(
  input: DecisionInput,
  { settings }: Policy,
  isDecided: boolean,
): FloorProof | null {
  const history = input.history === 'unavailable' ? emptyHistory : input.history
  if (resolveUser(input.user, history, settings, input).floor === 'any') return null
  if (isResistantProof(input.context.justUsed, settings.resistantMethods)) return 'resistant'
  if (!isDecided) return 'host'
  throw new ProblemError(403, 'policy-floor', {
    detail:
      'this account needs a proof first that cannot be phished: tell it as context.justUsed when you decide',
    errors: [{ pointer: '/decisionToken', detail: 'decided without such a proof' }],
  })
}
