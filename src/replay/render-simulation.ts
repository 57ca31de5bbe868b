import type { FixtureSimulation, RecordedSimulation, Simulation } from '../contract/simulation.ts'
import type { ChangeKind, FixtureEnding, LoginEnding } from '../contract/simulation-words.ts'

/** How a text is set off. */
export type Emphasis = (style: 'bold' | 'dim' | 'red' | 'green' | 'yellow', text: string) => string

const mostRows = 8
const mostShown = 3

/** A simulation as text for people: what changes, for whom, and what it would cost. `--json` has all of it. */
export function renderSimulation({ live, draft, files, ...rest }: Simulation, paint: Emphasis): string {
  const { recorded, fixtures, notes } = rest
  return [
    paint('bold', `draft ${draft.revision} against live ${live.revision}`),
    files.length === 0 ? 'the files are the same' : `files that differ: ${files.join(', ')}`,
    '',
    ...(recorded === null ? [] : renderRecorded(recorded, paint)),
    ...(fixtures === null ? [] : renderFixtures(fixtures, paint)),
    ...notes.map((note) => `${paint('yellow', 'note')} ${note}`),
    ...(notes.length === 0 ? [] : ['']),
  ].join('\n')
}

function renderRecorded(recorded: RecordedSimulation, paint: Emphasis): readonly string[] {
  const { from, to, decided, changed, people, words, lostRoute, estimate } = recorded
  const { unfaithful, notReplayable, earlierRules, faithful } = recorded
  const left = notReplayable.olderVersion + notReplayable.unreadable
  const head = `recorded decisions, ${readTime(from)} up to ${readTime(to)} (UTC)`
  if (decided === 0)
    return [
      paint('bold', head),
      left === 0 ? 'there are none' : `none can be replayed${tellLeft(recorded)}`,
      '',
    ]
  return [
    paint('bold', head),
    `${renderCount(decided)} asked again, of ${count(people.decided, 'person', 'people')}${tellLeft(recorded)}`,
    tellChanged(changed, `, of ${count(people.changed, 'person', 'people')}`, paint),
    ...(words === 0 ? [] : [`${renderCount(words)} more get the same answer with another reason or rule`]),
    '',
    ...renderTransitions(recorded.transitions, tellLogins, paint),
    ...renderLost(lostRoute, people.lostRoute, paint),
    ...renderBreakdown(recorded, { passkey: 'had succeeded', failed: 'had failed' }, paint),
    ...(estimate === null ? [] : renderEstimate(estimate, paint)),
    ...(unfaithful.count === 0
      ? faithful === 0
        ? []
        : [paint('dim', tellFaithful(faithful, earlierRules.kept)), '']
      : [
          paint(
            'red',
            `${count(unfaithful.count, 'decision', 'decisions')}, asked by the rules of then, came out otherwise than was given. ` +
              'Unless Keywise was updated since, that is a defect of Keywise: please report it ' +
              `(${unfaithful.examples.slice(0, mostShown).join(', ')})`,
          ),
          '',
        ]),
    ...(Object.values(earlierRules).reduce((sum, one) => sum + one) === decided
      ? [paint('dim', 'none of them was taken under the rules now in force'), '']
      : []),
  ]
}

const tellFaithful = (faithful: number, kept: number): string =>
  `${count(faithful, 'decision replays', 'decisions replay')} byte by byte` +
  (kept === 0 ? '' : `, ${renderCount(kept)} of them by earlier rules that are kept`)

function renderFixtures(fixtures: FixtureSimulation, paint: Emphasis): readonly string[] {
  const { decided, changed, breaks, mends, problems } = fixtures
  return [
    paint('bold', `fixtures: ${renderCount(decided)}`),
    tellChanged(changed, '', paint),
    breaks.length === 0 && mends.length === 0
      ? 'every expectation holds as before'
      : `${tellBreaks(breaks.length, paint)}, ${renderCount(mends.length)} would newly hold`,
    ...problems.map((problem) => `${paint('red', 'unreadable')} ${problem}`),
    '',
    ...renderTransitions(fixtures.transitions, tellFixtures, paint),
    ...renderLost(fixtures.lostRoute, null, paint),
    // Systems and reasons say little of a matrix, which has as many of each as somebody wrote.
    ...renderBreakdown(
      { ...fixtures, byPurpose: [], byOs: [], byBrowser: [], byReason: [] },
      { breaks: 'would break', mends: 'would hold' },
      paint,
    ),
  ]
}

const tellBreaks = (breaks: number, paint: Emphasis): string =>
  paint(breaks === 0 ? 'green' : 'red', `${count(breaks, 'expectation', 'expectations')} would break`)

/** `1,481 change (14.8 %): ...` */
function tellChanged(changed: RecordedSimulation['changed'], who: string, paint: Emphasis): string {
  if (changed.count === 0) return paint('green', 'nothing that a page acts on changes')
  const parts = [
    [changed.action, 'another action'],
    [changed.mode, 'the same action in another way'],
    [changed.details, 'other details'],
  ] as const
  const told = parts
    .filter(([number]) => number > 0)
    .map(([number, what]) => `${renderCount(number)} ${what}`)
  return `${paint('bold', `${renderCount(changed.count)} change (${renderShare(changed.share)})`)}${who}: ${told.join(', ')}`
}

function tellLeft({ notReplayable }: RecordedSimulation): string {
  const { olderVersion, unreadable } = notReplayable
  const parts = [
    olderVersion > 0 ? `${renderCount(olderVersion)} of an older version left out` : '',
    unreadable > 0 ? `${renderCount(unreadable)} unreadable left out` : '',
  ].filter((part) => part !== '')
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`
}

const titles = {
  action: 'another action',
  mode: 'the same action in another way',
  details: 'other details',
} as const satisfies Record<Exclude<ChangeKind, 'words'>, string>

interface Example {
  readonly id: string
  readonly title: string | null
  readonly os: string
  readonly browser: string
  readonly reach: string | null
  readonly provider: string | null
  readonly from: { readonly reason: string; readonly rule: string | null; readonly way: string }
  readonly to: { readonly reason: string; readonly rule: string | null; readonly way: string }
}

interface Transition<Ending extends string> {
  readonly kind: ChangeKind
  readonly from: string
  readonly to: string
  readonly count: number
  readonly ended: Readonly<Record<Ending, number>>
  readonly examples: readonly Example[]
}

function renderTransitions<Ending extends string>(
  transitions: readonly Transition<Ending>[],
  tell: (ended: Readonly<Record<Ending, number>>) => string,
  paint: Emphasis,
): readonly string[] {
  return (['action', 'mode', 'details'] as const).flatMap((kind) => {
    const own = transitions.filter((transition) => transition.kind === kind)
    if (own.length === 0) return []
    return [
      paint('bold', titles[kind]),
      ...own.slice(0, mostRows).flatMap(({ from, to, count: number, ended, examples }) => {
        const told = tell(ended)
        return [
          `  ${from} -> ${to}: ${renderCount(number)}${told === '' ? '' : ` (${told})`}`,
          ...examples.slice(0, mostShown).map((example) => paint('dim', `    ${tellExample(example)}`)),
        ]
      }),
      ...tellMore(own.length - mostRows),
      '',
    ]
  })
}

/** `dec-1  windows firefox, used-here in Windows Hello: used-here (rule a) -> excluded-by-rule (rule b)` */
function tellExample({ id, os, browser, reach, provider, from, to }: Example): string {
  const passkey = reach === null ? '' : `, passkey ${reach}${provider === null ? '' : ` in ${provider}`}`
  const tell = ({ reason, rule }: Example['from']) => `${reason} (${rule ?? 'no rule'})`
  return `${id}  ${os} ${browser}${passkey}: ${tell(from)} -> ${tell(to)}`
}

function tellLogins(ended: Readonly<Record<LoginEnding, number>>): string {
  const parts = [
    [ended.passkey, 'had succeeded with a passkey (proven)'],
    [ended['passkey-unproven'], 'had succeeded as their pages say'],
    [ended.failed, 'had failed'],
    [ended['other-method'], 'had used another method'],
  ] as const
  return tellParts(parts)
}

const tellFixtures = (ended: Readonly<Record<FixtureEnding, number>>): string =>
  tellParts([
    [ended.breaks, 'would break what the fixture expects'],
    [ended.mends, 'would newly hold'],
    [ended.fails, 'fail either way'],
  ])

function tellParts(parts: readonly (readonly [number, string])[]): string {
  const told = parts
    .filter(([number]) => number > 0)
    .map(([number, what]) => `${renderCount(number)} ${what}`)
  return told.length === 0 ? '' : `of which ${told.join(', ')}`
}

function renderLost(
  { count: lost, examples }: { readonly count: number; readonly examples: readonly Example[] },
  people: number | null,
  paint: Emphasis,
): readonly string[] {
  if (lost === 0) return []
  const who = people === null ? '' : `, of ${count(people, 'person', 'people')},`
  return [
    paint('red', `${count(lost, 'login', 'logins')}${who} would lose the only way in`),
    ...examples.slice(0, mostShown).map((example) => paint('dim', `    ${tellExample(example)}`)),
    '',
  ]
}

interface Counted {
  readonly decided: number
  readonly changed: number
  readonly ended: Readonly<Record<string, number>>
}

/** By system, browser, both, purpose, rule and reason: those rows in which something changes. */
function renderBreakdown(
  part: Pick<
    RecordedSimulation | FixtureSimulation,
    'byOs' | 'byBrowser' | 'byPlatform' | 'byPurpose' | 'byRule' | 'byReason' | 'changed'
  >,
  columns: Readonly<Record<string, string>>,
  paint: Emphasis,
): readonly string[] {
  if (part.changed.count === 0) return []
  const keys = Object.keys(columns)
  const ended = (of: Readonly<Record<string, number>>) => keys.map((key) => renderCount(of[key] ?? 0))
  const groups = (title: string, rows: readonly (readonly [string, Counted])[]) => {
    const own = rows.filter(([, { changed }]) => changed > 0)
    return table(
      [title, 'changed', 'of', 'share', ...keys.map((key) => columns[key] ?? key)],
      own.map(([name, { changed, decided, ended: how }]) => [
        name,
        renderCount(changed),
        renderCount(decided),
        renderShare(changed / decided),
        ...ended(how),
      ]),
      paint,
    )
  }
  const pairs = (
    title: string,
    rows: readonly { from: string | null; to: string | null; count: number; ended: object }[],
  ) =>
    table(
      [title, 'changed', ...keys.map((key) => columns[key] ?? key)],
      rows.map(({ from, to, count: number, ended: how }) => [
        `${from ?? 'no rule'} -> ${to ?? 'no rule'}`,
        renderCount(number),
        ...ended(how as Readonly<Record<string, number>>),
      ]),
      paint,
    )
  const { byOs, byBrowser, byPlatform, byPurpose, byRule, byReason } = part
  return [
    ...(byPurpose.length < 2
      ? []
      : groups(
          'by purpose',
          byPurpose.map((row) => [row.purpose, row]),
        )),
    ...groups(
      'by system',
      byOs.map((row) => [row.os, row]),
    ),
    ...groups(
      'by browser',
      byBrowser.map((row) => [row.browser, row]),
    ),
    ...groups(
      'by system and browser',
      byPlatform.map((row) => [`${row.os} ${row.browser}`, row]),
    ),
    ...pairs('by rule, live -> draft', byRule),
    ...pairs('by reason, live -> draft', byReason),
  ]
}

/** First column to the left, figures to the right. */
function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  paint: Emphasis,
): readonly string[] {
  if (rows.length === 0) return []
  const shown = rows.slice(0, mostRows)
  const widths = head.map((title, column) =>
    Math.max(title.length, ...shown.map((row) => row[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
  return [
    paint('bold', line(head)),
    ...shown.map((row) => line(row)),
    ...tellMore(rows.length - shown.length),
    '',
  ]
}

const tellMore = (more: number): readonly string[] => (more > 0 ? [`  ... ${more} more: --json`] : [])

function renderEstimate(
  { note, logins, live, draft, perLogin }: NonNullable<RecordedSimulation['estimate']>,
  paint: Emphasis,
): readonly string[] {
  const row = (name: string, from: number, to: number, digits: number) => {
    const number = (value: number) => renderNumber(value, digits)
    const sign = to - from > 0 ? '+' : to - from < 0 ? '-' : ''
    const difference = number(Math.abs(to - from))
    return [name, number(from), number(to), `${/[1-9]/.test(difference) ? sign : ''}${difference}`]
  }
  return [
    ...table(
      [`ESTIMATE over ${renderCount(logins)} logins`, 'live', 'draft', 'difference'],
      [
        row('seconds per login', perLogin.live.seconds, perLogin.draft.seconds, 2),
        row('dead ends per 100 logins', 100 * perLogin.live.deadEnds, 100 * perLogin.draft.deadEnds, 2),
        row('hours in all', live.seconds / 3600, draft.seconds / 3600, 1),
        row('dead ends in all', live.deadEnds, draft.deadEnds, 0),
      ],
      paint,
    ).slice(0, -1),
    paint('dim', `  ${note}`),
    '',
  ]
}

/** 12345 as `12,345`: the same everywhere, whatever the language of the machine. */
const renderCount = (number: number): string => String(number).replace(/\B(?=(\d{3})+$)/g, ',')

function renderNumber(value: number, digits: number): string {
  const [whole = '0', part] = value.toFixed(digits).split('.')
  return part === undefined ? renderCount(Number(whole)) : `${renderCount(Number(whole))}.${part}`
}

/** Whatever is there is told as more than nothing, and what is not all as less than all. */
function renderShare(share: number): string {
  const percent = share * 100
  if (share > 0 && percent < 0.1) return '< 0.1 %'
  if (share < 1 && percent > 99.9) return '> 99.9 %'
  return `${percent.toFixed(1)} %`
}

const count = (number: number, one: string, many: string): string =>
  `${renderCount(number)} ${number === 1 ? one : many}`

const readTime = (instant: string): string =>
  instant.replace('T00:00:00.000Z', '').replace(/:\d\d\.\d+Z$/, 'Z')
