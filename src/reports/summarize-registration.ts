import type { RegistrationVariant } from '../contract/words.ts'
import type { ObservedDecision } from './observed-decision.ts'
import { isPasskeyMethod } from './summarize-login.ts'

/** What became of one offer to create a passkey. */
export interface RegistrationSummary {
  /** null: nothing was offered. */
  readonly variant: RegistrationVariant | null
  readonly fetched: boolean
  readonly started: boolean
  readonly created: boolean
  readonly verified: boolean
  readonly declined: boolean
  readonly never: boolean
}

export function summarizeRegistration(decision: ObservedDecision): RegistrationSummary {
  const { attempts, fetched } = decision
  const tries = attempts.filter(({ method }) => isPasskeyMethod(method))
  const created = tries.some(({ succeeded }) => succeeded)
  const never = attempts.some(({ method }) => method === 'never')
  const variant = variantOf(decision)
  // A page that broke off has asked nobody; where a passkey is there already, nothing was declined.
  const refused = attempts.some(
    ({ succeeded, classified }) =>
      !succeeded && classified !== 'aborted' && classified !== 'credential-exists',
  )
  return {
    variant,
    fetched,
    started: tries.length > 0,
    created,
    verified: tries.some(({ succeeded, proven }) => succeeded && proven),
    declined: refused && !created && !never && variant !== 'conditional',
    never: never && !created,
  }
}

/** As the history counts asks (`core/outcome/apply-outcome.ts`). */
function variantOf({ values: { action }, reason }: ObservedDecision): RegistrationVariant | null {
  if (action !== 'offer' && action !== 'conditional') return null
  if (reason === 'offer-after-cross-device') return 'after-cross-device'
  if (reason === 'offer-after-error') return 'after-error'
  return reason === 'conditional-create' || action === 'conditional' ? 'conditional' : 'default'
}
