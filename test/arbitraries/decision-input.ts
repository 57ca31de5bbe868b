import { drawLogins } from '../../src/proof/arbitraries/logins.ts'
import { examples } from './signals.ts'

export { askedAt, methods, type NamedInput, namedUser } from '../../src/proof/arbitraries/logins.ts'

/** Questions made of the fixtures of this repository. */
export const drawn = drawLogins(examples)
export const { realCredential, hauntedHistory, knownHistory, decisionInput, namedInput } = drawn
