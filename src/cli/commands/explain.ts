import { parseArgs } from 'node:util'
import { explain } from '../../core/index.ts'
import type { Command } from '../command.ts'
import { readRequest, requestHelp, requestOptions } from '../read-request.ts'
import { renderExplanation } from '../render-explanation.ts'
import { findRulesDir, loadPolicy } from '../rules-folder.ts'

export const explainCommand: Command = {
  name: 'explain',
  summary: 'show why one login gets its answer, and what would change it',
  help: `
usage: keywise explain [REQUEST.json | -] [options]

${requestHelp}
The rules are run by json-rules-engine; each condition shows what it wanted and what it got.

examples:
  keywise explain --user-agent 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) ... Chrome/157.0.0.0 Safari/537.36'
  keywise explain request.json --json
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
    const explanation = await explain(input, policy, now)
    terminal.out(
      values.json ? `${JSON.stringify(explanation, null, 2)}\n` : renderExplanation(explanation, terminal),
    )
    return 0
  },
}
