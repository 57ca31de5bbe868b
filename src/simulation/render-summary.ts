import type { Figures, PolicySummary, WorldSummary } from './summarize-world.ts'

type Column = readonly [title: string, of: (row: PolicySummary) => string]

const percent = (share: number | null, digits = 1): string =>
  share === null ? '-' : `${(100 * share).toFixed(digits)}%`

const columns: readonly Column[] = [
  ['policy', ({ policy }) => policy],
  ['s/login', ({ seconds }) => seconds.toFixed(2)],
  ['way', ({ share }) => percent(share)],
  ['x bayes', ({ overBayes }) => (overBayes === null ? '-' : overBayes.toFixed(3))],
  ['regret', ({ regret }) => (regret === null ? '-' : regret.toFixed(2))],
  ['dead ends', ({ deadEnds }) => percent(deadEnds, 2)],
  ['failed', ({ failedVisibly }) => percent(failedVisibly, 2)],
  ['missed', ({ missed }) => percent(missed, 2)],
  ['armed', ({ missedArmed }) => percent(missedArmed, 2)],
  ['silent', ({ silentTries }) => percent(silentTries)],
  ['misses', ({ silentMisses }) => percent(silentMisses)],
  ['passkey', ({ passkeyLogins }) => percent(passkeyLogins)],
  ['phone', ({ crossDeviceTries }) => percent(crossDeviceTries)],
  ['phone ok', ({ crossDeviceSuccess }) => percent(crossDeviceSuccess)],
]

const table = (rows: readonly (readonly string[])[]): string[] => {
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0))) ?? []
  return rows.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}

export interface RenderOptions {
  /** Break down the engine's figures, show calibration and the worst cases. */
  readonly details: boolean
}

/** One world as a table for people; `details` adds what somebody who improves the engine looks for. */
export function renderSummary(summary: WorldSummary, { details }: RenderOptions): string {
  const { world, about, seeds, users, days, policies } = summary
  const lines = [
    `${world}: ${about}`,
    `${policies[0]?.logins ?? 0} logins: seeds ${seeds.join(', ')}; ${users} users each, ${days} days`,
    '',
    ...table([columns.map(([title]) => title), ...policies.map((row) => columns.map(([, of]) => of(row)))]),
    '',
  ]
  const engine = policies.find(({ policy }) => policy === 'engine')
  if (details && engine !== undefined) {
    lines.push(...renderParts('engine by platform', engine.byPlatform, oracleOf(policies)?.byPlatform))
    lines.push(...renderParts('engine by situation', engine.bySituation, oracleOf(policies)?.bySituation))
    lines.push(...renderCalibration(summary), ...renderCases(summary))
  }
  return `${lines.join('\n')}\n`
}

const oracleOf = (policies: readonly PolicySummary[]) => policies.find(({ policy }) => policy === 'oracle')

function renderParts(
  title: string,
  parts: Readonly<Record<string, Figures>>,
  best: Readonly<Record<string, Figures>> | undefined,
): string[] {
  const head = [title, 'logins', 's/login', 'above oracle', 'dead ends', 'missed', 'passkey']
  const rows = Object.entries(parts).map(([name, one]) => [
    name,
    String(one.logins),
    one.seconds.toFixed(2),
    best?.[name] === undefined ? '-' : (one.expectedSeconds - best[name].expectedSeconds).toFixed(2),
    percent(one.deadEnds, 2),
    percent(one.missed, 2),
    percent(one.passkeyLogins),
  ])
  return [...table([head, ...rows]), '']
}

function renderCalibration({ calibration }: WorldSummary): string[] {
  const kinds = ['local', 'localTried', 'crossDevice', 'crossDeviceTried'] as const
  const head = ['engine said', ...kinds.flatMap((kind) => [kind, 'said', 'true'])]
  const rows = calibration.local.map((_, i) => [
    `${(i / 10).toFixed(1)} to ${((i + 1) / 10).toFixed(1)}`,
    ...kinds.flatMap((kind) => {
      const { count = 0, said = null, wasTrue = null } = calibration[kind][i] ?? {}
      return [String(count), said?.toFixed(3) ?? '-', wasTrue?.toFixed(3) ?? '-']
    }),
  ])
  return [...table([head, ...rows]), '']
}

function renderCases({ worstCases }: WorldSummary): string[] {
  const head = [
    'worst cases: rule',
    'way',
    'reach',
    'platform',
    'truth',
    'logins',
    'dead ends',
    'missed',
    'seconds lost',
  ]
  const rows = worstCases
    .slice(0, 20)
    .map((one) => [
      one.rule,
      one.way,
      one.reach,
      one.platform,
      one.situation,
      String(one.count),
      String(one.deadEnds),
      String(one.missed),
      one.regret.toFixed(0),
    ])
  return [...table([head, ...rows]), '']
}
