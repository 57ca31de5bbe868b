import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { bucketOf, revisionOf } from '../../src/core/index.ts'
import { createRollouts } from '../../src/http/rollouts.ts'
import { pseudonymOf } from '../../src/store/pseudonym.ts'
import { createSqliteStore } from '../../src/store/sqlite-store.ts'
import { runHere } from '../cli/run-keywise.ts'
import { decisionRecord, device, outcomeRecord, reduceAlone } from '../store/records.ts'
import {
  addUserWithPasskey,
  chromeOnWindows,
  createFolder,
  openApp,
  shippedRules,
  siteKey,
  startOfTest,
  type TestApp,
} from './open-app.ts'

const authentication = 'authentication.rules.json'
const withRules = (...rules: readonly object[]): Record<string, string> => {
  const file = JSON.parse(shippedRules[authentication] ?? '')
  return { [authentication]: JSON.stringify({ ...file, rules: [...rules, ...file.rules] }) }
}
const refusal = { type: 'fallback', params: { reason: 'excluded-by-rule', passive: 'button' } }
const guard = { kpi: 'passkey-share', tolerance: 0.02, minLogins: 20 }
const guarded = (onFall: 'hold' | 'roll-back', kpi = 'passkey-share') => ({
  name: 'no-passkeys',
  priority: 999,
  rollout: { percent: 50, salt: 's', by: 'user', guard: { ...guard, kpi, onFall } },
  event: refusal,
})
const people = Array.from({ length: 120 }, (_, index) => pseudonymOf(siteKey, `user-${index}`))
const isIn = (user: string, percent = 50) => bucketOf('s', user) < percent * 1000

/** Logins of the last day: who is in goes by password, who is out by passkey; all proven, unless told otherwise. */
async function seedLogins(
  { store, services }: TestApp,
  at: number,
  outcome: object = {},
  prefix = 'seed',
): Promise<void> {
  // Guards judge once at the start, which is not to see half of it.
  await services.rollouts.guard()
  for (const [index, user] of people.entries()) {
    const id = `${prefix}-${index}`
    const variant = isIn(user) ? 'in' : 'out'
    store.recordDecision(
      decisionRecord(id, user, {
        at: at + index,
        deviceId: device(`d-${index}`),
        exposures: [{ kind: 'rollout', name: 'no-passkeys', variant, percent: 50 }],
      }),
    )
    const method = variant === 'in' ? 'password' : 'passkey'
    const credentialId = null
    await store.saveOutcome(
      outcomeRecord(id, user, { method, credentialId, at: at + index, ...outcome }),
      reduceAlone,
    )
  }
}
const ask = (app: TestApp, id: string) =>
  app.call({
    url: '/v1/decisions',
    key: 'secret',
    body: { user: { id }, device: { id: `d-${id}` }, signals: chromeOnWindows },
  })
const recorded = async (app: TestApp, id: string) =>
  (await app.call({ url: `/v1/decisions/${id}`, key: 'admin' })).json
const rolloutOf = async (app: TestApp) =>
  (await app.call({ url: '/v1/rollouts', key: 'admin' })).json.rollouts[0]
const auditOf = async (app: TestApp) =>
  (await app.store.listAudit(0, 100)).map(({ actor, action }) => `${actor} ${action}`)

describe('a guarded rollout under which fewer people log in by passkey', () => {
  it('is rolled back, which is told, audited, undone by hand, and never draws anew', async () => {
    const app = await openApp({ rules: withRules(guarded('roll-back')) })
    const insider = people.findIndex((user) => isIn(user))
    const before = await ask(app, `user-${insider}`)
    expect(before.json.reason).toBe('excluded-by-rule')
    expect((await recorded(app, before.json.decisionId)).exposures).toEqual([
      { kind: 'rollout', name: 'no-passkeys', variant: 'in', percent: 50 },
    ])

    await seedLogins(app, startOfTest - 86_400_000)
    const shown = await rolloutOf(app)
    expect(shown).toMatchObject({
      rule: 'no-passkeys',
      percent: 50,
      verdict: 'worse',
      compared: 50,
      hold: null,
    })
    expect(shown.in.people + shown.out.people).toBe(people.length)
    expect([shown.in.rate, shown.out.rate]).toEqual([0, 1])

    expect(await app.services.rollouts.guard()).toHaveLength(1)
    expect(await auditOf(app)).toEqual(['engine rollout-rolled-back'])
    const after = await ask(app, `user-${insider}`)
    expect(after.json.reason).not.toBe('excluded-by-rule')
    expect(await rolloutOf(app)).toMatchObject({
      percent: 0,
      planned: 50,
      compared: 50,
      hold: { percent: 0 },
    })
    const [, , input] = [null, null, await app.store.loadDecision(after.json.decisionId)]
    expect(JSON.parse(input?.input ?? '{}').caps).toEqual({ 'no-passkeys': 0 })

    app.clock.now += 60_000
    const url = '/v1/rollouts/no-passkeys/release'
    const body = { note: 'a defect of the page, fixed' }
    expect((await app.call({ url, key: 'secret', body })).status).toBe(403)
    expect((await app.call({ url, key: 'admin', body: {} })).status).toBe(400)
    const released = await app.call({ url, key: 'admin', body })
    expect(released.json.rollouts[0]).toMatchObject({ percent: 50, hold: null, verdict: 'too-few' })
    expect((await app.call({ url, key: 'admin', body })).status).toBe(404)
    expect(await auditOf(app)).toEqual(['engine rollout-rolled-back', 'admin:admin-1 rollout-released'])
    // The same people as before, and what was seen then is not held against it again.
    expect((await ask(app, `user-${insider}`)).json.reason).toBe('excluded-by-rule')
    expect(await app.services.rollouts.guard()).toEqual([])
  })

  it('is held by hand, which rules that are published or compared tell', async () => {
    const app = await openApp({ rules: withRules(guarded('hold')), fixturesDir: await createFolder() })
    const at = (verb: string, rule = 'no-passkeys') => ({
      url: `/v1/rollouts/${rule}/${verb}`,
      key: 'admin',
      body: { note: 'a call' },
    })
    expect((await app.call({ ...at('hold'), key: 'secret' })).status).toBe(403)
    expect((await app.call(at('hold', 'no-rule'))).json.code).toBe('rollout-unknown')
    const { status, json } = await app.call(at('hold'))
    expect(status).toBe(200)
    const says = /^held at 50 % by admin:admin-1 since .* UTC: a call$/
    expect(json.rollouts[0].hold).toMatchObject({ percent: 50, says: expect.stringMatching(says) })
    expect((await app.call(at('hold'))).json).toMatchObject({ status: 409, code: 'rollout-held' })
    expect(app.policies.current().standing.caps.get('no-passkeys')).toBe(50)

    const rule = guarded('hold')
    const more = (percent: number) => withRules({ ...rule, rollout: { ...rule.rollout, percent } })
    const publish = async (percent: number) =>
      (
        await app.call({
          url: '/v1/rules/publish',
          key: 'admin',
          body: { files: more(percent), note: 'more', neverBreak: [] },
        })
      ).json
    expect((await publish(75)).holds).toEqual([expect.stringMatching(/^`no-passkeys`: 50 %, not 75 %; held/)])
    expect(await rolloutOf(app)).toMatchObject({ percent: 50, planned: 75 })
    const diff = await app.call({ url: '/v1/rules/diff?from=live&to=live', key: 'admin' })
    expect(diff.json.holds).toEqual([expect.stringMatching(/50 %, not 75 %/)])
    await app.call(at('release'))
    expect((await publish(80)).holds).toEqual([
      expect.stringMatching(/^`no-passkeys`: 80 % as it is written; released by/),
    ])
    await publish(100)
    expect((await app.call(at('hold'))).json).toMatchObject({ status: 409, code: 'rollout-complete' })
    expect(await auditOf(app)).toContain('admin:admin-1 rollout-held')
  })

  it('is stopped once where two processes judge it at the same time, and by both', async () => {
    const app = await openApp({ rules: withRules(guarded('roll-back')) })
    await seedLogins(app, startOfTest - 86_400_000)
    const store = createSqliteStore({ file: app.file, siteKey })
    onTestFinished(() => store.close())
    const other = await createRollouts({ ...app.services, store })
    onTestFinished(other.close)
    const stopped = await Promise.all([app.services.rollouts.guard(), other.guard()])
    expect(stopped.flat().length).toBeLessThan(2)
    expect(await auditOf(app)).toEqual(['engine rollout-rolled-back'])
    for (const rollouts of [app.services.rollouts, other])
      expect((await rollouts.list()).rollouts[0]).toMatchObject({ percent: 0, hold: { percent: 0 } })
  })

  it('is not stopped again by what was counted before somebody let it go', async () => {
    const app = await openApp({ rules: withRules(guarded('roll-back')) })
    const { rollouts, reports } = app.services
    await seedLogins(app, startOfTest - 86_400_000)
    let meanwhile: Promise<void> | null = null
    const stopAndLetGo = async () => {
      expect(await rollouts.guard()).toHaveLength(1)
      app.clock.now += 1000
      expect(await rollouts.release('no-passkeys', 'test', 'fixed')).toBe(true)
    }
    const late = await createRollouts({
      ...app.services,
      reports: {
        async loadDraws(query) {
          const tallies = await reports.loadDraws(query)
          meanwhile ??= stopAndLetGo()
          await meanwhile
          await late.takeOver()
          return tallies
        },
      },
    })
    onTestFinished(late.close)
    await late.guard()
    expect(meanwhile).not.toBeNull()
    expect(await auditOf(app)).toEqual(['engine rollout-rolled-back', 'test rollout-released'])
    expect(await rolloutOf(app)).toMatchObject({ percent: 50, hold: null })
  })

  it('is told to be held without figures where nobody can count logins, for it is', async () => {
    const app = await openApp({ rules: withRules(guarded('hold')) })
    const blind = await createRollouts({
      ...app.services,
      reports: { loadDraws: () => Promise.reject(new Error('no thread')) },
    })
    onTestFinished(blind.close)
    await blind.hold('no-passkeys', 'test', 'incident')
    await expect(blind.list()).rejects.toThrow('no thread')
    expect((await blind.listAnyway()).rollouts).toMatchObject([
      { rule: 'no-passkeys', hold: { says: expect.stringContaining('incident') }, compared: null },
    ])
    expect(await auditOf(app)).toEqual(['test rollout-held'])
  })

  it('is held: it keeps the share it has, also over a restart, and nobody who is in is removed', async () => {
    const steps = [
      { at: new Date(startOfTest - 3 * 86_400_000).toISOString(), percent: 50 },
      { at: new Date(startOfTest + 86_400_000).toISOString(), percent: 90 },
    ]
    const rule = guarded('hold')
    const { percent: _percent, ...rollout } = rule.rollout
    const app = await openApp({ rules: withRules({ ...rule, rollout: { ...rollout, steps } }) })
    await seedLogins(app, startOfTest - 86_400_000)
    await app.services.rollouts.guard()
    app.clock.now += 2 * 86_400_000
    expect(await rolloutOf(app)).toMatchObject({ percent: 50, planned: 90, hold: { percent: 50 } })
    for (const [index, user] of people.slice(0, 20).entries()) {
      const { reason } = (await ask(app, `user-${index}`)).json
      expect(reason === 'excluded-by-rule').toBe(isIn(user))
    }
    const { json } = await app.call({
      url: '/v1/decisions/explain',
      key: 'admin',
      body: { user: { id: 'user-0' }, signals: chromeOnWindows },
    })
    const traced = json.trace.rules.find(({ name }: { name: string }) => name === 'no-passkeys')
    expect(traced.rollout).toMatchObject({
      percent: 50,
      cap: 50,
      next: null,
      bucket: bucketOf('s', people[0] ?? ''),
    })

    // Another process has only the file.
    app.policies.setStanding({ caps: new Map() })
    await app.store.saveHold(
      { rule: 'no-passkeys', percent: 10, since: app.clock.now, reason: {} },
      { at: app.clock.now, actor: 'test', action: 'rollout-held', detail: {} },
      startOfTest,
    )
    await expect.poll(() => app.policies.current().standing.caps.get('no-passkeys')).toBe(10)
  })

  it.each([
    ['successes that nobody has proven', 'passkey-share', { proven: false }],
    [
      'failures without a known device',
      'dead-ends',
      { proven: false, result: 'failure', classified: 'cancelled', method: 'passkey' },
    ],
  ])('cannot be stopped by %s', async (_, kpi, outcome) => {
    const app = await openApp({ rules: withRules(guarded('roll-back', kpi)) })
    await seedLogins(app, startOfTest - 86_400_000, outcome)
    expect(await app.services.rollouts.guard()).toEqual([])
    expect(await rolloutOf(app)).toMatchObject({ percent: 50, verdict: 'too-few', in: { people: 0 } })
  })

  it('cannot be stopped by one account, however often it logs in', async () => {
    const app = await openApp({ rules: withRules(guarded('roll-back')) })
    const one = people.find((user) => isIn(user)) ?? null
    for (let index = 0; index < 200; index++) {
      const id = `again-${index}`
      const exposures = [{ kind: 'rollout' as const, name: 'no-passkeys', variant: 'in', percent: 50 }]
      app.store.recordDecision(decisionRecord(id, one, { at: startOfTest - index * 60_000, exposures }))
      await app.store.saveOutcome(
        outcomeRecord(id, one, { method: 'password', credentialId: null }),
        reduceAlone,
      )
    }
    expect(await app.services.rollouts.guard()).toEqual([])
    expect(await rolloutOf(app)).toMatchObject({ verdict: 'too-few', in: { people: 1 } })
  })
})

const experiment = (percents: readonly [number, number]) => ({
  'experiments.json': JSON.stringify({
    experiments: [
      {
        name: 'wording',
        salt: 'w',
        by: 'user',
        variants: [
          { name: 'control', percent: percents[0] },
          { name: 'button-only', percent: percents[1] },
        ],
      },
    ],
  }),
})
const treated = {
  name: 'button-only',
  priority: 999,
  experiment: { name: 'wording', variant: 'button-only' },
  event: refusal,
}

describe('an experiment', () => {
  it('exposes both variants, keeps what was drawn, tells the result, and forgets an erased user', async () => {
    const app = await openApp({ rules: { ...withRules(treated), ...experiment([50, 50]) } })
    const variantOf = async (id: string) => {
      const { json } = await ask(app, id)
      const { exposures } = await recorded(app, json.decisionId)
      expect(exposures).toEqual([{ kind: 'experiment', name: 'wording', variant: expect.any(String) }])
      expect(json.rule.name === 'button-only').toBe(exposures[0].variant === 'button-only')
      return exposures[0].variant
    }
    const drawn = new Map<string, string>()
    for (let index = 0; index < 16; index++) drawn.set(`user-${index}`, await variantOf(`user-${index}`))
    expect(new Set(drawn.values())).toEqual(new Set(['control', 'button-only']))
    const rows = async (id: string) =>
      (await app.call({ url: `/v1/users/${id}/export`, key: 'secret' })).json.data.experimentAssignments
    await sleep(150)
    expect(await rows('user-0')).toMatchObject([{ experiment: 'wording', variant: drawn.get('user-0') }])

    // Percentages change: those who drew keep theirs, also where nothing is in memory any more.
    await writeFile(`${app.rulesDir}/experiments.json`, experiment([99, 1])['experiments.json'])
    await app.policies.reload()
    for (const [id, variant] of drawn) expect(await variantOf(id)).toBe(variant)

    await sleep(150)
    app.clock.now += 1000
    const { json } = await app.call({ url: '/v1/reports/experiments?name=wording', key: 'admin' })
    const [control, button] = json.experiments[0].variants
    expect([control.variant, button.variant]).toEqual(['control', 'button-only'])
    expect(control.people + button.people).toBe(drawn.size)
    expect(button.says).toMatch(/^too few people yet/)
    expect((await app.call({ url: '/v1/reports/experiments?name=words', key: 'admin' })).status).toBe(404)

    expect((await app.call({ method: 'DELETE', url: '/v1/users/user-0', key: 'secret' })).status).toBe(204)
    expect(await app.store.loadAssignments(people[0] ?? '')).toEqual(new Map())
  })
})

describe('an explanation of a login that drew a variant', () => {
  const askedAs = (variant: string) => ({
    user: { id: 'user-0' },
    signals: chromeOnWindows,
    assignments: { wording: variant },
  })

  it('takes the variant that it is told, by route and by command', async () => {
    const app = await openApp({ rules: { ...withRules(treated), ...experiment([50, 50]) } })
    const file = join(await createFolder(), 'login.json')
    for (const variant of ['control', 'button-only']) {
      const body = askedAs(variant)
      const { status, json } = await app.call({ url: '/v1/decisions/explain', key: 'admin', body })
      expect([status, json.rule.name === 'button-only']).toEqual([200, variant === 'button-only'])
      await writeFile(file, JSON.stringify(body))
      const { code, out } = await runHere(['explain', file, '--rules', app.rulesDir, '--json'])
      expect([code, JSON.parse(out).decision.rule.name === 'button-only']).toEqual([
        0,
        variant === 'button-only',
      ])
    }
  })
})

describe('an experiment that is drawn over devices', () => {
  const overDevices = () => {
    const file = JSON.parse(experiment([50, 50])['experiments.json'])
    file.experiments[0].by = 'device'
    return { 'experiments.json': JSON.stringify(file) }
  }

  it('draws the same variant each time, and writes down only that of a device that has proven a login', async () => {
    const app = await openApp({ rules: { ...withRules(treated), ...overDevices() } })
    const askAs = (key: 'publishable' | 'secret', device: object, user?: string) =>
      app.call({
        url: '/v1/decisions',
        key,
        headers: { origin: 'https://login.example.com' },
        body: { ...(user === undefined ? {} : { user: { id: user } }), device, signals: chromeOnWindows },
      })
    const seen = new Map<string, string>()
    for (const round of [1, 2])
      for (const [index, key] of (['publishable', 'secret'] as const).entries())
        for (let number = 0; number < 8; number++) {
          const id = `made-up-${index}-${number}`
          const { status, json } = await askAs(key, { id }, key === 'secret' ? `user-${number}` : undefined)
          expect(status).toBe(200)
          const [exposure] = (await recorded(app, json.decisionId)).exposures
          if (round === 1) seen.set(id, exposure.variant)
          expect(exposure.variant).toBe(seen.get(id))
        }
    expect(new Set(seen.values()).size).toBe(2)
    const { deviceToken } = await addUserWithPasskey(app, { device: 'd-proven' })
    expect((await askAs('publishable', { id: 'd-proven', token: deviceToken }, 'u-1')).status).toBe(200)
    await sleep(150)
    const connection = new Database(app.file, { readonly: true })
    onTestFinished(() => void connection.close())
    const rows = connection.prepare('select subject from experiment_assignments').pluck().all()
    expect(rows).toEqual(['d-proven'])
  })
})

const broken = '{ "purpose": "authentication", "rules": [] }'
interface Answered {
  readonly decisionId: string
  readonly token: string
  readonly rule: { readonly revision: string }
}
const shadowRule = { name: 'shadow-off', priority: 1000, event: refusal }

describe('shadow rules', () => {
  it('are evaluated and counted, and change no answer but for the name of the rules', async () => {
    const plain = await openApp()
    const shadowed = await openApp({
      rules: { [`shadow/${authentication}`]: withRules(shadowRule)[authentication] ?? '' },
    })
    for (let index = 0; index < 8; index++) {
      const [live, other] = [await ask(plain, `user-${index}`), await ask(shadowed, `user-${index}`)]
      // What is tried is in the record of a decision, so the revision names it too; all the rest is the same.
      const bare = ({ decisionId: _i, token: _t, rule: { revision: _r, ...rule }, ...rest }: Answered) => ({
        ...rest,
        rule,
      })
      expect(bare(other.json)).toEqual(bare(live.json))
      const { shadow } = await recorded(shadowed, other.json.decisionId)
      expect(shadow).toMatchObject({ action: 'fallback', rule: 'shadow-off' })
    }
    const { policy, folder } = shadowed.policies.state()
    expect(policy.revision).toBe(revisionOf(folder))
    expect(policy.revision).not.toBe(plain.policies.current().revision)
    expect(shadowed.policies.shadow()?.revision).not.toBe(policy.revision)
    await sleep(150)
    shadowed.clock.now += 1000
    const { json } = await shadowed.call({ url: '/v1/reports/shadow', key: 'admin' })
    expect(json).toMatchObject({ decided: 8, revision: shadowed.policies.shadow()?.revision })
    expect(json.changes.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(
      json.differing,
    )
    const { shadow } = (await shadowed.call({ url: '/v1/rules', key: 'admin' })).json
    expect(shadow).toEqual({ revision: json.revision, problems: expect.any(Array) })
    expect((await plain.call({ url: '/v1/rules', key: 'admin' })).json.shadow).toBeNull()
  })
  it('that are broken are told, and stop nothing', async () => {
    const app = await openApp({ rules: { [`shadow/${authentication}`]: broken } })
    expect((await app.call({ url: '/readyz' })).status).toBe(200)
    const { json } = await app.call({ url: '/v1/rules', key: 'admin' })
    expect(json.status).toBe('live')
    expect(json.shadow.revision).toBeNull()
    expect(json.shadow.problems.map(({ file }: { file: string }) => file)).toContain(
      `shadow/${authentication}`,
    )
    const { json: answer } = await ask(app, 'user-0')
    expect((await recorded(app, answer.decisionId)).shadow).toBeNull()
    expect((await app.call({ url: '/v1/reports/shadow', key: 'admin' })).json).toMatchObject({
      revision: null,
      decided: 0,
    })
  })

  it('that throw are counted, and told once a minute with how often', async () => {
    const app = await openApp()
    const fail = (): never => {
      throw new TypeError('a defect')
    }
    const { policies, call, clock, lines } = app
    const failing = new Proxy(policies.current(), { get: fail })
    const shadow = policies.shadow
    Object.assign(policies, { shadow: () => failing })
    onTestFinished(() => void Object.assign(policies, { shadow }))
    const told = () =>
      lines
        .map((line) => JSON.parse(line))
        .filter(({ msg }) => msg === 'the shadow rules failed')
        .map(({ count }) => count)
    for (let index = 0; index < 5; index++) expect((await ask(app, `user-${index}`)).status).toBe(200)
    expect(told()).toEqual([1])
    clock.now += 60_000
    await ask(app, 'user-0')
    expect(told()).toEqual([1, 5])
    expect((await call({ url: '/metrics' })).text).toContain(
      'keywise_shadow_failures_total{purpose="authentication"} 6',
    )
  })

  it('with an experiment of their own draw the same variant each time, and leave nothing behind', async () => {
    const files = { ...withRules(treated), ...experiment([50, 50]) }
    const app = await openApp({
      rules: Object.fromEntries(Object.entries(files).map(([path, text]) => [`shadow/${path}`, text])),
    })
    const wouldBe = async (id: string) =>
      (await recorded(app, (await ask(app, id)).json.decisionId)).shadow.rule === 'button-only'
    const ids = Array.from({ length: 12 }, (_, index) => `user-${index}`)
    const first = await Promise.all(ids.map(wouldBe))
    expect(new Set(first).size).toBe(2)
    expect(first).toEqual(ids.map((_, index) => bucketOf('w', people[index] ?? '') >= 50_000))
    expect(await Promise.all(ids.map(wouldBe))).toEqual(first)
    await sleep(150)
    for (const user of people.slice(0, 12)) expect(await app.store.loadAssignments(user)).toEqual(new Map())
  })
})
