import { problemKinds } from '../../contract/problem-kinds.ts'
import type { Policy } from '../../core/index.ts'
import { type Command, type Terminal, UsageError } from '../command.ts'
import { readArguments } from '../read-arguments.ts'
import { renderAnnotations, renderProblems } from '../render-problems.ts'
import { checkFolder, count, findRulesDir } from '../rules-folder.ts'
import { suggestWord } from '../suggest-word.ts'

const formats = ['text', 'json', 'github'] as const
type Format = (typeof formats)[number]

export const checkCommand: Command = {
  help: `
usage: keywise check [DIR] [--format text|json|github] [--json] [--kinds]

DIR is ./rules unless given. Each problem comes with its file, line and column, and what would help.
Exit code 3 when there is an error: the service would not take the folder. Warnings stop nothing.

  --format github   one line a problem, which GitHub shows beside the lines of a pull request
  --json            short for --format json
  --kinds           every kind of problem there is, instead of a check

examples:
  keywise check
  keywise check ./rules --json
  keywise check rules --format github
  keywise check --kinds
`,
  async run(args, terminal) {
    const options = {
      json: { type: 'boolean' },
      format: { type: 'string' },
      kinds: { type: 'boolean' },
      rules: { type: 'string' },
    } as const
    const { values, positionals } = readArguments(args, options, 1)
    const format = readFormat(values.format, values.json)
    if (values.kinds) {
      listKinds(format, terminal)
      return 0
    }
    const dir = findRulesDir(positionals[0] ?? values.rules, terminal.env)
    const { policy, problems } = await checkFolder(dir)
    const ok = policy !== null
    if (format === 'json') {
      const report = { ok, revision: policy?.revision ?? null, problems }
      terminal.out(`${JSON.stringify(report, null, 2)}\n`)
      return ok ? 0 : 3
    }
    terminal.out(
      format === 'github' ? renderAnnotations(problems, dir) : renderProblems(problems, terminal.paint, dir),
    )
    const errors = problems.filter(({ severity }) => severity === 'error').length
    const warnings = count(problems.length - errors, 'warning')
    terminal.out(
      ok
        ? `${terminal.paint('green', 'ok')}: ${dir}: revision ${policy.revision}, ${count(countRules(policy), 'rule')}, ${warnings}\n`
        : `${terminal.paint('red', 'not usable')}: ${dir}: ${count(errors, 'error')}, ${warnings}\n`,
    )
    return ok ? 0 : 3
  },
}

function readFormat(written: string | undefined, json: boolean | undefined): Format {
  const wanted = formats.find((format) => format === written)
  if (written !== undefined && wanted === undefined) {
    throw new UsageError(`unknown format \`${written}\`; ${suggestWord(written, formats)}`)
  }
  if (json && wanted !== undefined && wanted !== 'json') {
    throw new UsageError(`\`--json\` and \`--format ${wanted}\` at once: choose one`)
  }
  return json ? 'json' : (wanted ?? 'text')
}

function listKinds(format: Format, { out, paint }: Terminal): void {
  const kinds = Object.entries(problemKinds).map(([kind, definition]) => ({ kind, ...definition }))
  if (format === 'json') {
    out(`${JSON.stringify({ kinds }, null, 2)}\n`)
    return
  }
  const width = Math.max(...kinds.map(({ kind }) => kind.length))
  for (const { kind, severity, meaning } of kinds) {
    const label = paint(severity === 'error' ? 'red' : 'yellow', severity.padEnd('warning'.length))
    out(`${kind.padEnd(width)}  ${label}  ${meaning}\n`)
  }
}

const countRules = ({ ruleSets }: Policy): number =>
  Object.values(ruleSets).reduce((sum, { rules }) => sum + rules.length, 0)
