import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Value } from 'typebox/value'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { Simulation } from '../../src/contract/simulation.ts'
import {
  addUserWithPasskey,
  chromeOnWindows,
  openApp,
  shippedRules,
  signalsOf,
  type TestApp,
} from './open-app.ts'

const url = '/v1/rules/simulate'
const name = 'authentication.rules.json'
const { rules, ...rest } = JSON.parse(shippedRules[name] ?? '')
const everybodyOut = {
  name: 'everybody-out',
  description: 'a catch-all that somebody put on top',
  priority: 1000,
  conditions: { all: [{ fact: 'client.os', operator: 'notEqual', value: 'chromeos' }] },
  event: { type: 'fallback', params: { reason: 'excluded-by-rule', passive: 'none' } },
}
const draftWith = (rule: object) => ({ [name]: { ...rest, rules: [rule, ...rules] } })
const dangerous = draftWith(everybodyOut)

let app: TestApp
const simulate = (body: object, key = 'admin') => app.call({ url, key, body })

beforeAll(async () => {
  const undo: (() => Promise<void>)[] = []
  app = await openApp({}, (one) => void undo.push(one))
  for (const id of ['ada', 'bob'])
    await addUserWithPasskey(app, { id, device: `d-${id}`, credentialId: `cred-${id}` })
  const body = { signals: signalsOf('safari-ios-26') }
  await app.call({ url: '/v1/decisions', key: 'publishable', body })
  app.clock.now += 60_000
  // Decisions are written a moment after they are given.
  await vi.waitUntil(() => app.store.stats().queued === 0, { timeout: 30_000 })
  return async () => {
    for (const one of undo.reverse()) await one()
  }
})

/** Each simulation starts a thread that reads its own source, which takes a while on a busy machine. */
const patience = { timeout: 240_000 }

describe('POST /v1/rules/simulate', patience, () => {
  it('tells what a dangerous draft would do to recorded logins', async () => {
    const { status, json, text } = await simulate({ files: dangerous, fixtures: false })
    expect(status, text).toBe(200)
    expect(Value.Errors(Simulation, json)).toEqual([])
    expect(json).toMatchObject({
      live: { revision: app.policies.current().revision },
      files: [name],
      fixtures: null,
      recorded: { decided: 3, faithful: 3, unfaithful: { count: 0 }, changed: { count: 3 } },
    })
    const ofPasskey = json.recorded.transitions.find(({ from }: { from: string }) => from === 'passkey')
    expect(ofPasskey).toMatchObject({ to: 'fallback', ended: { passkey: 2 } })
    for (const person of ['d-ada', 'd-bob', 'cred-']) expect(text).not.toContain(person)
  })

  it('finds that nothing changes where nothing does, and reads only what was asked for', async () => {
    const { json } = await simulate({ files: {}, fixtures: false })
    expect(json).toMatchObject({
      files: [],
      recorded: { decided: 3, changed: { count: 0 }, transitions: [] },
    })
    const before = await simulate({ files: dangerous, fixtures: false, to: '2026-11-01' })
    expect(before.json.recorded.decided).toBe(0)
  })

  it('refuses a draft with errors, and says where they are', async () => {
    const event = { type: 'fallback', params: { reason: 'exclude-by-rule' } }
    const { status, json } = await simulate({ files: draftWith({ ...everybodyOut, event }) })
    expect(status).toBe(400)
    expect(json).toMatchObject({ code: 'invalid-request', detail: 'the draft has errors' })
    expect(json.errors[0]).toMatchObject({
      pointer: `/files/${name}/rules/0/event/params/reason`,
      detail: expect.stringContaining('excluded-by-rule'),
    })
    const missing = await simulate({ files: { 'settings.json': null } })
    expect(missing.status).toBe(400)
    const escaped = await simulate({ files: { '../../escaped.json': '{}' } })
    expect([escaped.status, escaped.json]).toMatchObject([
      400,
      {
        errors: [{ pointer: '/files/..~1..~1escaped.json', detail: expect.stringContaining('(file-path)') }],
      },
    ])
  })

  it.each([
    [{ files: {}, from: 'soon' }, '/from'],
    [{ files: {}, from: '1d', to: '2d' }, '/from'],
    [{ files: {}, fixtures: false, recorded: false }, '/recorded'],
    [{ files: {}, limit: 0 }, '/limit'],
    [{ files: {}, purposes: ['login'] }, '/purposes/0'],
  ])('refuses %j', async (body, pointer) => {
    const { status, json } = await simulate(body)
    expect(status).toBe(400)
    expect(json.errors[0].pointer).toBe(pointer)
  })

  it('is for admins', async () => {
    for (const key of ['secret', 'publishable']) expect((await simulate({ files: {} }, key)).status).toBe(403)
  })

  it('lets logins through while the fixtures run, and tells which would break', async () => {
    const delay = monitorEventLoopDelay({ resolution: 10 })
    let running = true
    const simulated = simulate({ files: dangerous }).finally(() => {
      running = false
    })
    let answered = 0
    delay.enable()
    while (running) {
      const body = { user: { id: 'ada' }, device: { id: 'd-ada' }, signals: chromeOnWindows }
      const { status } = await app.call({ url: '/v1/decisions', key: 'secret', body })
      expect(status).toBe(200)
      answered += 1
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    delay.disable()
    const { json, status, text } = await simulated
    expect(status, text).toBe(200)
    expect(answered).toBeGreaterThan(20)
    // Whatever else the machine does; a simulation in this thread would hold everybody up for seconds.
    expect(delay.max / 1e6).toBeLessThan(2_000)
    const { fixtures } = json
    expect(fixtures.decided).toBeGreaterThan(1000)
    expect(fixtures.changed.count).toBeGreaterThan(100)
    // Some expect another reason or rule, and their pages would do the same.
    expect(fixtures.breaks.length).toBeGreaterThanOrEqual(fixtures.ended.breaks)
    expect(fixtures.breaks.length).toBeGreaterThan(100)
    expect(fixtures.lostRoute.count).toBeGreaterThan(0)
  })
})
