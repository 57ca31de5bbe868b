import type { AssuranceFloor, UserState } from '../../contract/words.ts'
import type { DecisionInput } from './decision-input.ts'
import { addsProof } from './match-method-factor.ts'
import type { UserHistory } from './user-history.ts'

/** What a request says of its user; `null`: before the identifier is known. */
interface ClaimedUser {
  /** null: something is said of a user whom the caller may not know or has not named. */
  readonly pseudonym: string | null
  readonly state?: UserState
  readonly attributes?: Readonly<Record<string, string | number | boolean>>
  readonly fallbacks?: readonly string[]
  readonly assuranceFloor?: AssuranceFloor
}

/**
 * Who is logging in: what the request says, then what is stored. The floor is the stronger of the two, because a
 * request may raise it and never lower it; under a resistant floor only methods that cannot be phished remain. A step-up
 * is a second proof: what was just used, and what would prove the same factor again, is none.
 */
export function resolveUser(
  claimed: ClaimedUser | null,
  stored: UserHistory,
  settings: { readonly fallbacks: readonly string[]; readonly resistantMethods: readonly string[] },
  { purpose, context }: Pick<DecisionInput, 'purpose' | 'context'>,
) {
  const floor: AssuranceFloor =
    claimed?.assuranceFloor === 'phishing-resistant' || stored.assuranceFloor === 'phishing-resistant'
      ? 'phishing-resistant'
      : 'any'
  const methods = withoutPasskeys(claimed?.fallbacks ?? settings.fallbacks)
  const allowed =
    floor === 'any' ? methods : methods.filter((method) => settings.resistantMethods.includes(method))
  const { justUsed } = context
  const fallbacks =
    purpose === 'step-up' && justUsed !== undefined
      ? allowed.filter((method) => addsProof(method, justUsed))
      : allowed
  return {
    identified: claimed !== null && claimed.pseudonym !== null,
    state: claimed?.state ?? stored.state ?? 'active',
    attributes: claimed?.attributes ? { ...stored.attributes, ...claimed.attributes } : stored.attributes,
    floor,
    fallbacks,
    flooredMethods: methods.length - allowed.length,
  } as const
}

/** Routes of our own, which a fallback list may name but which are no fallback. */
const isPasskeyRoute = (method: string) => method === 'passkey' || method === 'cross-device'

/** The list itself where it names none, which is nearly always. */
const withoutPasskeys = (methods: readonly string[]) =>
  methods.some(isPasskeyRoute) ? methods.filter((method) => !isPasskeyRoute(method)) : methods
