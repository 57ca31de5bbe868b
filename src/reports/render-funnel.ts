import type { FunnelFigures, FunnelReport, Ratio } from '../contract/reports.ts'
import { renderCount, renderRate } from './render-figures.ts'
import { renderGroupName } from './render-group-name.ts'
import type { Emphasis } from './render-report-text.ts'
import { left, renderTable, right } from './render-table.ts'

const shareOf = (rates: readonly Ratio[], name: string): string =>
  renderRate(rates.find((ratio) => ratio.name === name)?.rate ?? null)

export function renderFunnel(figures: FunnelFigures, emphasize: Emphasis): string {
  const { login, registration, skipped } = figures
  const parts: string[] = []
  if (login.length > 0) parts.push(emphasize('bold', 'logins'), renderLogins([{ title: '', figures }]))
  if (registration.length > 0)
    parts.push(emphasize('bold', 'new passkeys'), renderRegistrations([{ title: '', figures }]))
  if (skipped.length > 0)
    parts.push(
      emphasize('bold', 'not asked to create a passkey'),
      renderTable(
        [left('because'), right('decisions')],
        skipped.map(({ reason, count }) => [reason, renderCount(count)]),
      ),
    )
  return parts.join('\n')
}

interface Titled {
  readonly title: string
  readonly figures: FunnelFigures
}

export function renderFunnelGroups({ by, groups }: FunnelReport, emphasize: Emphasis): string {
  const titled = groups.map(({ by: values, merged, figures }) => ({
    title: renderGroupName(values, merged),
    figures,
  }))
  return [
    emphasize('bold', `by ${by.join(' and ')}`),
    titled.some(({ figures }) => figures.login.length > 0) ? renderLogins(titled) : '',
    titled.some(({ figures }) => figures.registration.length > 0) ? renderRegistrations(titled) : '',
  ]
    .filter((part) => part !== '')
    .join('\n')
}

function renderLogins(all: readonly Titled[]): string {
  const isGrouped = all.some(({ title }) => title !== '')
  const columns = ['offered', 'fetched', 'started', 'completed', 'verified', 'started, %', 'completed, %']
  return renderTable(
    [...(isGrouped ? [left('group')] : []), left('way'), ...columns.map(right)],
    all.flatMap(({ title, figures }) =>
      figures.login.map(({ way, offered, fetched, started, completed, verified, rates }) => [
        ...(isGrouped ? [title] : []),
        way,
        ...[offered, fetched, started, completed, verified].map(renderCount),
        shareOf(rates, 'started'),
        shareOf(rates, 'completed'),
      ]),
    ),
  )
}

function renderRegistrations(all: readonly Titled[]): string {
  const isGrouped = all.some(({ title }) => title !== '')
  const columns = ['offered', 'fetched', 'started', 'created', 'declined', 'never', 'taken, %']
  return renderTable(
    [...(isGrouped ? [left('group')] : []), left('variant'), ...columns.map(right)],
    all.flatMap(({ title, figures }) =>
      figures.registration.map(({ variant, offered, fetched, started, created, declined, never, rates }) => [
        ...(isGrouped ? [title] : []),
        variant,
        ...[offered, fetched, started, created, declined, never].map(renderCount),
        shareOf(rates, 'taken'),
      ]),
    ),
  )
}
