import { existsSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { purposes } from '../../src/contract/words.ts'
import { createSimulator } from '../../src/replay/create-simulator.ts'
import type { ReplayOrder } from '../../src/replay/replay-part.ts'
import { parseReplayPolicies } from '../../src/replay/replay-policies.ts'
import { simulateRecorded } from '../../src/replay/simulate-recorded.ts'
import { createRecordedSummary, type RecordedTally } from '../../src/replay/summarize-recorded.ts'
import { chooseThreads, createTaken, startHelpers, type ThreadCrew } from '../../src/replay/thread-crew.ts'
import { listRecordedParts } from '../../src/store/read-recorded-decisions.ts'
import { openReaderConnection } from '../../src/store/sqlite-connection.ts'
import { readShippedRules, shippedPolicy } from '../shipped-rules.ts'
import { newDatabaseFile, siteKey } from '../store/records.ts'
import { seedDecisions, seededFrom, seededUntil } from './seed-decisions.ts'

const count = 1_700
const file = newDatabaseFile()
const beat = `${file}.beat`
beforeAll(async () => {
  await seedDecisions(file, { policy: shippedPolicy(), count })
  return () => rmSync(dirname(file), { recursive: true })
})
beforeEach(() => rmSync(beat, { force: true }))

const live = readShippedRules()
/** A draft under which many logins go another way. */
const settings = JSON.parse(live.get('settings.json') ?? '')
settings.costs.fallbackLoginSeconds = 4
const draft = new Map([...live, ['settings.json', JSON.stringify(settings)]])
const now = seededUntil
const selection = { from: seededFrom, to: seededUntil, purposes, limit: count }
const order: ReplayOrder = { live, draft, now, source: { file, siteKey }, selection }
const policies = parseReplayPolicies(live, draft, now)

const crewOf = (thread: string, threads = 2): ThreadCrew => ({
  threads,
  threadFile: new URL(`./${thread}`, import.meta.url).href,
  leastDecisions: 0,
})
/** Holds this thread back until a helper is at work, which it would be too late for here. */
function waitForBeat(): void {
  const nothing = new Int32Array(new SharedArrayBuffer(4))
  for (let tries = 0; !existsSync(beat) && tries < 6_000; tries++) Atomics.wait(nothing, 0, 0, 10)
}
async function expectSilence(): Promise<void> {
  const { size } = statSync(beat)
  expect(size).toBeGreaterThan(0)
  await sleep(200)
  expect(statSync(beat).size).toBe(size)
}

const patience = { timeout: 240_000 }

describe('threads that simulate together', patience, () => {
  it('find, each part by itself, what one thread finds', async () => {
    const connection = openReaderConnection(file)
    const parts = listRecordedParts(connection, selection, 300)
    connection.close()
    const tallies = new Map<number, RecordedTally>()
    const help = { ...order, parts, taken: createTaken() }
    const helpers = startHelpers(crewOf('simulation-thread.mjs', 3), help, count, (index, tally) => {
      expect(tallies.has(index)).toBe(false)
      tallies.set(index, tally)
    })
    onTestFinished(() => helpers.close())
    await vi.waitUntil(() => tallies.size === parts.length, { timeout: 200_000 })
    helpers.check()
    const merged = createRecordedSummary(policies)
    for (const index of parts.keys()) {
      const tally = tallies.get(index)
      if (tally !== undefined) merged.merge(tally)
    }
    const alone = await simulateRecorded(order, policies)
    expect(alone.changed.count).toBeGreaterThan(50)
    expect(alone).toMatchObject({ read: count, decided: count, faithful: count })
    expect(JSON.stringify(alone)).toContain(JSON.stringify(merged.build()).slice(1, -1))
  })

  it('wait for none that stands still, and leave none behind', async () => {
    const told: (readonly [done: number, total: number])[] = []
    const found = await simulateRecorded(
      order,
      policies,
      (...progress) => {
        told.push(progress)
        waitForBeat()
      },
      crewOf('beating-thread.mjs'),
    )
    await expectSilence()
    expect(JSON.stringify(found)).toBe(JSON.stringify(await simulateRecorded(order, policies)))
    const done = told.map(([one]) => one)
    expect(done).toEqual([...done].sort((one, two) => one - two))
    expect(new Set(told.map(([, total]) => total))).toEqual(new Set([count]))
    expect(done.indexOf(count)).toBe(done.length - 1)
    expect(new Set(done).size).toBeGreaterThan(3)
  })

  it('say so where one fails', async () => {
    await expect(
      simulateRecorded(order, policies, waitForBeat, crewOf('failing-thread.mjs')),
    ).rejects.toMatchObject({ code: 'unavailable', message: 'the disk is gone' })
  })

  it('all end where the simulation is cancelled', async () => {
    const { threadFile, ...crew } = crewOf('beating-thread.mjs')
    const simulator = createSimulator({ file, siteKey, ...crew, threadFile: new URL(threadFile) })
    onTestFinished(() => simulator.close())
    const gone = new AbortController()
    const asked = { live, draft, now, recorded: selection, fixturesDir: null }
    const cancelled = expect(simulator.simulate(asked, { signal: gone.signal })).rejects.toThrow(/cancelled/)
    await vi.waitUntil(() => existsSync(beat), { timeout: 200_000 })
    gone.abort()
    await cancelled
    await simulator.close()
    await expectSilence()
  })

  it('are none where there is little to do', async () => {
    const crew = { ...crewOf('beating-thread.mjs'), leastDecisions: count + 1 }
    expect(await simulateRecorded(order, policies, () => {}, crew)).toMatchObject({ read: count })
    expect(existsSync(beat)).toBe(false)
  })

  it.each([
    [1, 'linux', 1],
    [2, 'linux', 2],
    [64, 'linux', 2],
    [1, 'darwin', 1],
    [2, 'darwin', 1],
    [8, 'win32', 2],
  ] as const)('on %i cores of %s are %i', (cores, platform, threads) => {
    expect(chooseThreads(cores, platform)).toBe(threads)
  })
})
