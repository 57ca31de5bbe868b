import { test } from '@fast-check/vitest'
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { consider, decide } from '../../src/core/decide.ts'
import { considerBoth, hashDecision, type Policy, writeRecordedInput } from '../../src/core/index.ts'
import { buildReplayPolicies, type ReplayPolicies } from '../../src/replay/replay-policies.ts'
import { createRecordedSummary } from '../../src/replay/simulate-recorded.ts'
import type { RecordedDecisionRow } from '../../src/store/read-recorded-decisions.ts'
import { arbitrarySwitch, policyFor } from '../arbitraries/policy.ts'
import { type Question, question } from '../arbitraries/question.ts'
import { shippedPolicy } from '../shipped-rules.ts'
import { times } from '../times.ts'

const live = shippedPolicy()
const folder = (name: string) => new Map([['knowledge/all.json', name]])
const between = (one: Policy, other: Policy, sameKnowledge = true): ReplayPolicies =>
  buildReplayPolicies(
    { folder: folder('one'), policy: one },
    { folder: folder(sameKnowledge ? 'one' : 'other'), policy: other },
  )

/** A draft with rules, settings and switches of its own. */
const draft = fc
  .tuple(policyFor, policyFor, policyFor, fc.array(arbitrarySwitch, { maxLength: 2 }))
  .map(([login, registration, stepUp, switches]): Policy => {
    const policy = login('authentication')
    return {
      ...policy,
      revision: 'r-draft',
      switches,
      ruleSets: {
        authentication: policy.ruleSets.authentication,
        registration: registration('registration').ruleSets.registration,
        'step-up': stepUp('step-up').ruleSets['step-up'],
      },
    }
  })

const records = fc.array(question, { minLength: 1, maxLength: 12 })
const recordOf = ({ input, now }: Question, index: number): RecordedDecisionRow => ({
  id: `dec-${index}`,
  at: now,
  person: input.user?.pseudonym ?? null,
  os: 'windows',
  browser: 'chrome',
  mode: null,
  provider: null,
  reach: null,
  deviceProven: index % 2 === 0,
  revision: live.revision,
  answerHash: hashDecision(decide(input, live, now)),
  openInput: () => writeRecordedInput(input, new Map(), live),
  attempts: [],
})

function summarize(questions: readonly Question[], policies: ReplayPolicies) {
  const summary = createRecordedSummary(policies)
  for (const [index, one] of questions.entries()) summary.add(recordOf(one, index))
  return summary.build()
}

const runs = times(60)

describe('a simulation', () => {
  test.prop([records, fc.boolean()], runs)('of an equal draft changes nothing', (questions, same) => {
    const told = summarize(questions, between(live, { ...live, revision: 'r-copy' }, same))
    expect(told.changed).toEqual({ count: 0, share: 0, action: 0, mode: 0, details: 0 })
    expect(told).toMatchObject({ words: 0, transitions: [], byRule: [], byReason: [] })
    expect(told.lostRoute.count).toBe(0)
    expect(told.unfaithful.count).toBe(0)
    expect(told.notReplayable).toEqual({ olderVersion: 0, unreadable: 0 })
    expect(told.decided).toBe(questions.length)
    expect(told.estimate?.live).toEqual(told.estimate?.draft)
  })

  test.prop([records, draft, fc.boolean()], runs)(
    'tells of each decision once, whatever it is counted under',
    (questions, other, same) => {
      const told = summarize(questions, between(live, other, same))
      const sum = (rows: readonly { count?: number; changed?: number }[]) =>
        rows.reduce((total, { count = 0, changed = 0 }) => total + count + changed, 0)
      const { changed, transitions, byRule, byReason, byOs, byPurpose, ended } = told
      expect(changed.action + changed.mode + changed.details).toBe(changed.count)
      expect(told.unfaithful.count).toBe(0)
      for (const rows of [transitions, byRule, byReason, byOs, byPurpose])
        expect(sum(rows)).toBe(changed.count)
      expect(Object.values(ended).reduce((one, two) => one + two)).toBe(changed.count)
    },
  )

  test.prop([records, draft], runs)('of swapped sides is the mirror image', (questions, other) => {
    const mirrored = (
      rows: readonly { kind?: string; from: string | null; to: string | null; count: number }[],
    ) =>
      rows
        .filter(({ kind }) => kind !== 'details')
        .map(({ kind, from, to, count }) => JSON.stringify([kind, from, to, count]))
        .sort()
    const swapped = <Row extends { from: string | null; to: string | null }>(rows: readonly Row[]) =>
      rows.map((row) => ({ ...row, from: row.to, to: row.from }))
    const there = summarize(questions, between(live, other))
    const back = summarize(questions, between(other, live))
    expect(back.changed).toEqual(there.changed)
    expect(mirrored(swapped(back.transitions))).toEqual(mirrored(there.transitions))
    expect(mirrored(swapped(back.byRule))).toEqual(mirrored(there.byRule))
    expect(mirrored(swapped(back.byReason))).toEqual(mirrored(there.byReason))
  })
})

describe('a question put to two policies', () => {
  test.prop([question, draft], times(300))('is answered as by each alone', ({ input, now }, other) => {
    for (const draftPolicy of [other, { ...other, settings: live.settings, knowledge: live.knowledge }]) {
      const both = considerBoth(input, live, draftPolicy, now)
      const alone = [consider(input, live, now), consider(input, draftPolicy, now)]
      expect(both.map(({ decision }) => JSON.stringify(decision))).toEqual(
        alone.map(({ decision }) => JSON.stringify(decision)),
      )
    }
  })
})
