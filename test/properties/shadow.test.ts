import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { answer, type Policy, untouchedCell } from '../../src/core/index.ts'
import { createShadowAnswer } from '../../src/http/answer-in-shadow.ts'
import { createLogger } from '../../src/http/create-logger.ts'
import type { Services } from '../../src/http/services.ts'
import { noon } from '../../src/proof/arbitraries/history.ts'
import { decisionInput } from '../arbitraries/decision-input.ts'
import { policyFor } from '../arbitraries/policy.ts'
import { shippedPolicy } from '../shipped-rules.ts'
import { times } from '../times.ts'

const live = shippedPolicy()
const fail = (): never => {
  throw new Error('a defect')
}
/** Policies that throw wherever they are touched, besides sound ones of any kind. */
const shadows = fc.oneof(
  policyFor.map(
    (build) => (input: { purpose: Policy['ruleSets']['authentication']['purpose'] }) => build(input.purpose),
  ),
  fc.constant(() => new Proxy(live, { get: fail })),
  fc.constant(() => ({ ...live, ruleSets: new Proxy(live.ruleSets, { get: fail }) })),
  fc.constant(fail),
  fc.constant(() => null),
)
const log = createLogger('silent')

describe('any shadow rules whatsoever', () => {
  test.prop([decisionInput, shadows], times(150))(
    'leave the answer as it is, byte by byte, and never throw',
    (input, build) => {
      const before = JSON.stringify(answer(input, live, noon))
      const asked = JSON.stringify(input)
      const policies = { shadow: () => build(input) } as unknown as Services['policies']
      const cells = { readAt: () => () => untouchedCell } as unknown as Services['cells']
      const metrics = { countShadowFailure: () => {} } as unknown as Services['metrics']
      const shadow = createShadowAnswer({ policies, cells, metrics, log, now: () => noon })(input, noon)
      expect(JSON.stringify(answer(input, live, noon))).toBe(before)
      expect(JSON.stringify(input)).toBe(asked)
      if (shadow !== null) expect(shadow.reason).not.toBe('')
    },
  )
})
