import { rmSync, writeFileSync } from 'node:fs'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { purposes } from '../../src/contract/words.ts'
import {
  createSimulator,
  type SimulationProgress,
  type SimulatorOptions,
  type SimulatorOrder,
} from '../../src/replay/create-simulator.ts'
import { StoreError } from '../../src/store/store-error.ts'
import { readShippedRules, shippedPolicy } from '../shipped-rules.ts'
import { newDatabaseFile, siteKey } from '../store/records.ts'
import { seedDecisions, seededFrom, seededUntil } from './seed-decisions.ts'

const count = 1_500
const file = newDatabaseFile()
beforeAll(async () => {
  await seedDecisions(file, { policy: shippedPolicy(), count })
  return () => rmSync(file)
})

const live = readShippedRules()
const name = 'authentication.rules.json'
/** Somebody means to shut out one system, and puts a rule on top that does. */
function shutOut(os: string) {
  const { rules, ...rest } = JSON.parse(live.get(name) ?? '')
  const rule = {
    name: 'shut-out',
    description: 'a rule of the test',
    priority: 1000,
    conditions: { all: [{ fact: 'client.os', operator: 'equal', value: os }] },
    event: { type: 'fallback', params: { reason: 'excluded-by-rule', passive: 'none' } },
  }
  return new Map([...live, [name, JSON.stringify({ ...rest, rules: [rule, ...rules] })]])
}
const order: SimulatorOrder = {
  live,
  draft: shutOut('windows'),
  recorded: { from: seededFrom, to: seededUntil, purposes, limit: count },
  fixturesDir: null,
  now: seededUntil,
}

function open(options: Partial<SimulatorOptions> & { readonly thread?: string } = {}) {
  const { thread = 'simulation-thread.mjs', ...rest } = options
  const simulator = createSimulator({
    file,
    siteKey,
    threadFile: new URL(`./${thread}`, import.meta.url),
    ...rest,
  })
  onTestFinished(() => simulator.close())
  return simulator
}
function openHeld(options: Partial<SimulatorOptions> = {}) {
  const go = `${file}.go`
  onTestFinished(() => rmSync(go, { force: true }))
  return {
    simulator: open({ thread: 'held-simulation-thread.mjs', ...options }),
    letGo: () => writeFileSync(go, ''),
  }
}
const refusal = { name: StoreError.name, code: 'unavailable' }

/** Each starts threads that read their own source, which takes a while on a busy machine. */
const patience = { timeout: 240_000 }

describe('a simulation in a thread of its own', patience, () => {
  it('tells what changes, for whom, and how far it has come', async () => {
    const told: SimulationProgress[] = []
    const { recorded, fixtures, files } = await open().simulate(order, {
      onProgress: (progress) => void told.push(progress),
    })
    expect(fixtures).toBeNull()
    expect(files).toEqual([name])
    expect(recorded).toMatchObject({ available: count, read: count, decided: count, faithful: count })
    expect(recorded?.unfaithful.count).toBe(0)
    expect(told.at(-1)).toMatchObject({ phase: 'recorded', done: count, total: count })

    const windows = recorded?.byOs.find(({ os }) => os === 'windows')
    expect(recorded?.changed.count).toBeGreaterThan(50)
    expect(windows?.changed).toBe(recorded?.changed.count)
    expect(recorded?.byRule.every(({ to }) => to === 'shut-out')).toBe(true)
    const [first] = recorded?.transitions ?? []
    expect(first).toMatchObject({ kind: 'action', from: 'passkey', to: 'fallback' })
    expect(first?.ended.passkey).toBeGreaterThan(first?.ended.failed ?? 0)
    expect(first?.examples.length).toBe(10)
    // Some of the people have no other method; whoever has one keeps a way in.
    expect(recorded?.lostRoute.count).toBeGreaterThan(0)
    expect(recorded?.lostRoute.count).toBeLessThan(recorded?.changed.count ?? 0)
    const { perLogin } = recorded?.estimate ?? {}
    expect(perLogin?.draft.seconds).toBeGreaterThan(perLogin?.live.seconds ?? Infinity)
    expect(perLogin?.draft.deadEnds).toBeLessThan(perLogin?.live.deadEnds ?? 0)
  })

  it('reads the newest, of a time and of a purpose', async () => {
    const selection = {
      ...order.recorded,
      from: seededFrom + 3_600_000,
      to: seededUntil,
      purposes,
      limit: 40,
    }
    const { recorded, notes } = await open().simulate({ ...order, recorded: selection })
    expect(recorded).toMatchObject({ read: 40, decided: 40 })
    expect(notes.join()).toMatch(/only the newest 40 of 1\d\d\d/)
    const stepUps = { ...selection, purposes: ['step-up'] as const }
    const of = (await open().simulate({ ...order, recorded: stepUps })).recorded
    expect(of?.byPurpose.map(({ purpose }) => purpose)).toEqual(['step-up'])
  })

  it('counts what was recorded under another key as unreadable', async () => {
    const other = open({ siteKey: Buffer.alloc(32, 9) })
    const { recorded } = await other.simulate(order)
    expect(recorded).toMatchObject({ decided: 0, notReplayable: { unreadable: count }, estimate: null })
  })

  it('says so where the file is gone or the draft is none', async () => {
    await expect(open({ file: `${file}.not` }).simulate(order)).rejects.toMatchObject(refusal)
    await expect(open().simulate({ ...order, draft: new Map() })).rejects.toThrow(
      /draft rules cannot be used/,
    )
  })
})

describe('whoever asks for more than there is time for', patience, () => {
  it('waits, and is told where too many do', async () => {
    const { simulator, letGo } = openHeld({ maxWaiting: 2 })
    const first = simulator.simulate(order)
    const second = simulator.simulate(order)
    await expect(simulator.simulate(order)).rejects.toMatchObject(refusal)
    letGo()
    expect((await first).recorded?.read).toBe(count)
    expect((await second).recorded?.read).toBe(count)
  })

  it('is told when it takes too long, is cancelled, or the service ends', async () => {
    await expect(openHeld({ timeoutMs: 50 }).simulator.simulate(order)).rejects.toThrow(/more than 50 ms/)
    const gone = new AbortController()
    const { simulator } = openHeld()
    const cancelled = simulator.simulate(order, { signal: gone.signal })
    const waiting = simulator.simulate(order)
    setTimeout(() => gone.abort(), 50)
    await expect(cancelled).rejects.toThrow(/cancelled/)
    const ended = expect(waiting).rejects.toMatchObject(refusal)
    await simulator.close()
    await ended
    await expect(simulator.simulate(order)).rejects.toThrow(/closed/)
  })
})
