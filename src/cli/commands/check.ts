import { checkByReference, type Policy } from '../../core/index.ts'
import type { Command } from '../command.ts'
import { readArguments } from '../read-arguments.ts'
import { checkFolder, count, findRulesDir, renderProblems } from '../rules-folder.ts'

export const checkCommand: Command = {
  help: `
usage: keywise check [DIR] [--json]

DIR is ./rules unless given. Each problem comes with its file, its place in it and what would help.
Exit code 3 when there is an error: the service would not take the folder. Warnings stop nothing.

examples:
  keywise check
  keywise check ./rules --json
`,
  async run(args, terminal) {
    const options = { json: { type: 'boolean' }, rules: { type: 'string' } } as const
    const { values, positionals } = readArguments(args, options, 1)
    const dir = findRulesDir(positionals[0] ?? values.rules, terminal.env)
    const { policy, problems: read } = await checkFolder(dir)
    const problems = policy === null ? read : [...read, ...(await checkByReference(policy, Date.now()))]
    const errors = problems.filter(({ severity }) => severity === 'error').length
    const ok = policy !== null && errors === 0
    if (values.json) {
      const report = { ok, revision: policy?.revision ?? null, problems }
      terminal.out(`${JSON.stringify(report, null, 2)}\n`)
      return ok ? 0 : 3
    }
    terminal.out(renderProblems(problems, terminal.paint))
    const warnings = count(problems.length - errors, 'warning')
    terminal.out(
      ok
        ? `${terminal.paint('green', 'ok')}: ${dir}: revision ${policy.revision}, ${count(countRules(policy), 'rule')}, ${warnings}\n`
        : `${terminal.paint('red', 'not usable')}: ${dir}: ${count(errors, 'error')}, ${warnings}\n`,
    )
    return ok ? 0 : 3
  },
}

const countRules = ({ ruleSets }: Policy): number =>
  Object.values(ruleSets).reduce((sum, { rules }) => sum + rules.length, 0)
