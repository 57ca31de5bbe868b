import type { IssueAdvice } from '../contract/words.ts'
import type { Ground } from '../core/index.ts'
import type { FixtureResult, Mismatch } from './run-fixture.ts'

/** Which features an answer hangs on, the most telling first. What is not listed keeps the usual order. */
const tellingByReason: Readonly<Record<string, readonly string[]>> = {
  'phone-can-reach': ['hybridClient', 'reach'],
  'no-bluetooth': ['hybridClient', 'reach'],
  'conditional-before-identifier': ['conditionalGet', 'webauthn'],
  'no-conditional': ['conditionalGet', 'webauthn'],
  'conditional-create': ['conditionalCreate'],
  'unsupported-platform': ['webauthn', 'client'],
  'in-app-browser': ['webauthn', 'client'],
  'no-platform-authenticator': ['platformAuthenticator', 'platformPasskeys'],
  'cannot-create-here': ['platformPasskeys', 'platformAuthenticator', 'thirdPartyProviders'],
  'synced-passkey-same-ecosystem': ['reach', 'provider', 'passkeySync'],
  'manager-passkey-likely': ['reach', 'provider', 'thirdPartyProviders'],
  'passkey-used-here': ['reach', 'provider', 'platformAuthenticator'],
  'passkey-made-here': ['reach', 'provider', 'platformAuthenticator'],
  'passkey-elsewhere': ['reach', 'hybridClient', 'provider'],
}
const usual = [
  'reach',
  'hybridClient',
  'conditionalGet',
  'platformPasskeys',
  'platformAuthenticator',
  'webauthn',
  'thirdPartyProviders',
  'conditionalCreate',
  'passkeySync',
  'provider',
  'client',
]

/** What a known issue takes away, by its advice: it stands right before the statement on that. */
const takenAway: Readonly<Partial<Record<IssueAdvice, string>>> = {
  'no-ceremony': 'webauthn',
  'no-creation': 'platformPasskeys',
  'no-hybrid': 'hybridClient',
  'no-conditional': 'conditionalGet',
  'try-once': 'reach',
}

/** The statements behind a mismatch, the most telling first: what the expected and the actual reason hang on. */
export function rankGrounds(
  mismatch: Mismatch,
  { fixture, decision, issues }: FixtureResult,
): readonly Ground[] {
  const reasons = [fixture.expect.reason, decision.reason]
  const order = [...reasons.flatMap((reason) => tellingByReason[reason ?? ''] ?? []), ...usual]
  const placeOf = ({ what }: Ground) => {
    const issue = issues.find(({ id }) => id === what)
    const place = order.indexOf(issue === undefined ? what : (takenAway[issue.advice] ?? ''))
    if (place === -1) return order.length
    return issue === undefined ? place : place - 0.5
  }
  return [...mismatch.grounds].sort((a, b) => placeOf(a) - placeOf(b))
}
