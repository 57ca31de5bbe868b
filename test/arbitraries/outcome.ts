import fc from 'fast-check'
import {
  actions,
  failureClassifications,
  failureEvidenceKinds,
  purposes,
  registrationActions,
} from '../../src/contract/words.ts'
import type { DecisionRecord, OutcomeRecord } from '../../src/core/history/decision-record.ts'
import { credentialIds, deviceIds, time, users } from '../../src/proof/arbitraries/history.ts'

const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 4 })

export const decisionRecord: fc.Arbitrary<DecisionRecord> = fc.record({
  id: fc.constant('decision-1'),
  at: time,
  user: orNull(fc.constantFrom(...users)),
  deviceId: orNull(fc.constantFrom(...deviceIds)),
  deviceProven: fc.boolean(),
  purpose: fc.constantFrom(...purposes),
  action: fc.constantFrom(...actions, ...registrationActions),
  reason: fc.constantFrom('try-once' as const, 'offer-after-error' as const, 'offer-default' as const),
  rule: fc.constant(null),
  revision: fc.constant('r1'),
  os: fc.constantFrom('windows' as const, 'macos' as const),
  osVersion: fc.constant('11'),
  browser: fc.constantFrom('chrome' as const, 'edge' as const),
  browserMajor: fc.constant(157),
  mode: fc.constantFrom('modal' as const, 'conditional' as const, 'immediate' as const, null),
  offered: fc.subarray(credentialIds),
  probability: fc.constant({ local: 0.5, crossDevice: 0 }),
  provider: fc.constant(null),
  reach: fc.constant(null),
  confidence: fc.constant('high' as const),
  passive: fc.constant('none' as const),
  network: fc.constant(null),
  startedAt: fc.constant(null),
  view: fc.constantFrom('device', 'page', 'back-end', null),
  exposures: fc.constant(null),
  shadow: fc.constant(null),
  answerHash: fc.constant(null),
  input: fc.constant('{}'),
})

export const outcomeRecord: fc.Arbitrary<OutcomeRecord> = fc
  .record({
    decisionId: fc.constant('decision-1'),
    method: fc.constantFrom('passkey', 'cross-device', 'password', 'never'),
    attempt: fc.integer({ min: 1, max: 3 }),
    succeeded: fc.boolean(),
    classified: fc.constantFrom(...failureClassifications),
    errorName: orNull(fc.constantFrom('NotAllowedError', 'AbortError')),
    evidence: orNull(fc.constantFrom(...failureEvidenceKinds)),
    weight: fc.constantFrom(0, 0.1, 0.5, 1),
    proven: fc.boolean(),
    credentialId: orNull(fc.constantFrom(...credentialIds)),
    authenticatorAttachment: fc.constantFrom('platform' as const, 'cross-platform' as const, null),
    elapsedMs: orNull(fc.nat({ max: 300_000 })),
    user: orNull(fc.constantFrom(...users)),
    at: time,
  })
  .map(({ succeeded, ...one }) => ({
    ...one,
    result: succeeded ? ('success' as const) : ('failure' as const),
    classified: succeeded ? ('succeeded' as const) : one.classified,
    errorName: succeeded ? null : one.errorName,
    evidence: succeeded ? null : one.evidence,
    weight: succeeded || one.evidence === null ? 0 : one.weight,
  }))

/** The outcomes of one decision: unique by method and attempt, in the order in which they arrive. */
export const outcomes: fc.Arbitrary<OutcomeRecord[]> = fc.uniqueArray(outcomeRecord, {
  selector: (one) => `${one.method} ${one.attempt}`,
  maxLength: 5,
})
