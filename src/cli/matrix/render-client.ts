import type { ClientExplanation, ExplainedAbility } from '../../matrix/explain-client.ts'
import type { Paint } from '../command.ts'

/** One client for people: what it is, what it can do and how that is known, what would happen on it. */
export function renderClient(client: ClientExplanation, paint: Paint): string {
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', paint('bold', title), ...lines]
  return [
    ...renderPlatform(client, paint),
    ...section(
      'what it can do',
      client.support.flatMap((ability) => renderAbility(ability, paint)),
    ),
    ...section(
      'known issues',
      client.knownIssues.flatMap(({ id, effect, advice, certainty, source }) => [
        `  ${id}  ${effect} (${advice})`,
        paint('dim', `      ${certainty}; ${source}`),
      ]),
    ),
    ...section(
      'what would happen',
      renderRows(client.situations.map(({ title, action, reason }) => [title, action, reason])),
    ),
    ...section('passkeys that can be used here without a phone', renderProviders(client)),
    ...section(
      'nearest fixtures',
      client.nearest.map(({ id, title, status }) => `  ${status}  ${id}  ${paint('dim', title)}`),
    ),
    '',
  ].join('\n')
}

function renderPlatform({ platform, unknown, revision }: ClientExplanation, paint: Paint): string[] {
  const { os, osVersion, osVersionSource, browser, browserVersion, deviceType, webview } = platform
  const host = webview === null ? '' : `, inside ${webview}`
  return [
    paint('bold', `${browser} ${browserVersion} on ${os} ${osVersion}, ${deviceType}${host}`),
    ...(osVersionSource === 'none' ? [] : [`  the version of the system comes from: ${osVersionSource}`]),
    ...(platform.bot ? ['  a robot'] : []),
    ...unknown.map(({ what, why }) => `  ${paint('yellow', 'unknown')} ${what}: ${why}`),
    ...platform.conflicts.map((conflict) => `  ${paint('yellow', 'contradiction')} ${conflict}`),
    paint('dim', `  rules ${revision}`),
  ]
}

function renderAbility(ability: ExplainedAbility, paint: Paint): string[] {
  const { feature, value, kind, certainty, ref, source, note } = ability
  const head = `  ${feature.padEnd(22)} ${String(value).padEnd(13)} `
  if (ref === null) return [`${head}nobody knows: no statement says anything about it`]
  const open = value === 'unknown' && certainty === null
  return [
    `${head}${kind}${certainty === null ? '' : `, ${certainty}`}  ${paint('dim', ref)}`,
    ...(open ? [paint('dim', '      several statements may hold and they differ; this is the first')] : []),
    ...(source === null ? [] : [paint('dim', `      ${source}`)]),
    ...(note === null ? [] : [paint('dim', `      ${note}`)]),
  ]
}

/** Those that can be used come first; a page full of `no` is of no use to anybody. */
function renderProviders({ providers }: ClientExplanation): string[] {
  const names = (answer: string) =>
    providers.filter((provider) => provider.answer === answer).map(({ name }) => name)
  const told = providers.filter(({ answer }) => answer === 'yes' || answer === 'conditional')
  return [
    ...renderRows(
      told.map(({ name, answer, requires, ref }) => [
        name,
        requires.length === 0 ? answer : `${answer}: needs ${requires.join(', ')}`,
        ref ?? '',
      ]),
    ),
    ...['no', 'unknown']
      .filter((answer) => names(answer).length > 0)
      .map((answer) => `  ${answer}: ${names(answer).join(', ')}`),
  ]
}

function renderRows(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  )
}
