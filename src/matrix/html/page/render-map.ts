import type { MatrixFixture } from '../../../contract/matrix.ts'
import { buildMap, every, type HeatMap, keyOf, type MapRow, summarize } from './build-map.ts'
import { nameCell, nameColumn, nameRow } from './describe-view.ts'
import { hidden, make, makeRegion, onClick } from './element.ts'
import { makeIcon } from './icons.ts'
import type { ViewState } from './view-state.ts'
import { actionLooks, countOf } from './words.ts'

export interface MapActions {
  readonly openCell: (key: string) => void
  readonly toggleSystem: (os: string) => void
  readonly toggleVersions: () => void
  readonly toggleBrowsers: () => void
}

/** The heat map: systems down, browsers across, in each cell what mostly happens there. */
export function renderMap(
  fixtures: readonly MatrixFixture[],
  state: ViewState,
  actions: MapActions,
): HTMLElement {
  const map = buildMap(fixtures, state)
  const table = make(
    'table',
    { class: 'map' },
    make('caption', { class: 'vh' }, 'What mostly happens, by system and browser'),
    make(
      'thead',
      {},
      make(
        'tr',
        {},
        make('th', { scope: 'col' }, 'System'),
        ...map.columns.map((column) => make('th', { scope: 'col' }, nameColumn(column))),
        make('th', { scope: 'col', class: 'sum' }, 'All browsers'),
      ),
    ),
    make('tbody', {}, ...map.rows.map((row) => renderRow(map, row, state, actions))),
    make('tfoot', {}, renderRow(map, { os: every, version: every, isOpen: false }, state, actions)),
  )
  // Columns of one width, and never too narrow to read: then the map scrolls by itself.
  table.style.setProperty('--columns', String(map.columns.length + 1))
  return make(
    'div',
    {},
    renderSwitches(state, actions),
    fixtures.length === 0
      ? make('p', { class: 'empty' }, 'No fixture matches. Choose other filters, or reset them.')
      : makeRegion('Map of systems and browsers', table),
  )
}

const renderSwitches = (state: ViewState, actions: MapActions): HTMLElement =>
  make(
    'div',
    { class: 'switches' },
    makeSwitch('versions', 'By version', state.allVersions, actions.toggleVersions),
    makeSwitch('browsers', 'Every browser', state.allBrowsers, actions.toggleBrowsers),
  )

function makeSwitch(key: string, label: string, isOn: boolean, toggle: () => void): HTMLElement {
  const box = make('input', { type: 'checkbox', 'data-key': `switch:${key}` })
  box.checked = isOn
  box.addEventListener('change', toggle)
  return make('label', {}, box, label)
}

function renderRow(map: HeatMap, row: MapRow, state: ViewState, actions: MapActions): HTMLElement {
  const isVersion = row.version !== every
  const columns = [...map.columns, every]
  return make(
    'tr',
    { class: isVersion ? 'version' : 'system' },
    make('th', { scope: 'row' }, renderRowName(row, state, actions)),
    ...columns.map((column) => {
      const key = keyOf(row.os, row.version, column)
      const own = map.cells.get(key) ?? []
      const isSum = row.os === every || column === every
      return make(
        'td',
        { class: isSum ? 'sum' : '' },
        own.length === 0 ? hidden('no fixture') : renderCell(key, own, state, actions),
      )
    }),
  )
}

function renderRowName(row: MapRow, state: ViewState, actions: MapActions): HTMLElement {
  const name = nameRow(row.os, row.version)
  if (row.version !== every || row.os === every || state.allVersions) return make('span', {}, name)
  return onClick(
    make(
      'button',
      { type: 'button', class: 'fold', 'aria-expanded': String(row.isOpen), 'data-key': `fold:${row.os}` },
      make('span', { 'aria-hidden': 'true', class: 'arrow' }, '▸'),
      name,
      hidden(', versions'),
    ),
    () => actions.toggleSystem(row.os),
  )
}

function renderCell(
  key: string,
  fixtures: readonly MatrixFixture[],
  state: ViewState,
  actions: MapActions,
): HTMLElement {
  const { total, failing, gaps, actions: split } = summarize(fixtures)
  const main = split[0]?.action ?? 'fallback'
  const isMixed = split.length > 1
  const told = split.map(({ action, count }) => `${actionLooks[action].label} ${count}`).join(', ')
  return onClick(
    make(
      'button',
      {
        type: 'button',
        class: `cell look-${main}`,
        'data-key': `cell:${key}`,
        'data-cell': key,
        'data-total': total,
        'aria-pressed': String(state.cell === key),
      },
      make(
        'span',
        { class: 'top' },
        make(
          'span',
          { class: 'said' },
          makeIcon(main),
          make('b', {}, actionLooks[main].letter),
          ' ',
          make('span', { class: 'total' }, String(total)),
        ),
        failing > 0 && make('span', { class: 'mark bad' }, ` ✕${failing}`),
        gaps > 0 && make('span', { class: 'mark warn' }, ` △${gaps}`),
      ),
      isMixed && renderSplit(split, total),
      hidden(
        [
          ` ${countOf(total, 'fixture')}, ${nameCell(key)}: ${told}`,
          failing > 0 && `${failing} failing`,
          gaps > 0 && countOf(gaps, 'known gap'),
        ]
          .filter(Boolean)
          .join('; '),
      ),
    ),
    () => actions.openCell(key),
  )
}

function renderSplit(split: ReturnType<typeof summarize>['actions'], total: number): HTMLElement {
  const bar = make('span', { class: 'bar', 'aria-hidden': 'true' })
  for (const { action, count } of split) {
    const part = make('span', { class: `part look-${action}` })
    part.style.width = `${(100 * count) / total}%`
    bar.append(part)
  }
  const letters = split.flatMap(({ action, count }, at) => [
    at > 0 && make('i', { class: 'dot' }, ' · '),
    make('span', {}, `${actionLooks[action].letter} ${count}`),
  ])
  return make('span', { class: 'split' }, bar, make('span', { class: 'letters' }, ...letters))
}

/** What letters, pictures and colours mean. */
export const renderLegend = (): HTMLElement =>
  make(
    'ul',
    { class: 'legend-list', 'aria-label': 'Legend' },
    ...Object.entries(actionLooks).map(([action, { letter, label, meaning }]) =>
      make(
        'li',
        {},
        make(
          'span',
          { class: `chip look-${action}` },
          makeIcon(action as keyof typeof actionLooks),
          make('b', {}, letter),
          ` ${label}`,
        ),
        ` ${meaning}`,
      ),
    ),
    make('li', {}, make('span', { class: 'chip mark bad' }, '✕ 2'), ' failing fixtures'),
    make(
      'li',
      {},
      make('span', { class: 'chip mark warn' }, '△ 1'),
      ' known gaps: right, and failing for now',
    ),
  )
