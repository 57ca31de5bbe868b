import { explainRuleDiff, type RuleDiff } from '../../core/index.ts'
import type { FixtureChange } from '../../publishing/compare-fixtures.ts'
import type { Published } from '../../publishing/create-rule-publisher.ts'
import type { Paint } from '../command.ts'
import { renderProblems } from '../render-problems.ts'
import { count } from '../rules-folder.ts'

const mostChanges = 10

/** A diff in lines, added green, taken away red. */
export function renderDiff(diff: RuleDiff, paint: Paint): string {
  return explainRuleDiff(diff)
    .map((line) => `${paintLine(line, paint)}\n`)
    .join('')
}

const paintLine = (line: string, paint: Paint): string =>
  /^ {4}\+ |: (new|a new file)\b/.test(line)
    ? paint('green', line)
    : /^ {4}- |: gone\b/.test(line)
      ? paint('red', line)
      : line

/** Fixtures that come to something else, the first of them. */
export function renderChanges(changes: readonly FixtureChange[]): string {
  const more = changes.length - mostChanges
  return [
    ...changes
      .slice(0, mostChanges)
      .map(
        ({ id, from, to, variant }) =>
          `  ${id}: ${from.action} ${from.reason} -> ${to.action} ${to.reason}${variant === null ? '' : ` (with ${variant})`}`,
      ),
    ...(more > 0 ? [`  ... ${more} more: keywise matrix --compare shows all`] : []),
  ]
    .map((line) => `${line}\n`)
    .join('')
}

/** What is said of rollouts beside the rule files. */
export const renderHolds = (holds: readonly string[], paint: Paint): string =>
  holds.map((line) => `${paint('yellow', 'rollout')} ${line}\n`).join('')

/** What was put in force, or would be, and how to take it back. */
export function renderPublished(published: Published, paint: Paint): string {
  const { kind, diff, report, problems, warnings, holds, revision, previous } = published
  const title = (text: string) => `${paint('bold', text)}\n`
  if (kind === 'unchanged')
    return `${revision} is in force already; nothing was changed\n${renderHolds(holds, paint)}`
  return [
    diff.length === 0
      ? ''
      : title(previous === null ? 'what is in the new rules' : `what changes from ${previous}`),
    renderDiff(diff, paint),
    report === null
      ? ''
      : title(`${report.changedDecisions} of ${report.compared} decisions of the fixtures change`),
    report === null ? '' : renderChanges(report.changed),
    renderProblems(problems, paint),
    renderHolds(holds, paint),
    ...warnings.map((warning) => `${paint('yellow', 'warning')} ${warning}\n`),
    kind === 'tried'
      ? `${revision} would be in force; nothing was changed (${count(problems.length, 'warning')})\n`
      : `${paint('green', 'in force')}: ${revision}${previous === null ? '' : `, before it ${previous}`}\n`,
    kind === 'tried' || previous === null
      ? ''
      : `a running service follows within 2 seconds; take it back with: keywise revert ${previous} --note TEXT\n`,
  ].join('')
}
