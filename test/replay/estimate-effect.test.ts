import { beforeAll, describe, expect, it } from 'vitest'
import { hashDecision, type Policy, type RuleFolder, writeRecordedInput } from '../../src/core/index.ts'
import { effectBounds, effectNote } from '../../src/replay/estimate-effect.ts'
import { buildReplayPolicies } from '../../src/replay/replay-policies.ts'
import { createRecordedSummary } from '../../src/replay/summarize-recorded.ts'
import { behave } from '../../src/simulation/behaviour.ts'
import { createClients } from '../../src/simulation/clients.ts'
import { createEngine, type OnAnswer } from '../../src/simulation/engine-policy.ts'
import type { SimulatedLife } from '../../src/simulation/life.ts'
import { firstDay, liveLife } from '../../src/simulation/live-life.ts'
import type { World } from '../../src/simulation/world.ts'
import { shippedWorlds } from '../../src/simulation/worlds/shipped-worlds.ts'
import type { RecordedDecisionRow } from '../../src/store/read-recorded-decisions.ts'
import { parseAgain, readShippedRules } from '../shipped-rules.ts'
import { isTorture } from '../times.ts'

const dayMs = 86_400_000
/** The shipped rules have come to know people when a draft is put beside them. */
const publishedAt = firstDay + 120 * dayMs
const people = isTorture ? 400 : 150

const shipped = readShippedRules()
const file = 'authentication.rules.json'
function sideWith(own: readonly object[]) {
  const { rules, ...rest } = JSON.parse(shipped.get(file) ?? '')
  const folder: RuleFolder = new Map([
    ...shipped,
    [file, JSON.stringify({ ...rest, rules: [...own, ...rules] })],
  ])
  const { policy, problems } = parseAgain(folder)
  if (policy === null) throw new Error(JSON.stringify(problems))
  return { folder, policy }
}
const live = sideWith([])
/** For whoever has a passkey, on a client that could use one. */
const draft = (name: string, when: readonly object[], event: object) => {
  const able = [
    { fact: 'passkeys.count', operator: 'greaterThan', value: 0 },
    { fact: 'support.webauthn', operator: 'equal', value: true },
  ]
  const conditions = { all: [...able, ...when] }
  return sideWith([{ name, description: 'a draft of the test', priority: 890, conditions, event }])
}
const drafts = {
  'starts no dialog below .9': draft('shy', [{ fact: 'belief.local', operator: 'lessThan', value: 0.9 }], {
    type: 'fallback',
    params: { reason: 'excluded-by-rule', passive: 'conditional' },
  }),
  'always starts a dialog': draft('bold', [], {
    type: 'passkey',
    params: { reason: 'try-once', maxAttempts: 1 },
  }),
  'only ever suggests': draft(
    'suggests',
    [{ fact: 'support.conditionalGet', operator: 'equal', value: true }],
    { type: 'passkey', params: { reason: 'try-once', mode: 'conditional', maxAttempts: 1 } },
  ),
}
type DraftName = keyof typeof drafts
const names = Object.keys(drafts) as readonly DraftName[]

interface Cost {
  seconds: number
  deadEnds: number
}
const nothing = (): Cost => ({ seconds: 0, deadEnds: 0 })

/** Lets somebody live under the shipped rules, and from a time on under others; adds up what their logins then cost. */
function liveUnder(
  life: SimulatedLife,
  { parameters }: World,
  policy: Policy,
  sum: Cost,
  onAnswer?: OnAnswer,
): void {
  const { costs } = live.policy.settings
  const rulesAt = (at: number) => (at < publishedAt ? live.policy : policy)
  const session = createEngine(rulesAt, undefined, onAnswer).start(life)
  for (const login of life.logins) {
    const ending = behave(session.choose(login).plan, login, life, parameters, costs)
    session.learn(login, ending)
    if (login.made !== null) session.addCredential(login.made)
    if (login.at < publishedAt) continue
    sum.seconds += ending.seconds
    sum.deadEnds += Number(ending.failedVisibly)
  }
}

/** What `simulate` tells of the decisions of some days, and what truly came of the draft in those days. */
function compare(world: World, days: number) {
  const findClient = createClients(live.policy, firstDay)
  const compared = names.map((name) => ({
    name,
    summary: createRecordedSummary(buildReplayPolicies(live, drafts[name])),
    came: nothing(),
  }))
  const before = nothing()
  let logins = 0
  for (let number = 0; number < people; number++) {
    const life = liveLife(world.parameters, 5, number, 120 + days, findClient)
    liveUnder(life, world, live.policy, before, (input, { decision, situation }, at) => {
      if (at < publishedAt) return
      const { os, browser } = situation.platform
      // Written at once: what is known of a person changes in place.
      const text = writeRecordedInput(input, new Map(), live.policy)
      const row: RecordedDecisionRow = {
        ...{ id: `dec-${logins++}`, at, person: life.user, os, browser, mode: null },
        ...{ provider: null, reach: null, deviceProven: true, attempts: [] },
        revision: live.policy.revision,
        answerHash: hashDecision(decision),
        openInput: () => text,
      }
      for (const { summary } of compared) summary.add(row)
    })
    for (const { name, came } of compared) liveUnder(life, world, drafts[name].policy, came)
  }
  return compared.map(({ name, summary, came }) => {
    const told = summary.build()
    expect(told).toMatchObject({ faithful: logins, notReplayable: { unreadable: 0 } })
    const { perLogin } = told.estimate ?? {}
    if (perLogin === undefined) throw new Error('nothing was estimated')
    const change = (key: keyof Cost) => ({
      estimated: perLogin.draft[key] - perLogin.live[key],
      true: (came[key] - before[key]) / logins,
    })
    return { name, seconds: change('seconds'), deadEnds: change('deadEnds') }
  })
}

const periods = isTorture ? (['weeks', 'halfYear'] as const) : (['weeks'] as const)
const daysOf = { weeks: 45, halfYear: 182 } as const

describe.each(periods)(
  'the estimated effect of a draft, held against what came of it within %s',
  (period) => {
    const { least, most } = effectBounds[period]
    describe.each(shippedWorlds)('in the world `$name`', (world) => {
      let compared: ReturnType<typeof compare>
      beforeAll(() => {
        compared = compare(world, daysOf[period])
      }, 600_000)

      it.each(names)('has the right sign and size: %s', (name) => {
        const found = compared.find((one) => one.name === name)
        for (const key of ['seconds', 'deadEnds'] as const) {
          const { estimated, true: came } = found?.[key] ?? { estimated: 0, true: 0 }
          // A draft that changes nothing would prove nothing.
          expect(Math.abs(came), key).toBeGreaterThan(key === 'seconds' ? 0.3 : 0.01)
          expect(Math.sign(estimated), key).toBe(Math.sign(came))
          const times = came / estimated
          expect(times, `${key}: ${estimated} was estimated, ${came} came`).toBeGreaterThan(least)
          expect(times, `${key}: ${estimated} was estimated, ${came} came`).toBeLessThan(most)
        }
      })
    })
  },
)

it('tells its bounds wherever it is told', () => {
  const { weeks, halfYear } = effectBounds
  expect(effectNote).toContain(`${weeks.least} to ${weeks.most} times`)
  expect(effectNote).toContain(`${halfYear.most} times`)
})
