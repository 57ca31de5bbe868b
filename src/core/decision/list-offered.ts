import type { CredentialId } from '../../contract/ids.ts'
import { mayBeHere } from '../belief/may-be-here.ts'
import type { Situation } from '../facts/situation.ts'

/**
 * The credentials a failure of a local ceremony speaks about: those that could be here at all. A person may start one
 * by the button whatever was decided, so the list does not depend on the action. At registration it is all of them,
 * because all are excluded.
 */
export function listOffered({ belief, purpose }: Situation): readonly CredentialId[] {
  return belief.credentials
    .filter((credential) => purpose === 'registration' || mayBeHere(credential))
    .map(({ id }) => id)
}
