import { execFile } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type DecisionInput, untouchedCell } from '../../src/core/index.ts'
import { createLogger } from '../../src/http/create-logger.ts'
import { loadKnown } from '../../src/http/load-known.ts'
import { buildDecisionInput, readQuestion } from '../../src/http/question.ts'
import { createTokens } from '../../src/http/tokens.ts'
import { createNetworkPseudonyms } from '../../src/store/network-pseudonym.ts'
import { pseudonymOf } from '../../src/store/pseudonym.ts'
import { createSqliteStore } from '../../src/store/sqlite-store.ts'
import type { Drawn, Fired, Target } from './client-messages.ts'
import type { BenchOptions } from './options.ts'
import { type Draw, drawRequests, type Population } from './population.ts'
import { type LoadClient, type MeasuredServer, startEcho, startKeywise } from './processes.ts'
import { benchSiteKey } from './seed-database.ts'

/** What one server did under one kind of load: medians of its rounds, the worst of its sizes. */
export interface ServerFigures {
  readonly perSecond: number
  readonly cpuMicroseconds: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly residentMegabytes: number
  readonly longestTurnMs: number
  readonly clientBusy: number
  /** Of all rounds. A server that refuses or drops requests may be quick at it: its figures say nothing then. */
  readonly failures: number
}

export interface SteadyFigures {
  readonly perSecond: number
  readonly echo: Fired
  readonly keywise: Fired
}

export interface Comparison {
  readonly users: number
  readonly draw: Draw
  readonly drawn: Drawn
  readonly echo: ServerFigures
  readonly keywise: ServerFigures
  readonly steady: readonly SteadyFigures[]
  /** Durable outcomes; null where they were not measured. */
  readonly outcomes: Fired | null
}

export interface AloneFigures {
  readonly decisionsPerSecond: number
  readonly userAgentsPerSecond: number
}

/** More than are kept in memory, each asked once in turn: nobody is found there. */
const coldRequests = 60_000
const hotRequests = 20_000
const warmUpRequests = 15_000
const outcomeCount = 20_000
const steadyRates = [5_000, 10_000]

/** Puts both servers, in turn, under the same load. */
export async function compareServers(
  client: LoadClient,
  databaseFile: string,
  load: { readonly users: number; readonly draw: Draw; readonly isLast: boolean },
  { seconds, rounds, profileDir }: BenchOptions,
): Promise<Comparison> {
  const { users, draw, isLast } = load
  const drawn = await client.draw({ users, draw, count: draw === 'zipf' ? hotRequests : coldRequests })
  const echo = await startEcho()
  const keywise = await startKeywise(databaseFile, profileDir)
  try {
    const servers = [echo, keywise] as const
    for (const { target } of servers) {
      await client.fire({ kind: 'warm-up', target, count: warmUpRequests })
    }
    const figures: readonly [ServerFigures[], ServerFigures[]] = [[], []]
    for (let round = 0; round < rounds; round++) {
      for (const at of [0, 1] as const) figures[at].push(await runRound(client, servers[at], seconds))
    }
    const steady: SteadyFigures[] = []
    for (const perSecond of draw === 'zipf' && isLast ? steadyRates : []) {
      const fire = (target: Target) => client.fire({ kind: 'steady', target, seconds, perSecond })
      steady.push({ perSecond, echo: await fire(echo.target), keywise: await fire(keywise.target) })
    }
    const outcomes =
      draw === 'zipf' && isLast
        ? await client.fire({ kind: 'outcomes', target: keywise.target, count: outcomeCount })
        : null
    return {
      users,
      draw,
      drawn,
      echo: summarize(figures[0]),
      keywise: summarize(figures[1]),
      steady,
      outcomes,
    }
  } finally {
    await Promise.all([echo.stop(), keywise.stop()])
  }
}

async function runRound(client: LoadClient, server: MeasuredServer, seconds: number): Promise<ServerFigures> {
  const before = await server.askUsage()
  const fired = await client.fire({ kind: 'decisions', target: server.target, seconds })
  const after = await server.askUsage()
  return {
    perSecond: fired.perSecond,
    cpuMicroseconds: (after.cpuMicroseconds - before.cpuMicroseconds) / fired.requests,
    p50Ms: fired.p50Ms,
    p99Ms: fired.p99Ms,
    residentMegabytes: after.residentBytes / 2 ** 20,
    longestTurnMs: after.longestTurnMs,
    clientBusy: fired.clientBusy,
    failures: fired.failures,
  }
}

function summarize(rounds: readonly ServerFigures[]): ServerFigures {
  const median = (read: (figures: ServerFigures) => number): number => {
    const sorted = rounds.map(read).sort((a, b) => a - b)
    return ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2
  }
  return {
    perSecond: median(({ perSecond }) => perSecond),
    cpuMicroseconds: median(({ cpuMicroseconds }) => cpuMicroseconds),
    p50Ms: median(({ p50Ms }) => p50Ms),
    p99Ms: median(({ p99Ms }) => p99Ms),
    residentMegabytes: Math.max(...rounds.map(({ residentMegabytes }) => residentMegabytes)),
    longestTurnMs: Math.max(...rounds.map(({ longestTurnMs }) => longestTurnMs)),
    clientBusy: median(({ clientBusy }) => clientBusy),
    failures: rounds.reduce((sum, { failures }) => sum + failures, 0),
  }
}

/** Decisions of one thread without HTTP and store: inputs are read from the store beforehand. */
export async function measureAlone(
  population: Population,
  databaseFile: string,
  users: number,
  seconds: number,
): Promise<AloneFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'keywise-bench-inputs-'))
  try {
    const copy = join(folder, 'keywise.sqlite')
    copyFileSync(databaseFile, copy)
    const inputs = await loadInputs(population, copy, users)
    const userAgents = population.clients.map(({ signals }) => signals.userAgent)
    const file = join(folder, 'inputs.json')
    writeFileSync(file, JSON.stringify({ inputs, userAgents }))
    const script = fileURLToPath(new URL('./processes/decide-alone.mjs', import.meta.url))
    const { stdout } = await promisify(execFile)(process.execPath, [script, file, String(seconds)])
    const { decisions, parses } = JSON.parse(stdout)
    return { decisionsPerSecond: decisions, userAgentsPerSecond: parses }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function loadInputs(population: Population, file: string, users: number): Promise<DecisionInput[]> {
  const store = createSqliteStore({ file, siteKey: benchSiteKey })
  const log = createLogger('silent')
  const services = {
    tokens: createTokens(benchSiteKey),
    pseudonymOf: (id: string) => pseudonymOf(benchSiteKey, id),
    networkOf: createNetworkPseudonyms(benchSiteKey),
  }
  const backEnd = { id: 'bench', kind: 'secret' } as const
  const inputs: DecisionInput[] = []
  for (const request of drawRequests(population, { users, draw: 'zipf', count: 5000 })) {
    const question = readQuestion(services, request, backEnd, { headers: {}, ip: '203.0.113.1' }, Date.now())
    inputs.push(buildDecisionInput(question, await loadKnown({ store, log }, question), () => untouchedCell))
  }
  await store.close()
  return inputs
}
