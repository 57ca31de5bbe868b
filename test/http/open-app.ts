import { hash } from 'node:crypto'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { onTestFinished } from 'vitest'
import type { ClientSignals } from '../../src/contract/decision.ts'
import { createPolicyParser } from '../../src/core/index.ts'
import { loadBuiltInPolicy } from '../../src/files/load-built-in-policy.ts'
import { loadFixtureSuite } from '../../src/files/load-fixture-suite.ts'
import { loadSwitchList } from '../../src/files/switch-list.ts'
import { createAccessKeys, type KeyKind, keyPrefixes } from '../../src/http/access-keys.ts'
import { type AppOptions, createApp } from '../../src/http/app.ts'
import { createCells } from '../../src/http/cells.ts'
import { createDecoys } from '../../src/http/ceremonies/create-decoys.ts'
import type { RulesSource } from '../../src/http/config.ts'
import { createLogger } from '../../src/http/create-logger.ts'
import { createRules } from '../../src/http/create-rules.ts'
import { createMetrics } from '../../src/http/metrics.ts'
import { createRollouts } from '../../src/http/rollouts.ts'
import type { RelyingParty } from '../../src/http/services.ts'
import { createTokens } from '../../src/http/tokens.ts'
import { createSimulator } from '../../src/replay/create-simulator.ts'
import { createCoverageReader } from '../../src/store/coverage-reader.ts'
import { createNetworkPseudonyms } from '../../src/store/network-pseudonym.ts'
import { pseudonymOf } from '../../src/store/pseudonym.ts'
import { createReportReader } from '../../src/store/report-reader.ts'
import { createSqliteStore, type SqliteStoreOptions } from '../../src/store/sqlite-store.ts'
import { offeredAlgorithms } from '../../src/webauthn/algorithms.ts'
import { readShippedRules } from '../shipped-rules.ts'

/** Makes reports from the source: a thread of its own, which has to be told how to read it. */
export const reportThread = new URL('../store/report-thread.mjs', import.meta.url)
/** The same for counts of coverage. */
const coverageThread = new URL('../store/coverage-thread.mjs', import.meta.url)
/** The same for simulations. */
export const simulationThread = new URL('../replay/simulation-thread.mjs', import.meta.url)
export const siteKey = Buffer.alloc(32, 7)
export const keys: Readonly<Record<KeyKind, string>> = {
  publishable: `${keyPrefixes.publishable}test-publishable-key`,
  secret: `${keyPrefixes.secret}test-secret-key`,
  admin: `${keyPrefixes.admin}test-admin-key`,
}
export const startOfTest = Date.parse('2026-11-21T09:00:00.000Z')
export const firefoxOnWindows =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0'

/** The rule files that ship, by path. */
export const shippedRules = Object.fromEntries(readShippedRules())

const { suite } = await loadFixtureSuite(fileURLToPath(new URL('../../fixtures', import.meta.url)))
/** Real clients and passkeys by name, as the fixtures have them. */
export const { clients, passkeys } = suite

/** What a named client of the fixtures says of itself. */
export function signalsOf(client: string): ClientSignals {
  const found = clients[client]
  if (found === undefined) throw new Error(`no client \`${client}\` in fixtures/clients.json`)
  return found.signals
}
export const chromeOnWindows = signalsOf('chrome-windows-11')

const builtIn = await loadBuiltInPolicy()
/** One for all services of a file: nearly all have the knowledge that ships. */
const parser = createPolicyParser()

/** Has something done at the end: of the test, unless told otherwise. */
export type AtEnd = (undo: () => Promise<void>) => void

/** A folder of the test's own, gone afterwards. */
export async function createFolder(
  files: Readonly<Record<string, string>> = {},
  atEnd: AtEnd = onTestFinished,
): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'keywise-'))
  atEnd(() => rm(dir, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(dir, name)), { recursive: true })
    await writeFile(join(dir, name), text)
  }
  return dir
}

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH' | 'OPTIONS'
  readonly url: string
  readonly key?: KeyKind | string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** A whole server on a folder of its own, with a clock and a log that the test holds, closed `atEnd`. */
export async function openApp(
  options: AppOptions &
    Pick<SqliteStoreOptions, 'maxWaitMs'> & {
      readonly rules?: Readonly<Record<string, string>>
      readonly rulesSource?: RulesSource
      /** Whether revisions are kept as they come; most tests have no use for that. */
      readonly recordsRules?: boolean
      readonly fixturesDir?: string
      /** What makes reports, instead of the usual thread. */
      readonly reportThread?: URL
      readonly relyingParty?: Partial<RelyingParty>
      /** Where publishable keys work and ceremonies may come from. */
      readonly origins?: readonly string[]
    } = {},
  atEnd: AtEnd = onTestFinished,
) {
  const dir = await createFolder({}, atEnd)
  const rulesDir = await createFolder({ ...shippedRules, ...options.rules }, atEnd)
  const clock = { now: startOfTest }
  const lines: string[] = []
  const log = createLogger('trace', { write: (line) => void lines.push(line) })
  const { maxWaitMs = 5000 } = options
  const file = join(dir, 'keywise.db')
  const store = createSqliteStore({ file, siteKey, now: () => clock.now, maxWaitMs })
  const reports = createReportReader({
    file,
    retentionDays: 90,
    threadFile: options.reportThread ?? reportThread,
  })
  const coverage = createCoverageReader({ file, siteKey, threadFile: coverageThread })
  const simulator = createSimulator({ file, siteKey, threadFile: simulationThread })
  const switchList = await loadSwitchList(join(dir, 'switches.json'))
  const rules = await createRules({
    config: { rulesDir, rulesSource: options.rulesSource ?? 'directory', dataDir: dir, switches: [] },
    record: options.recordsRules ?? false,
    store,
    builtIn,
    parser,
    runtimeSwitches: switchList.current(),
    now: () => clock.now,
    log,
    ...(options.fixturesDir === undefined ? {} : { fixturesDir: options.fixturesDir }),
  })
  const { policies, publisher } = rules
  const cells = await createCells({ store, policies, now: () => clock.now, log })
  const rollouts = await createRollouts({ store, reports, policies, now: () => clock.now, log })
  const stored = Object.entries(keys).map(([kind, key]) => ({
    id: `${kind}-1`,
    kind: kind as KeyKind,
    sha256: hash('sha256', key, 'hex'),
  }))
  const services = {
    policies,
    publisher,
    switchList,
    store,
    reports,
    coverage,
    simulator,
    keys: createAccessKeys(stored),
    tokens: createTokens(siteKey),
    pseudonymOf: (userId: string) => pseudonymOf(siteKey, userId),
    networkOf: createNetworkPseudonyms(siteKey),
    origins: new Set(options.origins ?? ['https://login.example.com']),
    relyingParty: {
      rpId: 'login.example.com',
      rpName: 'Example',
      userVerification: 'required' as const,
      algorithms: offeredAlgorithms,
      topOrigins: [],
      allowCredentials: 'discoverable' as const,
      enrollUrl: null,
      manageUrl: null,
      decoysOf: createDecoys(siteKey),
      ...options.relyingParty,
    },
    cells,
    rollouts,
    metrics: createMetrics({ store, policies, cells, now: () => clock.now }),
    now: () => clock.now,
    log,
  }
  const app = await createApp(services, options)
  atEnd(async () => {
    await app.close()
    cells.close()
    rollouts.close()
    await rules.close()
    await reports.close()
    await coverage.close()
    await simulator.close()
    await store.close()
  })

  const call = async ({ method, url, key, body, headers = {} }: Call) => {
    const bearer = key === undefined ? undefined : (keys[key as KeyKind] ?? key)
    const response = await app.inject({
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      url,
      headers: {
        'user-agent': 'Mozilla/5.0 test',
        ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: body as object | string }),
    })
    const isJson = /json/.test(String(response.headers['content-type'] ?? ''))
    return {
      status: response.statusCode,
      headers: response.headers,
      text: response.body,
      json: isJson ? response.json() : null,
    }
  }
  return { app, call, clock, dir, file, rulesDir, lines, store, services, policies }
}
export type TestApp = Awaited<ReturnType<typeof openApp>>

/** The store looks at its file four times a second. */
const looksAgainMs = 300

/** Moves the database file away until the test gives it back, or ends. */
export async function takeStoreAway({ file }: Pick<TestApp, 'file'>): Promise<() => Promise<void>> {
  await rename(file, `${file}.away`)
  await sleep(looksAgainMs)
  let isAway = true
  const giveBack = async () => {
    if (isAway) await rename(`${file}.away`, file)
    isAway = false
  }
  onTestFinished(giveBack)
  return giveBack
}

/** Holds the write lock of a database, as another process would, until the test releases it, or ends. */
export function lockStore(file: string): () => void {
  const other = new Database(file)
  other.exec('begin exclusive')
  const release = () => void other.close()
  onTestFinished(release)
  return release
}

/** A user with one passkey of Windows Hello, made and used on a device that has so completed a login of theirs. */
export async function addUserWithPasskey(
  { call }: TestApp,
  who: { readonly id?: string; readonly device?: string; readonly credentialId?: string } = {},
): Promise<{ readonly deviceToken: string }> {
  const { id = 'u-1', device = 'd-1', credentialId = `cred-${id}` } = who
  const here = { device: { id: device }, signals: chromeOnWindows }
  await call({
    method: 'PUT',
    url: `/v1/users/${encodeURIComponent(id)}/credentials/${credentialId}`,
    key: 'secret',
    body: { transports: ['internal'], authenticatorAttachment: 'platform', backupEligible: false, ...here },
  })
  const asked = await call({ url: '/v1/decisions', key: 'secret', body: { user: { id }, ...here } })
  const told = await call({
    url: '/v1/outcomes',
    key: 'secret',
    body: {
      token: asked.json.token,
      result: 'success',
      method: 'passkey',
      credentialId,
      authenticatorAttachment: 'platform',
    },
  })
  const { deviceToken } = told.json
  if (typeof deviceToken !== 'string') throw new Error(`the login of the test was not taken: ${told.text}`)
  return { deviceToken }
}
