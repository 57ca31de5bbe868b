import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { loadOrMakeSiteKey } from '../../http/load-site-key.ts'
import { createSqliteStore } from '../../store/sqlite-store.ts'
import type { Command } from '../command.ts'
import { readArguments } from '../read-arguments.ts'
import { configHelp, configOptions, readConfig } from '../read-config.ts'

export const migrateCommand: Command = {
  help: `
usage: keywise migrate [--data-dir DIR] [--json]

\`keywise serve\` does the same at its start; run it by itself to do so beforehand. A database that is not there yet
is made.

${configHelp}
examples:
  keywise migrate
  keywise migrate --data-dir /var/lib/keywise
`,
  async run(args, terminal) {
    const { values } = readArguments(args, { ...configOptions, json: { type: 'boolean' } } as const)
    const config = await readConfig(values, terminal)
    const { databaseFile } = config
    await mkdir(dirname(databaseFile), { recursive: true })
    const store = createSqliteStore({ file: databaseFile, siteKey: await loadOrMakeSiteKey(config) })
    await store.close()
    terminal.out(
      values.json
        ? `${JSON.stringify({ database: databaseFile, upToDate: true })}\n`
        : `${databaseFile} is up to date\n`,
    )
    return 0
  },
}
