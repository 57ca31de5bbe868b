import { type Filter, filterKeys, parseFilter } from '../../matrix/filter-fixtures.ts'
import { UsageError } from '../command.ts'
import { readArguments } from '../read-arguments.ts'
import { suggestWord } from '../suggest-word.ts'
import { type Output, outputs } from './render-report.ts'

const options = {
  filter: { type: 'string' },
  output: { type: 'string' },
  out: { type: 'string' },
  json: { type: 'boolean' },
  coverage: { type: 'boolean' },
  compare: { type: 'string' },
  allow: { type: 'string' },
  why: { type: 'string' },
  rules: { type: 'string' },
  fixtures: { type: 'string' },
} as const

export const matrixHelp = `
usage: keywise matrix [--filter TEXT] [--output WORD] [options]
       keywise matrix --compare REVISION|DIR [--allow N] [options]
       keywise matrix --why UA|SIGNALS|- [options]

  --filter TEXT    only some fixtures: conditions joined by ; (and), their values by , (or); keys are
                   ${filterKeys.join(', ')}; id and file match a part
  --output WORD    table (default), tree (system, version, browser, answer; failing ones unfolded), json (every
                   fixture with its request, its decision and what differs), junit (for build servers) or html
  --json           short for --output json; with --compare and --why the same as data
  --out FILE       write to a file instead of standard output
  --coverage       list every rule, statement and reason that no fixture hits
  --compare WHAT   what changes from other rules to these: a rules folder, or a git revision of this one (where there
                   is a folder of that name, the folder)
  --allow N        with --compare: exit code 5 when more than N decisions change
  --why TEXT       explain one client: a user agent, the JSON of signals, or - for standard input
  --rules DIR      default ./rules, or the rules that ship with Keywise
  --fixtures DIR   default ./fixtures, or the fixtures that ship with Keywise

Each cell of the table counts fixtures; 12 !3 means that 3 of 12 fail. Exit code 4 when a fixture fails, 2 when a
filter selects nothing, except status=failing, and 3 when rules cannot be used.

examples:
  keywise matrix
  keywise matrix --filter 'os=windows;browser=firefox,edge' --output tree
  keywise matrix --filter id=story-a
  keywise matrix --filter status=failing --json
  keywise matrix --output junit --out junit.xml
  keywise matrix --compare main --allow 0
  keywise matrix --rules ./draft --compare ./rules
  keywise matrix --why 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
  keywise matrix --coverage --filter os=linux
`

export interface MatrixOptions {
  readonly filter: Filter
  readonly output: Output
  readonly out: string | undefined
  readonly coverage: boolean
  readonly compare: string | undefined
  /** How many decisions may change; null: any number. */
  readonly allow: number | null
  readonly why: string | undefined
  readonly rules: string | undefined
  readonly fixtures: string | undefined
}

/** @throws UsageError for what is not known, and for options that do not go together */
export function readMatrixOptions(args: readonly string[]): MatrixOptions {
  const { values } = readArguments(args, options)
  const { out, compare, why, rules, fixtures } = values
  const output = readOutput(values.output, values.json === true)
  const coverage = values.coverage === true
  const other = why === undefined ? '--compare' : '--why'
  if (why !== undefined || compare !== undefined) {
    if (why !== undefined) refuse(other, { '--compare': compare, '--filter': values.filter })
    refuse(other, { '--coverage': values.coverage })
    if (output !== 'table' && output !== 'json')
      throw new UsageError(`\`${other}\` has no --output ${output}; leave it out, or write --json`)
  }
  if (coverage && (output === 'junit' || output === 'html'))
    throw new UsageError(
      `\`--coverage\` goes with --output table, tree and json; ${output} has no place for it`,
    )
  if (values.allow !== undefined && compare === undefined)
    throw new UsageError('`--allow` goes with --compare')
  return {
    filter: readFilter(values.filter ?? ''),
    output,
    out,
    coverage,
    compare,
    allow: readAllowed(values.allow),
    why,
    rules,
    fixtures,
  }
}

function refuse(option: string, others: Readonly<Record<string, string | boolean | undefined>>): void {
  for (const [other, value] of Object.entries(others)) {
    if (value !== undefined) throw new UsageError(`\`${option}\` and \`${other}\` do not go together`)
  }
}

function readOutput(word: string | undefined, json: boolean): Output {
  if (word === undefined) return json ? 'json' : 'table'
  const output = outputs.find((one) => one === word)
  if (output === undefined) throw new UsageError(`unknown output \`${word}\`; ${suggestWord(word, outputs)}`)
  if (json && output !== 'json')
    throw new UsageError(`\`--json\` and \`--output ${word}\` do not go together`)
  return output
}

function readFilter(text: string): Filter {
  const filter = parseFilter(text)
  if ('problem' in filter) throw new UsageError(filter.problem)
  return filter
}

function readAllowed(text: string | undefined): number | null {
  if (text === undefined) return null
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`--allow: \`${text}\` is not a whole number`)
  return Number(text)
}
