import { test } from '@fast-check/vitest'
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { evidenceKinds } from '../../src/contract/words.ts'
import { assess, decide } from '../../src/core/decide.ts'
import type { Decision } from '../../src/core/decision/decision.ts'
import { addEvidence, credentialIds, deviceIds, noon } from '../../src/proof/arbitraries/history.ts'
import { namedInput } from '../arbitraries/decision-input.ts'
import { runs } from '../arbitraries/question.ts'
import { shippedPolicy } from '../shipped-rules.ts'

const dayMs = 86_400_000
const told = evidenceKinds.filter((kind) => !kind.startsWith('succeeded'))

/** All that can go wrong, as often as one likes, on this device and on all the others. */
const troubles = fc.array(
  fc.record({
    id: fc.constantFrom(...credentialIds),
    device: fc.constantFrom(...deviceIds),
    kind: fc.constantFrom(...told),
    daysAgo: fc.integer({ min: 0, max: 60 }),
    times: fc.integer({ min: 1, max: 20 }),
  }),
  { minLength: 1, maxLength: 12 },
)

const hasRoute = ({ ceremony, passive }: Decision) => ceremony !== undefined || passive !== 'none'

describe('a user whose only route is a passkey', () => {
  const policy = shippedPolicy()

  test.prop([namedInput, troubles, fc.constantFrom('authentication' as const, 'step-up' as const)], runs)(
    'still has it after every failure there can be: a ceremony, or a button',
    (asked, happened, purpose) => {
      let { history } = asked
      for (const { id, device, kind, daysAgo, times } of happened)
        for (let n = 0; n < times; n++)
          history = addEvidence(history, id, device, { at: noon - daysAgo * dayMs - n * 60_000, kind })
      const user = { ...asked.user, fallbacks: [] }
      const input = { ...asked, purpose, user, history }
      const { support, platform } = assess(input, policy, noon)
      const decision = decide(input, policy, noon)
      const calm = decide({ ...input, history: asked.history }, policy, noon)
      // A robot, and a client that cannot or may not be able to, have none because of what they are.
      if (support.webauthn.value === true && !platform.bot) expect(hasRoute(decision)).toBe(true)
      expect(hasRoute(decision)).toBe(hasRoute(calm))
      // What the history says moves passkeys about; it takes none away.
      if (decision.action !== 'passkey' || decision.ceremony?.mediation === 'conditional') return
      const named = new Set<string>(decision.ceremony?.allowCredentials.map(({ id }) => id))
      if (calm.action !== 'passkey' || calm.ceremony?.mediation !== decision.ceremony?.mediation) return
      if (calm.ceremony?.uiMode !== decision.ceremony?.uiMode) return
      for (const { id } of calm.ceremony?.allowCredentials ?? []) expect(named).toContain(id)
    },
  )
})
