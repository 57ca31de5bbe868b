import { ProblemError } from './problem-error.ts'
import type { DecisionToken, TokenReading } from './tokens.ts'

/** How long it can be told what became of a decision; conditional requests outlive its token. */
export const reportMs = 24 * 3_600_000

const tokenProblems = {
  malformed: [400, 'token-malformed', 'this is not a decision token'],
  forged: [401, 'token-forged', 'this token was not signed here'],
  expired: [
    410,
    'token-expired',
    'a token is good for 10 minutes; a secret key may report by decision id for 24 hours',
  ],
} as const

/** What is wrong with a token, told at its place in the body. */
export function refuseToken(
  kind: Exclude<TokenReading<DecisionToken>['kind'], 'valid'>,
  pointer: string,
): ProblemError {
  const [status, code, detail] = tokenProblems[kind]
  return new ProblemError(status, code, { detail, errors: [{ pointer, detail }] })
}
