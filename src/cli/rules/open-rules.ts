import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { loadBuiltInPolicy } from '../../files/load-built-in-policy.ts'
import type { Config } from '../../http/config.ts'
import { createRules, type Rules } from '../../http/create-rules.ts'
import { loadOrMakeSiteKey } from '../../http/load-site-key.ts'
import type { Pause } from '../../publishing/compare-fixtures.ts'
import type { DrawStore } from '../../store/draw-store.ts'
import type { RuleStore } from '../../store/rule-store.ts'
import { createSqliteStore } from '../../store/sqlite-store.ts'
import type { Terminal } from '../command.ts'
import { findFixturesDir } from '../fixtures-folder.ts'

export interface OpenedRules extends Rules {
  readonly store: RuleStore & DrawStore
}

/** The rules of this machine's service, to be changed from outside of it; it may run meanwhile, and follows. */
export async function withRules<T>(
  config: Config,
  terminal: Terminal,
  pause: Pause,
  work: (rules: OpenedRules) => Promise<T>,
): Promise<T> {
  await mkdir(dirname(config.databaseFile), { recursive: true })
  await mkdir(config.dataDir, { recursive: true })
  const store = createSqliteStore({ file: config.databaseFile, siteKey: await loadOrMakeSiteKey(config) })
  try {
    const tell = (message: unknown) => terminal.err(`${String(message)}\n`)
    const rules = await createRules({
      config,
      store,
      builtIn: await loadBuiltInPolicy(),
      runtimeSwitches: [],
      now: Date.now,
      log: {
        info: () => {},
        // As pino is called: an object first, or the message alone.
        warn: (first: unknown, message?: unknown) => tell(message ?? first),
        error: (first: unknown, message?: unknown) => tell(message ?? first),
      },
      watch: false,
      pause,
      fixturesDir: findFixturesDir(undefined),
    })
    try {
      return await work({ ...rules, store })
    } finally {
      await rules.close()
    }
  } finally {
    await store.close()
  }
}
