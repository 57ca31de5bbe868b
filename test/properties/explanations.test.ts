import { test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { decide } from '../../src/core/decide.ts'
import { explain } from '../../src/core/explain.ts'
import { question } from '../arbitraries/question.ts'
import { times } from '../times.ts'

/** json-rules-engine runs here, which is slow. */
const runs = times(400)

describe('an explanation, under any policy', () => {
  test.prop([question], runs)('tells the decision that was made', async ({ input, policy, now }) => {
    expect((await explain(input, policy, now)).decision).toEqual(decide(input, policy, now))
  })

  test.prop([question], runs)(
    'tells of every rule once, in a form that can be sent',
    async ({ input, policy, now }) => {
      const { trace } = await explain(input, policy, now)
      const names = policy.ruleSets[input.purpose].rules.map(({ name }) => name)
      expect(trace.rules.map(({ name }) => name)).toEqual(names)
      expect(trace.rules.filter(({ state }) => state === 'matched').length).toBeLessThanOrEqual(1)
      expect(JSON.parse(JSON.stringify(trace))).toEqual(trace)
      for (const { evidence } of trace.credentials) expect(evidence.length).toBeGreaterThan(0)
    },
  )

  test.prop([question], runs)(
    'gives the source of every ability, reach and known issue that it tells of',
    async ({ input, policy, now }) => {
      const { trace } = await explain(input, policy, now)
      const told = [
        ...Object.values(trace.support).flatMap(({ ref }) => ref ?? []),
        ...trace.credentials.flatMap(({ reachRule }) => reachRule?.ref ?? []),
        ...trace.knownIssues.map(({ id }) => trace.grounds.find(({ what }) => what === id)?.ref),
      ]
      for (const ref of told) expect(trace.statements[ref ?? '']?.source).toMatch(/\S/)
    },
  )
})
