import { explainProblems } from '../../files/explain-problems.ts'
import type { PolicyState } from '../../files/policy-source.ts'
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
    // The log has it too, but as JSON; whoever has just saved a rule file reads the terminal.
    const warn = (state: PolicyState) => terminal.err(explainBrokenRules(config.rulesDir, state))
    warn(server.policies.state())
    server.policies.onChange(warn)
    terminal.out(`keywise listens on ${server.url}\n`)
    terminal.out(`  docs     ${server.url}/docs\n  health   ${server.url}/readyz\n`)
    for (const { kind, key } of server.madeKeys) terminal.out(`  ${kind.padEnd(12)} ${key}\n`)
    if (server.madeKeys.length > 0) terminal.out('  these keys are shown once: keep them\n')
    closeOnSignals(server)
    return 0
  },
}

/** Why the rules in force are not the ones in the folder; empty where they are. */
function explainBrokenRules(rulesDir: string, { status, problems }: PolicyState): string {
  if (status === 'live') return ''
  const inForce = status === 'stale' ? 'the last good rules stay in force' : 'built-in rules stand in'
  return `the rules in ${rulesDir} are broken, ${inForce}\n${explainProblems(problems)}\n`
}
