import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { ExplainResponse } from '../../src/contract/explain.ts'
import { DecisionTrace, RecordedDecision } from '../../src/contract/responses.ts'
import { type Purpose, purposes } from '../../src/contract/words.ts'
import { factNames } from '../../src/core/index.ts'
import { addUserWithPasskey, clients, openApp, type TestApp } from './open-app.ts'

const id = 'jane.doe@example.com'

const expectValid = (schema: TSchema, value: unknown, about: string) =>
  expect(Value.Errors(schema, value), about).toEqual([])

async function openWithJane() {
  const app = await openApp()
  await addUserWithPasskey(app, { id, credentialId: 'c-1' })
  const url = `/v1/users/${encodeURIComponent(id)}`
  const attributes = { plan: 'pro', emailDomain: 'corp.example' }
  await app.call({ method: 'PUT', url, key: 'secret', body: { attributes } })
  return app
}

/** Rules stand in a trace in the order in which they are tried, each of them, matched or not. */
function expectWhole({ policies }: TestApp, purpose: Purpose, trace: Trace, about: string): void {
  const { rules } = policies.current().ruleSets[purpose]
  expect(trace.rules.map(({ name }) => name).sort(), about).toEqual(rules.map(({ name }) => name).sort())
  expect(
    trace.rules.filter(({ state }) => state === 'matched'),
    about,
  ).toHaveLength(1)
  expect(Object.keys(trace.facts).sort(), about).toEqual([...factNames].sort())
}
interface Trace {
  readonly rules: readonly { readonly name: string; readonly state: string }[]
  readonly facts: object
}

describe('the trace of a decision', () => {
  it.each(purposes)('is valid, whole and names no user, on every client: %s', async (purpose) => {
    const app = await openWithJane()
    for (const [client, { signals }] of Object.entries(clients)) {
      const body = { purpose, user: { id, fallbacks: ['email-otp'] }, device: { id: 'd-1' }, signals }
      const decided = await app.call({ url: '/v1/decisions', key: 'secret', body })
      const explained = await app.call({ url: '/v1/decisions/explain', key: 'secret', body })
      expectValid(ExplainResponse, explained.json, client)
      expectWhole(app, purpose, explained.json.trace, client)
      // Two evaluators, one answer.
      const { trace: _trace, flips: _flips, ...answer } = explained.json
      const { decisionId, token: _token, expiresAt: _expires, ...decision } = decided.json
      expect(answer, client).toEqual(decision)

      const recorded = await app.call({ url: `/v1/decisions/${decisionId}`, key: 'admin' })
      expectValid(RecordedDecision, recorded.json, client)
      const traced = await app.call({ url: `/v1/decisions/${decisionId}/trace`, key: 'admin' })
      expectValid(DecisionTrace, traced.json, client)
      expect(traced.json, client).toMatchObject({ differs: false, recorded: recorded.json })
      expectWhole(app, purpose, traced.json.replayed.trace, client)
      expect(traced.json.replayed.trace, client).toEqual(explained.json.trace)
      for (const { text } of [explained, recorded, traced]) expect(text, client).not.toContain('jane')
    }
  })
})
