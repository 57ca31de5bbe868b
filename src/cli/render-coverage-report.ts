import type { CoverageReport, CoveredRule } from '../contract/coverage.ts'
import { left, renderTable, right } from '../reports/render-table.ts'
import type { Paint } from './command.ts'

/** Fewer than the others of one sort, unless all are asked for. */
const mostConditions = 10

const standings: Readonly<Record<CoveredRule['standing'], string>> = {
  'in-force': '',
  disabled: 'is disabled',
  'not-begun': 'is not in force yet',
  over: 'is over: its last day is past',
  broken: 'cannot be evaluated and is skipped',
}

const findings: Readonly<Record<CoverageReport['conditions'][number]['finding'], string>> = {
  'never-true': 'never true',
  'never-false': 'always true, so it changes nothing',
  'never-known': 'its value was never known',
}

const number = (count: number): string => count.toLocaleString('en')
const many = (count: number, noun: string): string => `${number(count)} ${noun}${count === 1 ? '' : 's'}`
const day = (instant: string): string => `${instant.slice(0, 10)} ${instant.slice(11, 16)}`

/** A coverage report for people: what was asked, every rule in a line, then what deserves a look. */
export function renderCoverageReport(report: CoverageReport, paint: Paint, allConditions: boolean): string {
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ['', paint('bold', title), ...lines]
  const at = ({ file, pointer }: { readonly file: string; readonly pointer: string }) =>
    paint('dim', `    ${file} ${pointer}`)
  const nothing =
    report.neverMatched.length + report.shadowed.length === 0
      ? ['', paint('green', 'every rule in force decides something')]
      : []
  return [
    ...renderHead(report),
    ...renderRules(report, paint),
    ...section(
      'rules that never match',
      report.neverMatched.flatMap((one) => [`  ${one.says}`, at(one)]),
    ),
    ...section(
      'rules that others always come before',
      report.shadowed.flatMap((one) => [`  ${one.says}`, at(one)]),
    ),
    ...section('conditions that always come out the same', renderConditions(report, allConditions, at)),
    ...section(
      'rules that are not in force',
      report.notInForce.flatMap((one) => [`  \`${one.rule}\` ${standings[one.standing]}`, at(one)]),
    ),
    ...nothing,
    '',
  ].join('\n')
}

function renderHead({ revision, rules, fixtures, recorded }: CoverageReport): readonly string[] {
  const lines = [`${many(rules.length, 'rule')} of revision ${revision}`]
  if (fixtures !== null) lines.push(`asked by ${many(fixtures.asked, 'fixture')}`)
  if (recorded !== null) {
    const { from, to, asked, limited, skipped, stopped } = recorded
    lines.push(`asked by ${many(asked, 'recorded login')} from ${day(from)} to ${day(to)} UTC`)
    if (limited) lines.push('  there are more: these are the newest; raise --limit')
    if (stopped > 0) lines.push(`  besides, a kill switch had answered ${many(stopped, 'login')}`)
    if (skipped > 0) lines.push(`  ${many(skipped, 'login')} could not be read`)
  }
  return lines
}

function renderRules({ rules, fixtures, recorded }: CoverageReport, paint: Paint): readonly string[] {
  const columns = [
    left('  rule'),
    ...(fixtures === null ? [] : [right('won by fixtures')]),
    ...(recorded === null ? [] : [right('won by logins'), right('last won (UTC)')]),
  ]
  const files = [...new Set(rules.map(({ file }) => file))]
  return files.flatMap((file) => {
    const rows = rules
      .filter((one) => one.file === file)
      .map((one) => [
        `  ${one.rule}${one.standing === 'in-force' ? '' : ` (${one.standing})`}`,
        ...(one.fixtures === null ? [] : [number(one.fixtures.won)]),
        ...(one.recorded === null
          ? []
          : [
              number(one.recorded.won),
              one.recorded.lastWonAt === null ? 'never' : day(one.recorded.lastWonAt),
            ]),
      ])
    return ['', paint('bold', file), renderTable(columns, rows).trimEnd()]
  })
}

function renderConditions(
  { conditions }: CoverageReport,
  all: boolean,
  at: (one: CoverageReport['conditions'][number]) => string,
): readonly string[] {
  const shown = all ? conditions : conditions.slice(0, mostConditions)
  const lines = shown.flatMap((one) => {
    const audience = one.audiences.at(-1)
    const where = audience === undefined ? `\`${one.rule}\`` : `\`${one.rule}\` (audience \`${audience}\`)`
    const who = many(one.asked, one.by === 'fixtures' ? 'fixture' : 'login')
    return [
      `  ${where}: \`${one.condition}\` is ${findings[one.finding]}, for ${who} that reached its rule`,
      at(audience === undefined ? one : { ...one, file: 'audiences.json' }),
    ]
  })
  const rest = conditions.length - shown.length
  return rest === 0 ? lines : [...lines, `  and ${rest} more: --conditions shows all`]
}
