import type { MatrixView } from '../../../contract/matrix.ts'
import { hidden, make, makeRegion } from './element.ts'
import { makeThemeSwitch } from './theme.ts'
import { countOf } from './words.ts'

/** What the whole run came to: totals, coverage, and what could not be read. */
export function renderHead(view: MatrixView): readonly HTMLElement[] {
  const count = (status: string) => view.fixtures.filter((fixture) => fixture.status === status).length
  const gaps = count('known-gap')
  const { rules, statements, reasons } = view.coverage
  return [
    make(
      'div',
      { class: 'title' },
      make('h1', {}, 'Keywise compatibility matrix'),
      make('p', { class: 'muted' }, 'rules ', make('code', {}, view.revision)),
      makeThemeSwitch(),
    ),
    make(
      'div',
      { class: 'tiles' },
      makeTile(view.total, view.total === 1 ? 'fixture' : 'fixtures', ''),
      makeTile(count('passing'), 'passing', 'good', '✓'),
      makeTile(view.failed, 'failing', view.failed > 0 ? 'bad' : '', '✕'),
      makeTile(gaps, gaps === 1 ? 'known gap' : 'known gaps', gaps > 0 ? 'warn' : '', '△'),
      make(
        'div',
        { class: 'covers' },
        makeCoverage('rules', rules),
        makeCoverage('statements', statements),
        makeCoverage('reasons', reasons),
      ),
    ),
    ...(view.problems.length === 0 ? [] : [renderProblems(view.problems)]),
  ]
}

const makeTile = (count: number, label: string, look: string, sign = ''): HTMLElement =>
  make(
    'p',
    { class: `tile ${look}` },
    make('strong', {}, sign === '' ? '' : make('span', { 'aria-hidden': 'true' }, `${sign} `), String(count)),
    ` ${label}`,
  )

function makeCoverage(noun: string, covered: MatrixView['coverage']['rules']): HTMLElement {
  const { hit, total, missed } = covered
  const fill = make('span', { class: 'gauge-fill' })
  fill.style.width = `${total === 0 ? 100 : (100 * hit) / total}%`
  const bar = make('span', { class: 'gauge', 'aria-hidden': 'true' }, fill)
  const figures = [make('strong', {}, `${hit}/${total}`), ` ${noun}`, hidden(' covered')] as const
  if (missed.length === 0) return make('div', { class: 'tile cover' }, ...figures, bar)
  return make(
    'details',
    { class: 'tile cover' },
    make('summary', {}, ...figures, make('span', { class: 'more' }, `${missed.length} missed`), bar),
    makeRegion(
      `${noun} not covered`,
      make('ul', {}, ...missed.map((name) => make('li', {}, make('code', {}, name)))),
    ),
  )
}

const renderProblems = (problems: readonly string[]): HTMLElement =>
  make(
    'section',
    { class: 'problems', 'aria-label': 'Problems' },
    make('h2', {}, `${countOf(problems.length, 'problem')}: not everything could be read`),
    make('ul', {}, ...problems.map((problem) => make('li', {}, problem))),
  )
