import type { AloneFigures, Comparison, ServerFigures } from './measure.ts'

export interface BenchFigures {
  readonly machine: {
    readonly node: string
    readonly cores: number
    readonly model: string
    /** Load average of the last minute before the run: above 0, others were at work. */
    readonly loadBefore: number
  }
  readonly comparisons: readonly Comparison[]
  readonly alone: AloneFigures
}

const whole = (value: number): string => Math.round(value).toLocaleString('en')
const fixed = (value: number, digits = 1): string => value.toFixed(digits)
const times = (value: number): string => `${fixed(value, 2)} x`

interface Goal {
  readonly what: string
  readonly got: string
  readonly wanted: string
  readonly met: boolean
}

const atLeast = (what: string, got: number, wanted: number, write: (value: number) => string): Goal => ({
  what,
  got: write(got),
  wanted: `at least ${write(wanted)}`,
  met: got >= wanted,
})
const atMost = (what: string, got: number, wanted: number, write: (value: number) => string): Goal => ({
  what,
  got: write(got),
  wanted: `at most ${write(wanted)}`,
  met: got <= wanted,
})
const percent = (value: number): string => `${fixed(value * 100, 0)} %`

/** What we want to reach, against the echo of the same run. Only printed: a busy machine fails nothing. */
export function judgeFigures({ comparisons, alone }: BenchFigures): readonly Goal[] {
  const goals: Goal[] = []
  for (const { users, draw, echo, keywise, steady, outcomes } of comparisons) {
    const hot = draw === 'zipf'
    const name = `${whole(users)} users, ${hot ? 'hot' : 'cold'}`
    const failures = echo.failures + keywise.failures
    goals.push(
      atMost(`${name}: requests refused or unanswered`, failures, 0, whole),
      atLeast(
        `${name}: throughput of the echo's`,
        keywise.perSecond / echo.perSecond,
        hot ? 0.7 : 0.4,
        percent,
      ),
      atMost(
        `${name}: CPU per request`,
        keywise.cpuMicroseconds / echo.cpuMicroseconds,
        hot ? 1.6 : 2.6,
        times,
      ),
      atMost(`${name}: memory, MB`, keywise.residentMegabytes, 200, whole),
    )
    for (const { perSecond, echo, keywise } of steady) {
      const wanted = perSecond > 5000 ? 5 : 3
      const goal = atMost(`${name}: p99 at ${whole(perSecond)}/s`, keywise.p99Ms / echo.p99Ms, wanted, times)
      // Whoever drops requests is soon done with the others.
      goals.push({ ...goal, met: goal.met && keywise.failures === 0 })
    }
    if (outcomes !== null) {
      const goal = atLeast(`${name}: durable outcomes a second`, outcomes.perSecond, 10_000, whole)
      goals.push({ ...goal, met: goal.met && outcomes.failures === 0 })
    }
  }
  const hot = comparisons.filter(({ draw }) => draw === 'zipf')
  const [first, last] = [hot[0], hot.at(-1)]
  if (first !== undefined && last !== undefined && first !== last) {
    const slower = last.keywise.cpuMicroseconds / first.keywise.cpuMicroseconds
    goals.push(
      atMost(
        `CPU per request, ${whole(last.users)} against ${whole(first.users)} users`,
        slower,
        1.25,
        times,
      ),
    )
  }
  goals.push(atLeast('decide alone, a second', alone.decisionsPerSecond, 150_000, whole))
  return goals
}

const columns = ['', 'req/s', 'CPU us', 'p50 ms', 'p99 ms', 'RSS MB', 'turn ms', 'client']
const row = (name: string, figures: ServerFigures): readonly string[] => [
  name,
  whole(figures.perSecond),
  fixed(figures.cpuMicroseconds),
  fixed(figures.p50Ms, 2),
  fixed(figures.p99Ms, 2),
  whole(figures.residentMegabytes),
  fixed(figures.longestTurnMs),
  percent(figures.clientBusy),
]

function align(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map((cells) => cells[at]?.length ?? 0))) ?? []
  const lines = rows.map((cells) =>
    cells
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  '),
  )
  return `${lines.map((line) => `  ${line.trimEnd()}`).join('\n')}\n`
}

const tellFailures = (count: number, more = ''): string =>
  count > 0 ? `; refused or unanswered: ${whole(count)}${more}` : ''

function describe(comparison: Comparison): string {
  const { users, draw, drawn, echo, keywise, steady, outcomes } = comparison
  const how = draw === 'zipf' ? 'hot: users drawn by Zipf, in memory' : 'cold: nobody in memory'
  const rows = [
    columns,
    row('echo', echo),
    row('keywise', keywise),
    [
      'ratio',
      percent(keywise.perSecond / echo.perSecond),
      times(keywise.cpuMicroseconds / echo.cpuMicroseconds),
      times(keywise.p50Ms / echo.p50Ms),
      times(keywise.p99Ms / echo.p99Ms),
      ...['', '', ''],
    ],
  ]
  const more = [
    ...steady.map(({ perSecond, echo, keywise }) => {
      const failed = tellFailures(keywise.failures, `, echo ${whole(echo.failures)}`)
      return `  at a steady ${whole(perSecond)}/s: p99 ${fixed(keywise.p99Ms, 2)} ms, echo ${fixed(echo.p99Ms, 2)} ms${failed}\n`
    }),
    outcomes === null
      ? ''
      : `  durable outcomes: ${whole(outcomes.perSecond)}/s from 200 connections, p99 ${fixed(outcomes.p99Ms, 2)} ms${tellFailures(outcomes.failures)}\n`,
  ]
  return `${whole(users)} users, ${how} (${whole(drawn.users)} users, ${whole(drawn.userAgents)} user agents, median body ${whole(drawn.medianBytes)} bytes)\n${align(rows)}${more.join('')}`
}

/** All figures for people. */
export function renderFigures(figures: BenchFigures): string {
  const { machine, comparisons, alone } = figures
  const goals = judgeFigures(figures).map(({ what, got, wanted, met }) => [
    what,
    got,
    wanted,
    met ? 'met' : 'not met',
  ])
  return [
    `node ${machine.node}, ${machine.cores} cores, ${machine.model}; load before the run ${fixed(machine.loadBefore)}\n`,
    ...comparisons.map(describe),
    `without HTTP, one thread: ${whole(alone.decisionsPerSecond)} decisions a second, ${whole(alone.userAgentsPerSecond)} new user agents a second\n`,
    `goals (ratios are against the echo of the same run)\n${align(goals)}`,
  ].join('\n')
}
