import { parseArgs } from 'node:util'
import { decide } from '../../core/index.ts'
import type { Command } from '../command.ts'
import { readRequest, requestHelp, requestOptions } from '../read-request.ts'
import { findRulesDir, loadPolicy } from '../rules-folder.ts'

export const decideCommand: Command = {
  name: 'decide',
  summary: 'decide one login on the spot, without a server',
  help: `
usage: keywise decide [REQUEST.json | -] [options]

${requestHelp}
examples:
  keywise decide --user-agent 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) ... Safari/604.1'
  keywise decide request.json
  echo '{"signals":{"userAgent":"..."}}' | keywise decide -
`,
  async run(args, terminal) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: requestOptions,
    })
    const policy = await loadPolicy(findRulesDir(values.rules, terminal.env), terminal)
    if (policy === null) return 3
    const { input, now } = await readRequest(values, positionals[0], terminal)
    const decision = decide(input, policy, now)
    if (values.json) terminal.out(`${JSON.stringify(decision, null, 2)}\n`)
    else
      terminal.out(
        `${terminal.paint('bold', decision.action)}  ${decision.reason}\n${decision.explanation}\n`,
      )
    return 0
  },
}
