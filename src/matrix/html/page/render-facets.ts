import type { MatrixFixture } from '../../../contract/matrix.ts'
import { make, onClick } from './element.ts'
import { type Facet, facets } from './facets.ts'
import { countOptions } from './select-fixtures.ts'
import type { ViewState } from './view-state.ts'

export interface FacetForm {
  readonly element: HTMLElement
  /** Shows what is chosen, and how many fixtures each option would show. */
  readonly update: (state: ViewState) => void
}

export interface FacetActions {
  readonly choose: (key: Facet['key'], value: string) => void
  readonly search: (text: string) => void
  readonly reset: () => void
  readonly showEverything: () => void
}

/** Made once and then updated, so that whoever is in it with the keyboard stays there. */
export function createFacetForm(fixtures: readonly MatrixFixture[], actions: FacetActions): FacetForm {
  const search = make('input', { type: 'search', id: 'text', autocomplete: 'off', spellcheck: 'false' })
  search.addEventListener('input', () => actions.search(search.value))
  const groups = facets.map((facet) => createGroup(facet, (value) => actions.choose(facet.key, value)))
  const form = make(
    'form',
    {},
    make('label', { for: 'text', class: 'legend' }, 'Search id, title and reason why'),
    search,
    ...groups.map(({ element }) => element),
    make(
      'div',
      { class: 'buttons' },
      onClick(make('button', { type: 'button', id: 'reset' }, 'Reset'), actions.reset),
      onClick(make('button', { type: 'button' }, 'Show everything'), actions.showEverything),
    ),
  )
  form.addEventListener('submit', (event) => event.preventDefault())
  // On a small screen the map comes first; there the facets are folded until asked for.
  const isWide = matchMedia('(min-width: 60rem)').matches
  const element = make(
    'details',
    { open: isWide, class: 'facets' },
    make('summary', {}, make('h2', {}, 'Filters')),
    form,
  )
  return {
    element,
    update(state) {
      if (search.value !== state.text) search.value = state.text
      for (const group of groups) group.update(state.chosen, countOptions(fixtures, state, group.facet))
    },
  }
}

function createGroup(facet: Facet, choose: (value: string) => void) {
  const options = facet.options.map(({ value, label }) => {
    const input = make('input', { type: 'radio', name: facet.key, value })
    input.addEventListener('change', () => choose(value))
    const count = make('span', { class: 'count' })
    return { value, input, count, element: make('label', {}, input, make('span', {}, label), count) }
  })
  return {
    facet,
    element: make(
      'fieldset',
      {},
      make('legend', {}, facet.legend),
      make('div', { class: 'options' }, ...options.map(({ element }) => element)),
    ),
    update(chosen: ViewState['chosen'], counts: ReadonlyMap<string, number>) {
      for (const { value, input, count, element } of options) {
        input.checked = chosen[facet.key] === value
        const found = counts.get(value) ?? 0
        count.textContent = String(found)
        element.classList.toggle('none', found === 0)
      }
    },
  }
}
