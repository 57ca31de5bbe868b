import { mkdir } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import type { FastifyBaseLogger } from 'fastify'
import { registerDemo } from '../demo/register-demo.ts'
import { explainProblems } from '../files/explain-problems.ts'
import { loadBuiltInPolicy } from '../files/load-built-in-policy.ts'
import type { PolicySource, PolicyState } from '../files/policy-source.ts'
import { loadSwitchList } from '../files/switch-list.ts'
import { createSimulator } from '../replay/create-simulator.ts'
import { createCoverageReader } from '../store/coverage-reader.ts'
import { createNetworkPseudonyms } from '../store/network-pseudonym.ts'
import { pseudonymOf } from '../store/pseudonym.ts'
import { createReportReader } from '../store/report-reader.ts'
import { createSqliteStore } from '../store/sqlite-store.ts'
import { addMomentaryKeys, type LoadedKeys, loadAccessKeys } from './access-keys.ts'
import { createApp } from './app.ts'
import { type Cells, createCells } from './cells.ts'
import { createDecoys } from './ceremonies/create-decoys.ts'
import type { Config } from './config.ts'
import { createLogger } from './create-logger.ts'
import { createRules } from './create-rules.ts'
import { startExpiry } from './expire-decisions.ts'
import { loadOrMakeSiteKey } from './load-site-key.ts'
import { createMetrics } from './metrics.ts'
import { createRollouts } from './rollouts.ts'
import type { App, RelyingParty } from './services.ts'
import { startSwitches } from './start-switches.ts'
import { startSweep } from './sweep-one-time.ts'
import { createTokens } from './tokens.ts'

export interface StartOptions {
  readonly now?: () => number
  readonly log?: FastifyBaseLogger
}

export interface RunningServer {
  readonly app: App
  readonly url: string
  readonly port: number
  /** Null where there is no demo. */
  readonly demoUrl: string | null
  readonly policies: PolicySource
  readonly cells: Cells
  /** Keys made at this start, to be shown once. */
  readonly madeKeys: LoadedKeys['made']
  /** Stops accepting, lets running requests end, writes what is queued. */
  readonly close: () => Promise<void>
}

const isLoopback = (host: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host)
/** The part of the settings that routes may see: none of the keys. */
function readRelyingParty(config: Config, siteKey: Buffer): RelyingParty {
  const { rpId, rpName, algorithms, userVerification, topOrigins, allowCredentials } = config
  const { enrollUrl, manageUrl } = config
  return {
    rpId,
    rpName,
    algorithms,
    userVerification,
    topOrigins,
    allowCredentials,
    enrollUrl,
    manageUrl,
    decoysOf: createDecoys(siteKey),
  }
}

/**
 * A login page that anybody could reach is not for everyone to have. By itself it is there only where nobody but this
 * machine asks: on its own address, and without login pages of somebody's, who may have put a proxy in front.
 */
const wantsDemo = ({ demo, host, origins }: Config): boolean => demo ?? (isLoopback(host) && origins === null)
const urlOf = (host: string, port: number): string =>
  `http://${host.includes(':') ? `[${host}]` : host}:${port}`

function reportRules(log: FastifyBaseLogger, { status, policy, problems, shadow }: PolicyState): void {
  if (shadow?.policy === null)
    log.warn(`the shadow rules are broken and not evaluated\n${explainProblems(shadow.problems)}`)
  else if (shadow !== null) log.info({ shadow: shadow.policy.revision }, 'shadow rules are evaluated')
  const about = { revision: policy.revision, status, problems: problems.length }
  if (status === 'live') log.info(about, 'rules are in force')
  else log.error(about, `the rules are broken, ${status} rules stay in force\n${explainProblems(problems)}`)
}

/** Starts a server on the configured address and data directory. @throws when a file or the port cannot be had */
export async function startServer(config: Config, options: StartOptions = {}): Promise<RunningServer> {
  const { now = Date.now, log = createLogger(config.logLevel) } = options
  await mkdir(config.dataDir, { recursive: true })
  const siteKey = await loadOrMakeSiteKey(config)
  const { secretKey: secret, publishableKey: publishable, adminKey: admin } = config
  const { keys, made } = await loadAccessKeys(config.dataDir, { secret, publishable, admin }, now())
  const switchList = await loadSwitchList(join(config.dataDir, 'switches.json'))
  const builtIn = await loadBuiltInPolicy()
  await mkdir(dirname(config.databaseFile), { recursive: true })

  // Last opened, first closed; the store writes what is queued whatever fails before it.
  const opened: { close(): unknown }[] = []
  const close = async (): Promise<void> => {
    const next = opened.pop()
    try {
      await next?.close()
    } finally {
      if (opened.length > 0) await close()
    }
  }
  try {
    const store = createSqliteStore({ file: config.databaseFile, siteKey, now })
    opened.push(store)
    const reports = createReportReader({ file: config.databaseFile, retentionDays: config.retentionDays })
    const coverage = createCoverageReader({ file: config.databaseFile, siteKey })
    const simulator = createSimulator({ file: config.databaseFile, siteKey })
    const runtimeSwitches = switchList.current()
    const rules = await createRules({ config, store, builtIn, runtimeSwitches, now, log })
    opened.push(rules)
    const { policies, publisher } = rules
    reportRules(log, policies.state())
    opened.push(startSwitches({ switchList, policies, store, log }))
    const cells = await createCells({ store, policies, now, log })
    opened.push(cells)
    const rollouts = await createRollouts({ store, reports, policies, now, log })
    opened.push(rollouts)
    const metrics = createMetrics({ store, policies, cells, now, process: true })
    policies.onChange((state) => {
      metrics.countReload(state.status)
      reportRules(log, state)
    })
    const origins = new Set(config.origins ?? [])
    const demo = wantsDemo(config) ? addMomentaryKeys(keys, 'demo') : null
    const app = await createApp(
      {
        policies,
        publisher,
        switchList,
        store,
        reports,
        coverage,
        simulator,
        cells,
        rollouts,
        keys: demo?.keys ?? keys,
        tokens: createTokens(siteKey),
        pseudonymOf: (userId) => pseudonymOf(siteKey, userId),
        networkOf: createNetworkPseudonyms(siteKey),
        origins,
        relyingParty: readRelyingParty(config, siteKey),
        metrics,
        now,
        log,
      },
      { trustProxy: config.trustProxy, hasDemo: demo !== null },
    )
    opened.push(app)
    // Ended before the requests are: whoever waits for a report can ask again, and what is queued has to be written.
    opened.push(reports, coverage, simulator)
    if (demo !== null)
      await app.register(registerDemo, {
        ...demo,
        anyHost: config.demo === true,
        keywiseUrl: () => urlOf(config.host, (app.server.address() as AddressInfo).port),
        accountsFile: join(config.dataDir, 'demo-accounts.json'),
      })
    opened.push(startExpiry({ store, policies, retentionDays: config.retentionDays, now, log }))
    opened.push(startSweep({ store, now, log }))
    await app.listen({ host: config.host, port: config.port })
    const { port } = app.server.address() as AddressInfo
    if (config.origins === null)
      for (const host of ['localhost', '127.0.0.1']) origins.add(`http://${host}:${port}`)
    // By name: an address is no RP ID.
    const demoUrl = demo === null ? null : `${urlOf('localhost', port)}/demo`
    return { app, url: urlOf(config.host, port), port, demoUrl, policies, cells, madeKeys: made, close }
  } catch (error) {
    await close()
    throw error
  }
}

const drainMs = 4_500

/**
 * Closes a server on SIGTERM or SIGINT, and ends the process within five seconds whatever still runs. The second
 * signal ends it at once.
 */
export function closeOnSignals(server: RunningServer): void {
  let closing = false
  const end = (): void => {
    if (closing) process.exit(1)
    closing = true
    setTimeout(() => process.exit(1), drainMs).unref()
    server.close().then(
      () => process.exit(0),
      (err) => {
        server.app.log.error({ err }, 'the server could not be closed')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
}
