import { parseArgs } from 'node:util'
import { parsePolicy } from '../../core/index.ts'
import { loadRuleFolder } from '../../files/load-rule-folder.ts'
import type { Command } from '../command.ts'
import { findRulesDir, renderProblems } from '../rules-folder.ts'

export const checkCommand: Command = {
  name: 'check',
  summary: 'find every problem in a rules folder',
  help: `
usage: keywise check [DIR] [--json]

DIR is ./rules unless given. Exit code 3 when there is an error; warnings do not stop anything.

examples:
  keywise check
  keywise check ./rules --json
`,
  async run(args, terminal) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { json: { type: 'boolean' }, rules: { type: 'string' } },
    })
    const dir = findRulesDir(positionals[0] ?? values.rules, terminal.env)
    const { policy, problems } = parsePolicy(await loadRuleFolder(dir))
    const errors = problems.filter(({ severity }) => severity === 'error').length
    if (values.json) {
      terminal.out(
        `${JSON.stringify({ ok: policy !== null, revision: policy?.revision ?? null, problems }, null, 2)}\n`,
      )
    } else {
      terminal.out(renderProblems(problems, terminal))
      terminal.out(
        policy === null
          ? `${terminal.paint('red', 'not usable')}: ${errors} ${errors === 1 ? 'error' : 'errors'}\n`
          : `${terminal.paint('green', 'ok')}: revision ${policy.revision}, ${problems.length} warnings\n`,
      )
    }
    return policy === null ? 3 : 0
  },
}
