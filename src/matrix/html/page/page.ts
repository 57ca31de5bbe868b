import type { MatrixFixture, MatrixView } from '../../../contract/matrix.ts'
import { buildMap } from './build-map.ts'
import { answerInWords, askInWords, nameCell } from './describe-view.ts'
import { make, onClick } from './element.ts'
import { createFacetForm } from './render-facets.ts'
import { renderHead } from './render-head.ts'
import { renderList } from './render-list.ts'
import { renderLegend, renderMap } from './render-map.ts'
import { selectFixtures } from './select-fixtures.ts'
import { formatHash, parseHash, startState, unfacetedState, type ViewState } from './view-state.ts'

/** Draws the page and keeps it, the state and the hash of the address the same. */
export function createPage(view: MatrixView, head: HTMLElement, main: HTMLElement): void {
  const start = startState(view.fixtures)
  let state = parseHash(location.hash, start)

  const question = make('p', { class: 'question' })
  const answer = make('p', { class: 'answer' })
  const live = make('p', { class: 'live muted', role: 'status' })
  const map = make('div', {})
  const listHeading = make('h2', { id: 'list-heading', tabindex: -1 })
  const listTools = make('div', { class: 'list-tools' })
  const list = make('div', {})
  const announce = (message: string) => {
    live.textContent = message
  }

  /** `remember` makes a step that the back button undoes. */
  const go = (change: Partial<ViewState>, remember = false) => {
    state = { ...state, ...change }
    const address = formatHash(state, start) || `${location.pathname}${location.search}`
    try {
      if (remember) history.pushState(null, '', address)
      else history.replaceState(null, '', address)
    } catch {
      // Browsers refuse when an address changes too often (a key held down in the search): the next change gets through.
    }
  }
  const set = (change: Partial<ViewState>, remember = false) => {
    go(change, remember)
    draw()
  }

  const form = createFacetForm(view.fixtures, {
    choose: (key, value) => set({ chosen: { ...state.chosen, [key]: value }, fixture: '' }),
    search: (text) => set({ text, fixture: '' }),
    reset: () => set(start),
    showEverything: () => set(unfacetedState),
  })

  const draw = () => {
    const selected = selectFixtures(view.fixtures, state)
    form.update(state)
    question.textContent = askInWords(state)
    answer.textContent = answerInWords(selected)
    keepFocus(() => {
      map.replaceChildren(
        renderMap(selected, state, {
          openCell: (key) => {
            set({ cell: state.cell === key ? '' : key, fixture: '' }, true)
            if (state.cell !== '') goToList()
          },
          toggleSystem: (os) =>
            set({
              open: state.open.includes(os) ? state.open.filter((name) => name !== os) : [...state.open, os],
            }),
          toggleVersions: () => set({ allVersions: !state.allVersions }),
          toggleBrowsers: () => set({ allBrowsers: !state.allBrowsers, cell: '' }),
        }),
      )
      drawList(selected)
    })
  }

  const drawList = (selected: readonly MatrixFixture[]) => {
    const own = state.cell === '' ? selected : pickCell(selected, state)
    const where = state.cell === '' ? 'All that match' : nameCell(state.cell)
    listHeading.textContent = `${where}: ${own.length}`
    listTools.replaceChildren(...(state.cell === '' ? [] : [makeBackButton(), makeClearButton()]))
    list.replaceChildren(
      renderList(own, view, state.fixture, { announce, unfold: (fixture) => go({ fixture }) }),
    )
    announce(
      `${selected.length} of ${view.total} fixtures match${state.cell === '' ? '' : `, ${own.length} in ${nameCell(state.cell)}`}`,
    )
  }

  const goToList = () => {
    listHeading.focus({ preventScroll: true })
    listHeading.scrollIntoView({ block: 'start' })
  }
  const makeBackButton = () =>
    onClick(make('button', { type: 'button', class: 'plain' }, '↑ Back to the map'), () =>
      findByKey(`cell:${state.cell}`)?.focus(),
    )
  const makeClearButton = () =>
    onClick(make('button', { type: 'button', class: 'plain' }, 'Show all that match'), () => {
      set({ cell: '', fixture: '' }, true)
      listHeading.focus()
    })

  addEventListener('popstate', () => {
    state = parseHash(location.hash, start)
    draw()
  })

  head.replaceChildren(...renderHead(view))
  main.replaceChildren(
    make('div', { role: 'search', 'aria-label': 'Filters', class: 'side' }, form.element),
    make(
      'div',
      { class: 'content' },
      make(
        'section',
        { id: 'map', 'aria-labelledby': 'map-heading', tabindex: -1 },
        make('h2', { id: 'map-heading', class: 'vh' }, 'Map'),
        question,
        answer,
        map,
        renderLegend(),
      ),
      make(
        'section',
        { id: 'list', 'aria-labelledby': 'list-heading' },
        make('div', { class: 'list-head' }, listHeading, listTools),
        live,
        list,
      ),
    ),
  )
  // The hash belongs to the view: a jump within the page must not change it.
  const skip = document.querySelector<HTMLElement>('[data-skip]')
  skip?.addEventListener('click', (event) => {
    event.preventDefault()
    document.getElementById('map')?.focus()
  })
  draw()
  if (state.fixture !== '') findByKey(`fixture:${state.fixture}`)?.scrollIntoView({ block: 'center' })
}

function pickCell(fixtures: readonly MatrixFixture[], state: ViewState): readonly MatrixFixture[] {
  return buildMap(fixtures, state).cells.get(state.cell) ?? []
}

const findByKey = (key: string): HTMLElement | null =>
  document.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)

/** Draws anew, and gives the focus back to what has taken the place of what had it. */
function keepFocus(drawAnew: () => void): void {
  const key = document.activeElement?.getAttribute('data-key')
  drawAnew()
  if (key !== null && key !== undefined) findByKey(key)?.focus({ preventScroll: true })
}
