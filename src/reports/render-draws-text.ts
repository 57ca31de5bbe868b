import type {
  ExperimentsView,
  ExperimentView,
  GroupShare,
  RolloutsView,
  RolloutView,
  ShadowView,
} from '../contract/draws.ts'
import { guardActionMeanings, guardKpiMeanings } from '../contract/word-meanings.ts'
import { renderCount, renderRate, renderTime } from './render-figures.ts'
import type { Emphasis } from './render-report-text.ts'
import { left, renderTable, right } from './render-table.ts'

const day = (instant: string): string =>
  instant.replace(/T00:00(:00(\.0+)?)?Z$/, '').replace(/:\d\d(\.\d+)?Z$/, 'Z')
const interval = ({ interval: ends }: GroupShare): string =>
  ends === null ? '' : `${(ends.low * 100).toFixed(1)} to ${(ends.high * 100).toFixed(1)}`

/** Rollouts as text for people: the share, both sides, the verdict, and what holds them. */
export function renderRolloutsText({ revision, rollouts }: RolloutsView, emphasize: Emphasis): string {
  const head = `${emphasize('bold', `rollouts of ${revision}`)}\n`
  if (rollouts.length === 0) return `${head}no rule has a rollout\n`
  return [head, ...rollouts.map((one) => renderRollout(one, emphasize))].join('\n')
}

function renderRollout(rollout: RolloutView, emphasize: Emphasis): string {
  const { rule, purpose, percent, planned, next, kpi, guard, compared, hold, says } = rollout
  const then = next === null ? '' : `, ${next.percent} % from ${day(next.at)} on`
  const lines = [`${emphasize('bold', rule)} (${purpose}): ${percent} % now${then}`]
  if (hold !== null)
    lines.push(
      emphasize('bold', `  ${hold.says}`),
      `  the file says ${planned} %; to let it go on: keywise rollout release ${rule} --note TEXT`,
    )
  lines.push(
    guard === null
      ? emphasize('dim', '  no guard')
      : `  guard: ${guardActionMeanings[guard.onFall]} where ${guardKpiMeanings[kpi]} gets worse by more than ${(guard.tolerance * 100).toFixed(1)} points`,
  )
  const rows = (['in', 'out'] as const).map((side) => [
    `  ${side}`,
    renderCount(rollout[side].people),
    renderRate(rollout[side].rate),
    interval(rollout[side]),
  ])
  const under = compared === null || compared === percent ? '' : ` (as last compared, at ${compared} %)`
  if (rollout.in.people + rollout.out.people > 0)
    lines.push(
      renderTable([left('  side'), right('people'), right(kpi), left('95 % of them')], rows).trimEnd(),
    )
  lines.push(`  ${says}${under}`, '')
  return lines.join('\n')
}

/** Experiments as text for people: a table each, and what it says in words. */
export function renderExperimentsText(
  { revision, from, to, experiments }: ExperimentsView,
  emphasize: Emphasis,
): string {
  const head = `${emphasize('bold', `experiments of ${revision}`)}\n${day(from)} up to ${day(to)} (UTC)\n`
  if (experiments.length === 0) return `${head}there is none in experiments.json\n`
  return [head, ...experiments.map((one) => renderExperiment(one, emphasize))].join('\n')
}

function renderExperiment(
  { name, running, variants, warnings }: ExperimentView,
  emphasize: Emphasis,
): string {
  const rows = variants.map((variant) => [
    variant.variant,
    `${variant.percent} %`,
    renderCount(variant.people),
    renderCount(variant.logins),
    renderRate(variant.passkeyShare.rate),
    interval(variant.passkeyShare),
    renderRate(variant.completed.rate),
    renderRate(variant.deadEnds.rate),
    variant.medianMs === null ? '-' : renderTime(variant.medianMs),
  ])
  const table = renderTable(
    [
      left('variant'),
      right('drawn'),
      right('people'),
      right('logins'),
      right('passkey-share'),
      left('95 % of it'),
      right('completed'),
      right('dead-ends'),
      right('median'),
    ],
    rows,
  )
  return [
    `${emphasize('bold', name)}${running ? '' : ' (not running)'}`,
    table.trimEnd(),
    ...variants.slice(1).map(({ variant, says }) => `${variant}: ${says}`),
    ...warnings.map((warning) => emphasize('bold', `warning: ${warning}`)),
    '',
  ].join('\n')
}

/** What shadow rules would have changed, as text for people. */
export function renderShadowText(view: ShadowView, emphasize: Emphasis): string {
  const { revision, from, to, decided, differing, changes, places } = view
  const head = `${emphasize('bold', `shadow rules ${revision ?? ''}`.trim())}\n${day(from)} up to ${day(to)} (UTC)`
  if (revision === null)
    return `${head}\nthere are none in force: put files into rules/shadow/ that pass \`keywise check\`\n`
  if (decided === 0) return `${head}\nno decision has been taken beside them yet\n`
  const counts = `${renderCount(differing)} of ${renderCount(decided)} decisions would have been others (${renderRate(differing / decided)})`
  if (differing === 0) return `${head}\n${counts}\n`
  const changed = renderTable(
    [left('served'), left('would have been'), right('decisions'), right('had succeeded')],
    changes.map(({ from: was, to: is, count, succeeded }) => [
      was,
      is,
      renderCount(count),
      renderCount(succeeded),
    ]),
  )
  const where = renderTable(
    [
      left('os'),
      left('browser'),
      left('rule'),
      left('shadow rule'),
      left('change'),
      right('decisions'),
      right('had succeeded'),
    ],
    places.map(({ os, browser, rule, shadowRule, change, count, succeeded }) => [
      change === null ? 'fewer than five people each' : (os ?? '-'),
      browser ?? '-',
      rule ?? '-',
      shadowRule ?? '-',
      change === null ? '-' : `${change.from} -> ${change.to}`,
      renderCount(count),
      renderCount(succeeded),
    ]),
  )
  return `${head}\n${counts}\n\n${changed}\n${where}`
}
