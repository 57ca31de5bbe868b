import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  browserNames,
  type Classification,
  classifications,
  failureEvidenceKinds,
  osNames,
} from '../../../src/contract/words.ts'
import { classifyOutcome, type FinishedAttempt } from '../../../src/core/outcome/classify-outcome.ts'
import { times } from '../../times.ts'
import { parseShipped } from '../platform/knowledge-of-the-house.ts'

const knowledge = parseShipped()
const classify = (attempt: FinishedAttempt) => classifyOutcome(attempt, knowledge)

const modal: FinishedAttempt = {
  result: 'failure',
  method: 'passkey',
  errorName: 'NotAllowedError',
  operation: 'authentication',
  mode: 'modal',
  elapsedMs: 3_000,
  client: null,
}

describe('a finished attempt', () => {
  const cases: readonly [string, Partial<FinishedAttempt>, Classification][] = [
    ['a success', { result: 'success' }, 'succeeded'],
    [
      'a success, whatever error name comes along',
      { result: 'success', errorName: 'AbortError' },
      'succeeded',
    ],
    ['a modal refused before it was shown', { elapsedMs: 0 }, 'refused'],
    ['a modal refused just in time', { elapsedMs: 999 }, 'refused'],
    ['a modal dismissed after one second', { elapsedMs: 1_000 }, 'cancelled'],
    ['a modal dismissed in under eight', { elapsedMs: 7_999 }, 'cancelled'],
    ['a modal given up after eight', { elapsedMs: 8_000 }, 'abandoned'],
    ['a modal given up after fourteen', { elapsedMs: 14_000 }, 'abandoned'],
    ['a modal just before its timeout', { elapsedMs: 294_999 }, 'abandoned'],
    ['a modal that ran into its timeout', { elapsedMs: 300_000 }, 'timed-out'],
    ['a modal without a time', { elapsedMs: null }, 'cancelled'],
    ['a ceremony started by a click', { mode: null, elapsedMs: 14_000 }, 'abandoned'],
    ['an immediate request with nothing to offer', { mode: 'immediate', elapsedMs: 40 }, 'not-found'],
    ['an immediate offer dismissed', { mode: 'immediate', elapsedMs: 1_000 }, 'cancelled'],
    ['an immediate offer dismissed late', { mode: 'immediate', elapsedMs: 400_000 }, 'cancelled'],
    ['an immediate request without a time', { mode: 'immediate', elapsedMs: null }, 'unknown'],
    ['a suggestion picked and dismissed', { mode: 'conditional', elapsedMs: 600_000 }, 'cancelled'],
    ['a suggestion without a time', { mode: 'conditional', elapsedMs: null }, 'cancelled'],
    ['conditional mediation refused at once', { mode: 'conditional', elapsedMs: 20 }, 'refused'],
    ["the page's own abort", { errorName: 'AbortError' }, 'aborted'],
    ["the page's own abort at once", { errorName: 'AbortError', elapsedMs: 1, mode: 'immediate' }, 'aborted'],
    ["the page's own timeout", { errorName: 'TimeoutError', elapsedMs: 20_000 }, 'timed-out'],
    ['a wrong origin', { errorName: 'SecurityError', elapsedMs: 9_000 }, 'refused'],
    ['options nobody can meet', { errorName: 'NotSupportedError' }, 'refused'],
    ['an authenticator that cannot', { errorName: 'ConstraintError', operation: 'registration' }, 'refused'],
    ['a platform service that broke down', { errorName: 'NotReadableError', elapsedMs: 9_000 }, 'refused'],
    [
      'a registration that met an excluded credential',
      { errorName: 'InvalidStateError', operation: 'registration' },
      'credential-exists',
    ],
    ['another request pending', { errorName: 'InvalidStateError' }, 'refused'],
    ['another request pending, elsewhere', { errorName: 'OperationError' }, 'refused'],
    ['a registration dismissed', { operation: 'registration' }, 'cancelled'],
    ['a code on the screen and no phone', { method: 'cross-device', elapsedMs: 30_000 }, 'hybrid-failed'],
    ['a code dismissed', { method: 'cross-device' }, 'cancelled'],
    ['a code never shown', { method: 'cross-device', elapsedMs: 100 }, 'refused'],
    ['a code that ran out', { method: 'cross-device', elapsedMs: 300_000 }, 'timed-out'],
    [
      'a tunnel that could not be built',
      { method: 'cross-device', errorName: 'NetworkError' },
      'hybrid-failed',
    ],
    ['a code is no silent request', { method: 'cross-device', mode: 'immediate', elapsedMs: 100 }, 'refused'],
    ['an answer the server refused', { errorName: 'verification-failed' }, 'server-rejected'],
    ['a wrong password', { method: 'password', errorName: null }, 'server-rejected'],
    ['a passkey failure without a name', { errorName: null }, 'unknown'],
    ['a name nobody has described', { errorName: 'QuotaExceededError' }, 'unknown'],
    ['a name in other letters', { errorName: 'notallowederror' }, 'unknown'],
  ]
  it.each(cases)('%s', (_, change, wanted) => {
    expect(classify({ ...modal, ...change }).classified).toBe(wanted)
  })

  it('is classified whatever it is', () => {
    const attempt = fc.record({
      result: fc.constantFrom('success' as const, 'failure' as const),
      method: fc.oneof(fc.constantFrom('passkey', 'cross-device', 'password'), fc.string()),
      errorName: fc.option(
        fc.oneof(
          fc.constantFrom('NotAllowedError', 'AbortError', '__proto__', 'InvalidStateError'),
          fc.string(),
        ),
      ),
      operation: fc.constantFrom('authentication' as const, 'registration' as const),
      mode: fc.constantFrom('modal' as const, 'conditional' as const, 'immediate' as const, null),
      elapsedMs: fc.option(fc.oneof(fc.nat(), fc.double())),
      client: fc.option(
        fc.record({
          os: fc.constantFrom(...osNames),
          osVersion: fc.constantFrom('unknown', '11', '16.2', '17.4', '26', '', '-1'),
          browser: fc.constantFrom(...browserNames),
          browserMajor: fc.constantFrom(null, 16, 140, 157),
        }),
      ),
    })
    fc.assert(
      fc.property(attempt, (one) => {
        const { classified, evidence, weight, rule } = classify(one)
        expect(classifications).toContain(classified)
        expect(classified === 'succeeded').toBe(one.result === 'success')
        expect(rule === null).toBe(one.result === 'success')
        expect([null, ...failureEvidenceKinds]).toContain(evidence)
        expect(weight > 0 && weight <= 1).toBe(evidence !== null)
      }),
      times(2_000),
    )
  })

  it('is nothing known where there is no table', () => {
    const nothing = { ...knowledge, failures: [] }
    expect(classifyOutcome(modal, nothing)).toMatchObject({
      classified: 'unknown',
      evidence: null,
      weight: 0,
    })
  })
})
