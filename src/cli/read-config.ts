import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Config } from '../http/config.ts'
import { explainConfigProblems, loadConfig } from '../http/load-config.ts'
import { type Terminal, UsageError } from './command.ts'
import { shippedDir } from './rules-folder.ts'

/** The settings that have flags; the others come from the environment or keywise.config.json. */
export const configOptions = {
  host: { type: 'string' },
  port: { type: 'string' },
  'data-dir': { type: 'string' },
  'rules-dir': { type: 'string' },
  'log-level': { type: 'string' },
} as const

export const configHelp = `Flags win over the environment (KEYWISE_PORT...), that over keywise.config.json, that over defaults:
  --host HOST        default 127.0.0.1
  --port PORT        default 3000; 0 picks one and prints it
  --data-dir DIR     default ./data
  --rules-dir DIR    default ./rules, or the rules that ship with Keywise where there is no such folder
  --log-level WORD   trace, debug, info (default), warn, error or silent
`

type ConfigValues = { readonly [Name in keyof typeof configOptions]?: string | undefined }

/**
 * Settings from flags, environment, file and defaults.
 * @throws UsageError with every problem at once
 */
export async function readConfig(values: ConfigValues, terminal: Terminal): Promise<Config> {
  const flags = {
    host: values.host,
    port: values.port,
    dataDir: values['data-dir'],
    rulesDir: values['rules-dir'],
    logLevel: values['log-level'],
  }
  const directory = process.cwd()
  const { config, problems } = await loadConfig({ flags, environment: terminal.env, directory })
  if (config === null) throw new UsageError(explainConfigProblems(problems))
  const asked = flags.rulesDir ?? terminal.env.KEYWISE_RULES_DIR
  const isDefault = asked === undefined && config.rulesDir === resolve(directory, 'rules')
  // A first start in an empty folder should decide as the documentation says, not by the emergency rules.
  return isDefault && !existsSync(config.rulesDir) ? { ...config, rulesDir: shippedDir('rules') } : config
}
