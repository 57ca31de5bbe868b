import type { Comparison, FixtureChange } from '../../matrix/build-comparison.ts'
import type { Paint } from '../command.ts'
import { count } from '../rules-folder.ts'
import { causesTitle, tellCause } from './render-causes.ts'

/** More of one group says nothing new; `--json` has them all. */
const mostOfGroup = 10
const mostCauses = 10

/** What changes between two sets of rules: per system and browser, then the likely causes, then the totals. */
export function renderComparison(comparison: Comparison, from: string, paint: Paint): string {
  const { groups, changes, causes, newlyFailing, newlyPassing, total } = comparison
  const named = (title: string, ids: readonly string[], style: 'red' | 'green') =>
    ids.length === 0
      ? []
      : [
          '',
          paint(style, title),
          ...fold(
            ids.map((id) => `  ${id}`),
            mostOfGroup,
          ),
        ]
  return [
    ...groups.flatMap(({ os, browser, fixtures, decisions }) => [
      paint('bold', `${os} ${browser}  ${count(fixtures, 'fixture')}, ${count(decisions, 'decision')}`),
      ...fold(
        changes
          .filter((change) => change.os === os && change.browser === browser)
          .map((change) => renderChange(change)),
        mostOfGroup,
      ),
      '',
    ]),
    ...(causes.length === 0 ? [] : [paint('bold', causesTitle)]),
    ...fold(causes.map(tellCause), mostCauses),
    ...named('fail now', newlyFailing, 'red'),
    ...named('pass now', newlyPassing, 'green'),
    ...(changes.length === 0 ? [] : ['']),
    `${comparison.changedDecisions} of ${total} decisions change, ${count(changes.length, 'fixture')} in all, ` +
      `${newlyFailing.length} newly failing, ${newlyPassing.length} newly passing`,
    ...(comparison.files.length === 0 ? [] : [`files that differ: ${comparison.files.join(', ')}`]),
    paint('dim', `from ${from} (${comparison.from}) to ${comparison.to}`),
    '',
  ].join('\n')
}

const fold = (lines: readonly string[], most: number): string[] =>
  lines.length <= most ? [...lines] : [...lines.slice(0, most), `  ... ${lines.length - most} more: --json`]

function renderChange({ id, decision, also, support, status }: FixtureChange): string {
  const parts = [
    ...(decision === null
      ? []
      : [`${decision.from.action} ${decision.from.reason} -> ${decision.to.action} ${decision.to.reason}`]),
    ...support.map(({ feature, from, to }) => `${feature} ${from} -> ${to}`),
    ...(decision === null && also.length > 0 ? [`other ${also.join(', ')}`] : []),
    ...(status === null ? [] : [`${status.from} -> ${status.to}`]),
  ]
  return `  ${id}: ${parts.join('; ')}`
}
