import type { MatrixFixture, MatrixView } from '../../../contract/matrix.ts'
import { composeCurl, composeMatrixCommand } from './compose-commands.ts'
import { makeCopyButton } from './copy-text.ts'
import { make, makeRegion, makeSource } from './element.ts'
import { countOf } from './words.ts'

const show = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing')

/** All there is to say of one fixture: why the engine answered so, on what it rests, and how to ask it again. */
export function renderDetails(
  fixture: MatrixFixture,
  view: MatrixView,
  announce: (message: string) => void,
): HTMLElement {
  const { request } = fixture
  const signals = (request.signals ?? {}) as Readonly<Record<string, unknown>>
  const { userAgent, ...otherSignals } = signals
  const { signals: _signals, ...rest } = request
  return make(
    'div',
    { class: 'details' },
    make(
      'p',
      { class: 'explanation' },
      fixture.explanation,
      make(
        'span',
        { class: 'muted' },
        fixture.rule === null ? ' (no rule: a law of the engine)' : ' (rule ',
        fixture.rule !== null && make('code', {}, fixture.rule),
        fixture.rule !== null && ')',
      ),
    ),
    make(
      'div',
      { class: 'buttons' },
      makeCopyButton('Copy as curl', composeCurl(fixture), announce),
      makeCopyButton('Copy matrix command', composeMatrixCommand(fixture), announce),
      makeCopyButton('Copy id', fixture.id, announce),
    ),
    fixture.besides.length > 0 &&
      make(
        'p',
        { class: 'note' },
        make('b', {}, 'No request can carry that '),
        `${fixture.besides.join(', ')}: posted as curl, it may be answered otherwise.`,
      ),
    fixture.gap !== null && make('p', { class: 'note warn' }, make('b', {}, 'Known gap: '), fixture.gap),
    fixture.mismatches.length > 0 && renderMismatches(fixture, view),
    make('h4', {}, 'Client'),
    renderPairs(fixture.platform),
    make('h4', {}, 'What it can do, and what says so'),
    renderGrounds(fixture, view),
    make('h4', {}, 'What the client sends'),
    renderJson('User agent', typeof userAgent === 'string' ? userAgent : 'none sent'),
    Object.keys(otherSignals).length > 0 && renderJson('Hints and reports', otherSignals),
    make('h4', {}, 'What else is asked with'),
    renderJson('The rest of the request', rest),
    make('p', { class: 'muted id' }, make('code', {}, fixture.id), ` in fixtures/${fixture.file}`),
  )
}

const renderPairs = (pairs: Readonly<Record<string, unknown>>): HTMLElement =>
  make(
    'dl',
    { class: 'pairs' },
    ...Object.entries(pairs)
      .filter(
        ([, value]) => value !== null && value !== false && !(Array.isArray(value) && value.length === 0),
      )
      .map(([name, value]) => make('div', {}, make('dt', {}, name), make('dd', {}, show(value)))),
  )

const renderJson = (label: string, value: unknown): HTMLElement =>
  make(
    'div',
    { class: 'json' },
    make('p', { class: 'muted' }, label),
    makeRegion(
      label,
      make('pre', {}, make('code', {}, typeof value === 'string' ? value : JSON.stringify(value, null, 2))),
    ),
  )

const makeHeadings = (...names: readonly string[]): HTMLElement =>
  make('thead', {}, make('tr', {}, ...names.map((name) => make('th', { scope: 'col' }, name))))

function renderMismatches({ mismatches }: MatrixFixture, view: MatrixView): HTMLElement {
  const table = make(
    'table',
    { class: 'facts-table differs' },
    make('caption', {}, 'What differs'),
    makeHeadings('what', 'expected', 'actual'),
    make(
      'tbody',
      {},
      ...mismatches.map(({ what, expected, actual }) =>
        make(
          'tr',
          {},
          make('th', { scope: 'row' }, what),
          make('td', {}, show(expected)),
          make('td', {}, show(actual)),
        ),
      ),
    ),
  )
  return make(
    'div',
    {},
    makeRegion('What differs', table),
    ...listBases(mismatches).map(({ what, grounds }) =>
      make(
        'details',
        { class: 'rests' },
        make(
          'summary',
          {},
          `${what.join(', ')} ${what.length === 1 ? 'rests' : 'rest'} on ${countOf(grounds.length, 'statement')}`,
        ),
        make('ul', {}, ...grounds.map((ground) => renderGround(ground, view))),
      ),
    ),
  )
}

/** What differs, put together where it rests on the same statements. */
function listBases(mismatches: MatrixFixture['mismatches']) {
  const bases = new Map<string, { what: string[]; grounds: MatrixFixture['grounds'] }>()
  for (const { what, grounds } of mismatches) {
    const key = JSON.stringify(grounds)
    const known = bases.get(key)
    if (known !== undefined) known.what.push(what)
    else if (grounds.length > 0) bases.set(key, { what: [what], grounds })
  }
  return [...bases.values()]
}

const renderGround = (
  { what, value, ref }: MatrixFixture['grounds'][number],
  view: MatrixView,
): HTMLElement =>
  make(
    'li',
    {},
    `${what} ${value}: `,
    make('code', {}, ref),
    ...tellStatement(ref, view).flatMap((part) => [' · ', part]),
  )

/** Where a statement comes from, how sure it is, and when somebody last looked. */
function tellStatement(ref: string, view: MatrixView): readonly (HTMLElement | string)[] {
  const statement = Object.hasOwn(view.statements, ref) ? view.statements[ref] : undefined
  if (statement === undefined) return []
  return [makeSource(statement.source), `${statement.certainty} certainty`, `checked ${statement.verifiedOn}`]
}

/** Features with the statements that say so; then what reach, provider and known issues rest on. */
function renderGrounds({ support, grounds }: MatrixFixture, view: MatrixView): HTMLElement {
  const grounded = new Set(grounds.map(({ what }) => what))
  const bare = Object.entries(support).filter(([feature]) => !grounded.has(feature))
  const rows = [
    ...grounds.map(({ what, value, ref }) => ({ what, value, ref })),
    ...bare.map(([what, value]) => ({ what, value: String(value), ref: '' })),
  ]
  return makeRegion(
    'What it can do, and what says so',
    make(
      'table',
      { class: 'facts-table' },
      make('caption', { class: 'vh' }, 'Features and statements'),
      makeHeadings('what', 'value', 'says', 'certainty', 'checked on'),
      make('tbody', {}, ...rows.map((row) => renderGroundRow(row, view))),
    ),
  )
}

function renderGroundRow(
  { what, value, ref }: { what: string; value: string; ref: string },
  view: MatrixView,
): HTMLElement {
  const statement = Object.hasOwn(view.statements, ref) ? view.statements[ref] : undefined
  return make(
    'tr',
    {},
    make('th', { scope: 'row' }, what),
    make('td', {}, make('span', { class: `value v-${value}` }, value)),
    make(
      'td',
      {},
      statement === undefined ? 'no statement' : makeSource(statement.source),
      statement?.note !== undefined && make('span', { class: 'note-text' }, statement.note),
      ref !== '' && make('code', { class: 'ref' }, ref.replace(/^rules\/knowledge\//, '')),
    ),
    make('td', {}, statement?.certainty ?? ''),
    make('td', {}, statement?.verifiedOn ?? ''),
  )
}
