import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import { createPolicyParser, type Policy, type parsePolicy, parseShadow } from '../core/index.ts'
import { createFolderSource } from '../files/create-folder-source.ts'
import { createPublishedSource } from '../files/create-published-source.ts'
import { explainProblems } from '../files/explain-problems.ts'
import { finishInstallation } from '../files/install-rules.ts'
import { type FixtureSuite, loadFixtureSuite } from '../files/load-fixture-suite.ts'
import { loadRuleFolder } from '../files/load-rule-folder.ts'
import { createPolicySource, type PolicySource } from '../files/policy-source.ts'
import type { Pause } from '../publishing/compare-fixtures.ts'
import { createRulePublisher, type RulePublisher } from '../publishing/create-rule-publisher.ts'
import { recordLiveRules } from '../publishing/record-live-rules.ts'
import { createFolderTarget, createStoreTarget } from '../publishing/rule-target.ts'
import type { DrawStore } from '../store/draw-store.ts'
import type { RuleStore } from '../store/rule-store.ts'
import type { Config } from './config.ts'
import { shippedFixtures } from './shipped-fixtures.ts'

export interface RulesOptions {
  readonly config: Pick<Config, 'rulesDir' | 'rulesSource' | 'dataDir' | 'switches'>
  readonly store: RuleStore & Pick<DrawStore, 'listHolds'>
  readonly builtIn: Policy
  readonly runtimeSwitches: PolicySourceRuntimeSwitches
  readonly now: () => number
  readonly log: Pick<FastifyBaseLogger, 'warn' | 'error' | 'info'>
  /** false: for tools that run and end; nothing is watched or written down by itself. */
  readonly watch?: boolean
  /** Whether what the folder holds is kept as a revision; default: where it is watched. */
  readonly record?: boolean
  /** Called between fixtures; default: lets logins through. */
  readonly pause?: Pause
  readonly fixturesDir?: string
  /** Reads the rules; default: one that remembers the knowledge of this service. Several may share what it remembers. */
  readonly parser?: typeof parsePolicy
}
type PolicySourceRuntimeSwitches = Parameters<PolicySource['setRuntimeSwitches']>[0]

/** The rules of a service: read from their source, followed, put in force and taken back. */
export interface Rules {
  readonly policies: PolicySource
  readonly publisher: RulePublisher
  readonly close: () => Promise<void>
}

export async function createRules(options: RulesOptions): Promise<Rules> {
  const { config, store, builtIn, runtimeSwitches, now, log, watch = true, record = watch } = options
  const { pause = () => setImmediate(), fixturesDir = shippedFixtures } = options
  const { parser = createPolicyParser() } = options
  const { rulesDir, rulesSource, dataDir } = config
  const warn = (err: unknown, message: string): void => log.warn({ err }, message)
  const isStore = rulesSource === 'store'
  if (isStore) await importFolder(options, parser)
  else
    await finishInstallation(rulesDir).catch((err) => {
      // A folder that is not there is told by the reading of it.
      if (!(err instanceof Error && 'code' in err && err.code === 'ENOENT'))
        warn(err, 'what a publication has left behind could not be ended')
    })
  const policies = await createPolicySource({
    source: isStore
      ? createPublishedSource({
          published: {
            readSequence: () => store.readSequence(),
            async loadLast() {
              const last = await store.loadLastPublication()
              if (last === null) return null
              const kept = await store.loadRevision(last.revision)
              if (kept === null) throw new Error(`the files of revision ${last.revision} are not there`)
              return { sequence: last.sequence, folder: kept.folder }
            },
          },
          copyFile: join(dataDir, 'rules-in-force.json'),
          warn,
        })
      : createFolderSource(rulesDir),
    parse: (folder) => parser(folder, now()),
    parseShadow: (folder) => parseShadow(folder, now()),
    builtIn,
    environmentSwitches: config.switches,
    runtimeSwitches,
    watch,
  })
  const recording = record && !isStore ? recordLiveRules({ policies, store, now, warn }) : null
  let suite: Promise<FixtureSuite> | null = null
  const publisher = createRulePublisher({
    policies,
    target: isStore ? createStoreTarget(store) : createFolderTarget(rulesDir, store),
    records: store,
    holds: store,
    parse: (folder) => parser(folder, now()),
    loadSuite() {
      suite ??= loadFixtureSuite(fixturesDir).then((loaded) => loaded.suite)
      return suite
    },
    pause,
    now,
  })
  return {
    policies,
    publisher,
    async close() {
      await recording?.close()
      await policies.close()
    },
  }
}

/** The first start on an empty store takes over the rules folder. Broken rules are left to whoever reads the log. */
async function importFolder(
  { config, store, now, log }: RulesOptions,
  parser: typeof parsePolicy,
): Promise<void> {
  try {
    if ((await store.readSequence()) > 0) return
    const folder = await loadRuleFolder(config.rulesDir)
    const { policy, problems } = parser(folder, now())
    if (policy === null) {
      log.error(`the rules in ${config.rulesDir} cannot be taken over\n${explainProblems(problems)}`)
      return
    }
    const { revision } = policy
    const note = 'taken over from the rules folder'
    const publication = { revision, at: now(), actor: 'engine', note, kind: 'import' } as const
    // Another process may have been first: then its rules count.
    const { kind } = await store.savePublication(folder, publication, { last: null })
    if (kind === 'kept') log.info({ revision }, 'the rules folder was taken over into the store')
  } catch (err) {
    log.error({ err }, 'the rules folder could not be taken over into the store')
  }
}
