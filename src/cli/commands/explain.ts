import { explain } from '../../core/index.ts'
import type { Command } from '../command.ts'
import { readArguments } from '../read-arguments.ts'
import { readRequest, requestHelp, requestOptions } from '../read-request.ts'
import { renderExplanation } from '../render-explanation.ts'
import { findRulesDir, loadPolicy } from '../rules-folder.ts'

export const explainCommand: Command = {
  help: `
usage: keywise explain [REQUEST.json | -] [options]

${requestHelp}
  --verbose           every rule with every condition, and where each ability of the client is known from

+ matched, - not matched, . not reached, ~ asleep: disabled, outside its dates, not rolled out to this user.
The rules are run by json-rules-engine; each condition shows what the fact is and what was wanted.

examples:
  keywise explain --user-agent 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Safari/537.36'
  keywise explain request.json --verbose
  keywise explain request.json --json
`,
  async run(args, terminal) {
    const options = { ...requestOptions, verbose: { type: 'boolean' } } as const
    const { values, positionals } = readArguments(args, options, 1)
    const { input, now } = await readRequest(values, positionals[0], terminal)
    const policy = await loadPolicy(findRulesDir(values.rules, terminal.env), terminal)
    if (policy === null) return 3
    const explanation = await explain(input, policy, now)
    terminal.out(
      values.json
        ? `${JSON.stringify(explanation, null, 2)}\n`
        : renderExplanation(explanation, policy, terminal.paint, values.verbose === true),
    )
    return 0
  },
}
