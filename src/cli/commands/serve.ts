import { resolve } from 'node:path'
import { explainProblems } from '../../files/explain-problems.ts'
import type { PolicyState } from '../../files/policy-source.ts'
import { closeOnSignals, type RunningServer, startServer } from '../../http/server.ts'
import { type Command, type Paint, UsageError } from '../command.ts'
import { readArguments } from '../read-arguments.ts'
import { configHelp, configOptions, readConfig } from '../read-config.ts'
import { shippedDir } from '../rules-folder.ts'

export const serveCommand: Command = {
  help: `
usage: keywise serve [options]

${configHelp}
On an empty data directory one key of each kind is made and printed once. The log is JSON, one line each, on
standard output. SIGTERM or Ctrl-C stops the service after the requests it is answering.

examples:
  keywise serve
  keywise serve --port 0 --data-dir /var/lib/keywise
  KEYWISE_ORIGINS=https://login.example.com keywise serve
`,
  async run(args, terminal) {
    const { values } = readArguments(args, configOptions)
    const config = await readConfig(values, terminal)
    const server = await startServer(config).catch((error: unknown) => {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      if (code === 'EADDRINUSE')
        throw new UsageError(`port ${config.port} is in use; choose another with --port, 0 picks a free one`)
      if (code === 'EACCES')
        throw new UsageError(`not allowed: ${error instanceof Error ? error.message : ''}`)
      throw error
    })
    closeOnSignals(server)
    // The log has it too, but as JSON; whoever has just saved a rule file reads the terminal.
    const isStore = config.rulesSource === 'store'
    const origin = isStore ? 'the store' : config.rulesDir
    const warn = (state: PolicyState) => terminal.err(explainBrokenRules(origin, state))
    warn(server.policies.state())
    server.policies.onChange(warn)
    const shipped = shippedDir('rules')
    const isElsewhere = config.rulesDir === shipped && shipped !== resolve('rules')
    terminal.out(
      [
        `keywise listens on ${server.url}`,
        ...(server.demoUrl === null ? [] : [`  demo     ${server.demoUrl}`]),
        `  docs     ${server.url}/docs`,
        `  health   ${server.url}/readyz`,
        `  rules    ${isStore ? 'those published last, in the store' : config.rulesDir}${isElsewhere && !isStore ? ' (these ship with Keywise; copy them to ./rules to change them)' : ''}`,
        `  data     ${config.dataDir}`,
        ...greet(server, terminal.paint),
        '',
      ].join('\n'),
    )
    return 0
  },
}

/** Why the rules in force are not the ones in the folder or the store; empty where they are. */
function explainBrokenRules(origin: string, { status, problems }: PolicyState): string {
  if (status === 'live') return ''
  const inForce = status === 'stale' ? 'the last good rules stay in force' : 'built-in rules stand in'
  return `the rules in ${origin} are broken, ${inForce}\n${explainProblems(problems)}\n`
}

/** What a first start has to say: the keys, once, and something to try. */
function greet({ madeKeys, url }: RunningServer, paint: Paint): string[] {
  if (madeKeys.length === 0) return []
  const secret = madeKeys.find(({ kind }) => kind === 'secret')
  return [
    '',
    paint('bold', 'keys, shown this once: keep them'),
    ...madeKeys.map(({ kind, key }) => `  ${kind.padEnd(12)} ${key}`),
    ...(secret === undefined
      ? []
      : [
          '',
          paint('bold', 'try it'),
          `  curl ${url}/v1/decisions \\`,
          `    -H 'authorization: Bearer ${secret.key}' \\`,
          "    -H 'content-type: application/json' \\",
          `    -d '${exampleRequest}'`,
        ]),
  ]
}

const exampleRequest = JSON.stringify({
  signals: {
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
  },
})
