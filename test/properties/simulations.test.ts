import { test } from '@fast-check/vitest'
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { consider, decide } from '../../src/core/decide.ts'
import { considerBoth, hashDecision, type Policy, writeRecordedInput } from '../../src/core/index.ts'
import { buildReplayPolicies, type ReplayPolicies } from '../../src/replay/replay-policies.ts'
import { createRecordedSummary } from '../../src/replay/summarize-recorded.ts'
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
  os: index % 3 === 0 ? 'macos' : 'windows',
  browser: index % 2 === 0 ? 'chrome' : 'edge',
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

/** Some that were recorded by an older version, under other rules, with another answer, or cannot be read. */
const spoil = (row: RecordedDecisionRow, how: number): RecordedDecisionRow => {
  if (how === 0) return { ...row, answerHash: null }
  if (how === 1) return { ...row, revision: 'r-other' }
  if (how === 2) return { ...row, answerHash: '0123456789abcdef' }
  return how === 3 ? { ...row, openInput: () => '{' } : row
}
const attempts = fc.array(
  fc.record({
    method: fc.constantFrom('passkey', 'password'),
    succeeded: fc.boolean(),
    proven: fc.boolean(),
    classified: fc.constantFrom('succeeded', 'cancelled', 'not-found'),
  }),
  { maxLength: 2 },
)

/** Some questions asked many times over, so that there are more examples of a change than are told. */
const manyRecords = fc
  .tuple(
    fc.array(question, { minLength: 1, maxLength: 3 }),
    fc.array(fc.tuple(fc.nat(), fc.nat(20), attempts), { minLength: 1, maxLength: 60 }),
  )
  .map(([questions, asked]) =>
    asked.flatMap(([number, how, attempts], index): RecordedDecisionRow[] => {
      const one = questions[number % questions.length]
      return one === undefined ? [] : [spoil({ ...recordOf(one, index), attempts }, how)]
    }),
  )

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

  test.prop([manyRecords, fc.array(fc.nat(60)), draft], runs)(
    'of parts that are put together is that of the whole, to the last digit',
    (rows, cuts, other) => {
      const policies = between(live, other)
      const whole = createRecordedSummary(policies)
      for (const row of rows) whole.add(row)
      const merged = createRecordedSummary(policies)
      const ends = [...cuts, 0, rows.length].sort((one, two) => one - two)
      for (const [index, end] of ends.entries()) {
        const part = createRecordedSummary(policies)
        for (const row of rows.slice(ends[index - 1] ?? 0, end)) part.add(row)
        // As a thread is told.
        merged.merge(structuredClone(part.tally))
      }
      const told = whole.build()
      expect(JSON.stringify(merged.build())).toBe(JSON.stringify(told))
      // Whoever is met more than once counts by the most that happened to them.
      const alone = rows.map((row) => {
        const summary = createRecordedSummary(policies)
        summary.add(row)
        return { person: row.person ?? row.id, one: summary.build() }
      })
      const countPeople = (happened: (one: typeof told) => number): number =>
        new Set(alone.filter(({ one }) => happened(one) > 0).map(({ person }) => person)).size
      expect(told.people).toEqual({
        decided: countPeople(({ decided }) => decided),
        changed: countPeople(({ changed }) => changed.count),
        lostRoute: countPeople(({ lostRoute }) => lostRoute.count),
      })
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
