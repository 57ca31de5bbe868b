import type { MatrixFixture, MatrixView } from '../../../contract/matrix.ts'
import { hidden, make, makeSource, onClick } from './element.ts'
import { makeIcon } from './icons.ts'
import { renderDetails } from './render-details.ts'
import { actionLooks, statusLabels } from './words.ts'

const portion = 30
const statusSigns = { passing: '✓', failing: '✕', 'known-gap': '△' } as const
const statusLooks = { passing: 'good', failing: 'bad', 'known-gap': 'warn' } as const
const statusOrder = ['failing', 'known-gap', 'passing']

export interface ListActions {
  /** The id of the fixture that was unfolded, or '' when it was folded. */
  readonly unfold: (id: string) => void
  readonly announce: (message: string) => void
}

/** The fixtures of a selection as cards, those that fail first; drawn in portions, their details when unfolded. */
export function renderList(
  fixtures: readonly MatrixFixture[],
  view: MatrixView,
  unfolded: string,
  actions: ListActions,
): HTMLElement {
  const sorted = [...fixtures].sort((a, b) => statusOrder.indexOf(a.status) - statusOrder.indexOf(b.status))
  const list = make('ol', { class: 'cards' })
  const more = make('button', { type: 'button', class: 'more-button', 'data-key': 'more' })
  let shown = 0
  const show = (upTo: number) => {
    const next = sorted.slice(shown, upTo)
    list.append(...next.map((fixture) => renderCard(fixture, view, fixture.id === unfolded, actions)))
    shown += next.length
    const left = sorted.length - shown
    more.hidden = left === 0
    more.textContent = `Show ${Math.min(portion, left)} more of ${left}`
  }
  show(Math.max(portion, sorted.findIndex(({ id }) => id === unfolded) + 1))
  onClick(more, () => {
    const first = shown
    show(shown + portion)
    list.children[first]?.querySelector('button')?.focus()
  })
  return make('div', {}, list, more)
}

function renderCard(
  fixture: MatrixFixture,
  view: MatrixView,
  isUnfolded: boolean,
  actions: ListActions,
): HTMLElement {
  const { status, action } = fixture
  const title = make(
    'button',
    { type: 'button', class: 'fold', 'data-key': `fixture:${fixture.id}`, 'data-fixture': fixture.id },
    make('span', { 'aria-hidden': 'true', class: 'arrow' }, '▸'),
    make('span', { class: 'name' }, fixture.title),
  )
  const card = make(
    'li',
    { class: `card ${statusLooks[status]}` },
    make('h3', {}, title),
    make(
      'p',
      { class: 'facts' },
      make(
        'span',
        { class: `chip mark ${statusLooks[status]}` },
        make('span', { 'aria-hidden': 'true' }, `${statusSigns[status]} `),
        statusLabels[status],
      ),
      ' ',
      make(
        'span',
        { class: `chip look-${action}` },
        makeIcon(action),
        make('b', {}, actionLooks[action].letter),
        ` ${actionLooks[action].label}`,
      ),
      ' ',
      make('code', {}, fixture.reason),
      ' ',
      make('span', { class: 'muted' }, `${fixture.confidence} confidence`),
    ),
    make('p', { class: 'because' }, hidden('because: '), fixture.because),
    make(
      'p',
      { class: 'muted source' },
      makeSource(fixture.source),
      fixture.certainty === null ? '' : ` · ${fixture.certainty} certainty`,
    ),
  )
  let details: HTMLElement | null = null
  const set = (isOpen: boolean) => {
    title.setAttribute('aria-expanded', String(isOpen))
    if (isOpen && details === null) {
      details = renderDetails(fixture, view, actions.announce)
      card.append(details)
    }
    if (details !== null) details.hidden = !isOpen
  }
  set(isUnfolded)
  return onClickOf(card, title, () => {
    const isOpen = title.getAttribute('aria-expanded') !== 'true'
    set(isOpen)
    actions.unfold(isOpen ? fixture.id : '')
  })
}

const onClickOf = <E extends HTMLElement>(whole: E, part: HTMLElement, act: () => void): E => {
  onClick(part, act)
  return whole
}
