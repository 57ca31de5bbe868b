import { parseArgs } from 'node:util'
import { loadConfig } from '../http/load-config.ts'
import type { Terminal } from './command.ts'

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
  --rules-dir DIR    default ./rules
  --log-level WORD   default info
`

/** Settings from flags, environment, file and defaults, with every problem at once. */
export async function readConfig(args: readonly string[], terminal: Terminal) {
  const { values } = parseArgs({ args: [...args], options: configOptions })
  const flags = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name.replace(/-(.)/g, (_, letter) => letter.toUpperCase()),
      value,
    ]),
  )
  return loadConfig({ flags, environment: terminal.env, directory: process.cwd() })
}
