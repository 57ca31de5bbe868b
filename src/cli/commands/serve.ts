import { explainConfigProblems } from '../../http/load-config.ts'
import { closeOnSignals, startServer } from '../../http/server.ts'
import type { Command } from '../command.ts'
import { configHelp, readConfig } from '../read-config.ts'

export const serveCommand: Command = {
  name: 'serve',
  summary: 'start the service',
  help: `
usage: keywise serve [options]

${configHelp}
On an empty data directory one key of each kind is made and printed once.

examples:
  keywise serve
  keywise serve --port 0 --data-dir /var/lib/keywise
`,
  async run(args, terminal) {
    const { config, problems } = await readConfig(args, terminal)
    if (config === null) {
      terminal.err(`${explainConfigProblems(problems)}\n`)
      return 2
    }
    const server = await startServer(config)
    terminal.out(`keywise listens on ${server.url}\n`)
    terminal.out(`  docs     ${server.url}/docs\n  health   ${server.url}/readyz\n`)
    for (const { kind, key } of server.madeKeys) terminal.out(`  ${kind.padEnd(12)} ${key}\n`)
    if (server.madeKeys.length > 0) terminal.out('  these keys are shown once: keep them\n')
    closeOnSignals(server)
    return 0
  },
}
