import { describe, expect, it } from 'vitest'
import { classifyFailure } from '../../src/browser/classify-failure.ts'
import { classifyOutcome } from '../../src/core/outcome/classify-outcome.ts'
import { parseShipped } from '../core/platform/knowledge-of-the-house.ts'

const knowledge = parseShipped()
const rows = knowledge.failures.map(({ row }) => row)
const named = rows.flatMap(({ errors }) => (Array.isArray(errors) ? errors : []))
/** A name that only back ends give. */
const errorNames = [...new Set(named), 'Error', 'QuotaExceededError', 'no-answer', ''].filter(
  (name) => name !== 'VerificationError',
)
const limits = rows.flatMap(({ fromMs, belowMs }) => [fromMs ?? 0, belowMs ?? 0])
const times = [...new Set(limits.flatMap((limit) => [limit - 1, limit, limit + 1]))].filter((ms) => ms >= 0)

describe('a failed ceremony', () => {
  for (const operation of ['authentication', 'registration'] as const)
    for (const method of ['passkey', 'cross-device'] as const)
      for (const mode of ['modal', 'conditional', 'immediate'] as const)
        it(`is told by the page as by the server: ${operation}, ${method}, ${mode}`, () => {
          expect(times.length).toBeGreaterThan(8)
          for (const errorName of errorNames)
            for (const elapsedMs of times)
              expect(
                classifyFailure({ operation, method, mode, errorName, elapsedMs }),
                `${errorName} after ${elapsedMs} ms`,
              ).toBe(
                // The page asks nobody which client it runs in: what the table says of all clients is its part.
                classifyOutcome(
                  { result: 'failure', method, errorName, operation, mode, elapsedMs, client: null },
                  knowledge,
                ).classified,
              )
        })
})
