import { explainConfigProblems } from '../../http/load-config.ts'
import { loadSiteKey } from '../../http/load-site-key.ts'
import { createSqliteStore } from '../../store/sqlite-store.ts'
import type { Command } from '../command.ts'
import { configHelp, readConfig } from '../read-config.ts'

export const migrateCommand: Command = {
  name: 'migrate',
  summary: 'bring the database to the schema of this version',
  help: `
usage: keywise migrate [--data-dir DIR]

\`keywise serve\` does the same at its start; run it by itself to do so beforehand.

${configHelp}
examples:
  keywise migrate
  keywise migrate --data-dir /var/lib/keywise
`,
  async run(args, terminal) {
    const { config, problems } = await readConfig(args, terminal)
    if (config === null) {
      terminal.err(`${explainConfigProblems(problems)}\n`)
      return 2
    }
    const siteKey = config.siteKey ?? (await loadSiteKey(config.dataDir))
    const store = createSqliteStore({ file: config.databaseFile, siteKey })
    await store.close()
    terminal.out(`${config.databaseFile} is up to date\n`)
    return 0
  },
}
