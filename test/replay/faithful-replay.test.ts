import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { purposes } from '../../src/contract/words.ts'
import { type Policy, parsePolicy, type RuleFolder, readRecordedInput } from '../../src/core/index.ts'
import { replayDecision } from '../../src/replay/replay-decision.ts'
import { buildReplayPolicies } from '../../src/replay/replay-policies.ts'
import { simulateRecorded } from '../../src/replay/simulate-recorded.ts'
import { createSqliteStore } from '../../src/store/sqlite-store.ts'
import { createRandom } from '../bench/random.ts'
import { clients, openApp, passkeys, shippedRules, siteKey, type TestApp } from '../http/open-app.ts'
import { times } from '../times.ts'

const people = 6
const decisions = times(300).numRuns
const names = Object.keys(clients)
const passkeyNames = Object.keys(passkeys)

async function publish({ rulesDir, policies }: TestApp, rollout: number): Promise<Policy> {
  const settings = JSON.parse(shippedRules['settings.json'] ?? '')
  settings.costs.fallbackLoginSeconds = rollout
  await writeFile(join(rulesDir, 'settings.json'), JSON.stringify(settings))
  await policies.reload()
  return policies.current()
}

/** People log in in every way there is, and all that an answer rests on moves meanwhile. */
async function liveThrough(app: TestApp) {
  const { call, clock } = app
  const random = createRandom(11)
  const revisions = new Map<string, Policy>()
  const ids: string[] = []
  const tokens = new Map<string, string>()
  for (let number = 0; number < people; number++)
    for (const name of [random.pick(passkeyNames), random.pick(passkeyNames)]) {
      const { id: _id, ...passkey } = { id: '', ...passkeys[name] }
      const url = `/v1/users/u-${number}/credentials/cred-${number}-${name}`
      await call({ method: 'PUT', url, key: 'secret', body: { ...passkey, device: { id: `d-${number}` } } })
    }
  for (let index = 0; index < decisions; index++) {
    clock.now += 3_600_000 + random.below(40_000_000)
    if (index % 60 === 0) {
      const policy = await publish(app, 20 + index / 60)
      revisions.set(policy.revision, policy)
    }
    if (index % 25 === 0) {
      const isOn = index % 50 === 0
      const switches = isOn
        ? [{ name: 'off', on: true, os: random.pick(['ios', 'windows']), reason: 'x' }]
        : []
      await call({ method: 'PUT', url: '/v1/switches', key: 'admin', body: { switches } })
    }
    const number = random.below(people)
    const kind = random.pick(['secret', 'secret', 'publishable'] as const)
    const device = `d-${random.chance(0.8) ? number : 'other'}`
    const token = random.chance(0.5) ? tokens.get(`${number} ${device}`) : undefined
    const signals = clients[random.pick(names)]?.signals
    const user = { id: `u-${number}`, fallbacks: ['password', 'email-otp'] }
    const purpose = random.pick([...purposes, 'authentication'] as const)
    const asked = await call({
      url: '/v1/decisions',
      key: kind,
      headers: kind === 'publishable' ? { origin: 'https://login.example.com' } : {},
      body: {
        purpose,
        ...(random.chance(0.85) ? { user } : {}),
        device: { id: device, ...(token === undefined ? {} : { token }) },
        signals,
        ...(kind === 'secret' && purpose !== 'authentication' ? { context: { justUsed: 'password' } } : {}),
      },
    })
    expect(asked.status, asked.text).toBe(200)
    ids.push(asked.json.decisionId)
    if (purpose === 'registration' || random.chance(0.2)) continue
    const succeeded = random.chance(0.6)
    const told = await call({
      url: '/v1/outcomes',
      key: 'secret',
      body: {
        token: asked.json.token,
        user: { id: `u-${number}` },
        method: succeeded ? random.pick(['passkey', 'password']) : 'passkey',
        result: succeeded ? 'success' : 'failure',
        ...(succeeded ? {} : { error: { name: 'NotAllowedError' } }),
        elapsedMs: 3000,
      },
    })
    if (typeof told.json?.deviceToken === 'string') tokens.set(`${number} ${device}`, told.json.deviceToken)
  }
  return { ids, revisions }
}

describe('a decision that a service has given', () => {
  it('replays byte by byte by the rules of its revision, also from a file that was closed', async () => {
    const app = await openApp({ recordsRules: true })
    const { ids, revisions } = await liveThrough(app)
    expect(revisions.size).toBeGreaterThan(3)
    const seen = { histories: 0, switches: 0, views: new Set<unknown>(), purposes: new Set<unknown>() }
    const check = async (load: TestApp['store']['loadDecision']) => {
      for (const id of ids) {
        const record = await load(id)
        const policy = revisions.get(record?.revision ?? '')
        if (record === null || policy === undefined) throw new Error(`${id} or its rules are gone`)
        const side = { policy: { ...policy, switches: [] }, folder: new Map() }
        const { answerHash, input } = record
        if (answerHash === null) throw new Error(`${id} has no hash`)
        const policies = buildReplayPolicies(side, side)
        const replayed = replayDecision({ ...record, answerHash }, policies)
        expect(replayed.isFaithful, id).toBe(true)
        const { history, switches } = readRecordedInput(input)
        if (history !== undefined) seen.histories += 1
        if (switches !== undefined) seen.switches += 1
        seen.views.add(record.view)
        seen.purposes.add(record.purpose)
      }
    }
    await check(app.store.loadDecision)
    expect(seen.histories).toBeGreaterThan(50)
    expect(seen.switches).toBeGreaterThan(50)
    expect([...seen.views].sort()).toEqual(['back-end', 'device', 'page'])
    expect([...seen.purposes].sort()).toEqual([...purposes].sort())

    // Revisions are written down beside everything else.
    for (const revision of revisions.keys())
      await vi.waitUntil(async () => (await app.store.loadRevision(revision)) !== null, { timeout: 30_000 })
    // Everything is written once it is closed; another store reads it.
    await app.store.close()
    const again = createSqliteStore({ file: app.file, siteKey, now: () => app.clock.now })
    await check(again.loadDecision)
    await again.close()

    const folder: RuleFolder = app.policies.state().folder
    const { policy } = parsePolicy(folder)
    if (policy === null) throw new Error('the rules in force are no rules')
    const simulated = await simulateRecorded(
      {
        ...{ live: folder, draft: folder, now: app.clock.now },
        source: { file: app.file, siteKey },
        selection: { from: 0, to: app.clock.now + 1, purposes, limit: 10_000 },
      },
      buildReplayPolicies({ policy, folder }, { policy, folder }),
    )
    expect(simulated).toMatchObject({
      read: ids.length,
      decided: ids.length,
      changed: { count: 0 },
      words: 0,
    })
    expect(simulated.unfaithful.count).toBe(0)
    expect(simulated.notReplayable).toEqual({ olderVersion: 0, unreadable: 0 })
    expect(simulated.faithful).toBe(ids.length)
    expect(simulated.otherRevision).toBe(0)
    expect(simulated.earlierRules.kept).toBeGreaterThan(100)
    expect(simulated.earlierRules.kept).toBeLessThan(ids.length)
  })
})
