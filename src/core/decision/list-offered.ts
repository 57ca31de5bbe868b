import type { CredentialId } from '../../contract/ids.ts'
import { mayBeHere } from '../belief/may-be-here.ts'
import type { Situation } from '../facts/situation.ts'
import type { Decision } from './decision.ts'

/**
 * The credentials a failure of a local ceremony speaks about: those that could be here at all. A person may start one
 * by the button whatever was decided, so the list does not depend on the action otherwise. At registration it is all of them,
 * because all are excluded. What starts with a phone speaks about those that a phone may serve.
 */
export function listOffered({ belief, purpose }: Situation, { action }: Decision): readonly CredentialId[] {
  const offered: CredentialId[] = []
  for (const credential of belief.credentials)
    if (
      action === 'cross-device' ? credential.phone > 0 : purpose === 'registration' || mayBeHere(credential)
    )
      offered.push(credential.id)
  return offered
}
