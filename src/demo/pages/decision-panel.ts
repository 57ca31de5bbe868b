import type { DecisionRequest, DecisionResponse } from '../../contract/decision.ts'
import { make } from '../../matrix/html/page/element.ts'
import type { Explained } from './explained.ts'
import { find, show, whenClicked } from './find-element.ts'
import { renderGrounds, renderVerdict } from './render-explained.ts'
import { sendJson } from './send-json.ts'
import { purposeWords, tellAction } from './words.ts'

/** A decision that a page of this site got, with what the back end could say about it. */
interface Shown {
  readonly at: number
  readonly request: DecisionRequest
  readonly decision: DecisionResponse
  readonly explained?: Explained & { readonly account?: { readonly name: string } | null }
}

const storageKey = 'demo-decisions'
const mostShown = 6

/** They stay while the tab is open, so that what led to a login can still be read after it. */
function loadShown(): Shown[] {
  try {
    return JSON.parse(sessionStorage.getItem(storageKey) ?? '[]')
  } catch {
    return []
  }
}
function saveShown(list: readonly Shown[]): void {
  try {
    sessionStorage.setItem(storageKey, JSON.stringify(list))
  } catch {
    // full, or not allowed: the panel is then about this page only
  }
}

/** The panel beside the pages. `note` explains a decision and shows it, the newest first. */
export function createDecisionPanel() {
  let list = loadShown()
  const render = () => {
    show('panel', list.length > 0)
    const [newest, ...earlier] = list
    find('decisions').replaceChildren(
      ...(newest === undefined ? [] : [renderShown(newest, true)]),
      ...(earlier.length === 0 ? [] : [renderEarlier(earlier)]),
    )
  }
  whenClicked('panel-clear', () => {
    list = []
    saveShown(list)
    render()
  })
  render()
  return {
    async note(request: DecisionRequest, decision: DecisionResponse, email?: string): Promise<void> {
      const { context: _context, ...asked } = request
      const one = { at: Date.now(), request, decision }
      const explained = await sendJson<Explained>('POST', '/demo/explain', { ...asked, email }).catch(
        () => undefined,
      )
      list = [explained === undefined ? one : { ...one, explained }, ...list].slice(0, mostShown)
      saveShown(list)
      render()
    },
  }
}

const renderEarlier = (earlier: readonly Shown[]): HTMLElement =>
  make(
    'li',
    { class: 'shown' },
    make(
      'details',
      {},
      make('summary', {}, `Earlier (${earlier.length})`),
      make('ol', { class: 'decisions' }, ...earlier.map((one) => renderShown(one, false))),
    ),
  )

const time = new Intl.DateTimeFormat('en', { timeStyle: 'medium' })

function renderShown({ at, request, decision, explained }: Shown, isNewest: boolean): HTMLElement {
  const purpose = request.purpose ?? 'authentication'
  const about = explained?.account?.name
  const asked =
    purpose === 'authentication' && request.user === undefined ? 'Page opened' : purposeWords[purpose]
  const head = make(
    'p',
    { class: 'asked' },
    make('span', {}, `${asked}${request.user !== undefined && about ? ` · ${about}` : ''}`),
    make('time', { class: 'muted', datetime: new Date(at).toISOString() }, time.format(at)),
  )
  const verdict = renderVerdict(decision, decision.rule?.name ?? explained?.rule?.name)
  if (explained === undefined) return make('li', { class: 'shown' }, head, verdict)
  const differs = explained.action !== decision.action || explained.reason !== decision.reason
  const note = differs && renderDifference(explained, about)
  const grounds = renderGrounds(explained)
  const body = isNewest ? grounds : make('details', {}, make('summary', {}, 'Why'), grounds)
  return make('li', { class: 'shown' }, head, verdict, note, body)
}

/** A page without proof of a login is told about the device only; the back end may know more. */
function renderDifference(explained: Explained, name: string | undefined): HTMLElement {
  return make(
    'p',
    { class: 'note' },
    `The page has no proof of a login${name ? ` of ${name}` : ''} here, so this is about the device only. `,
    'With the secret key the answer is ',
    make('b', {}, tellAction(explained).toLowerCase()),
    ': ',
    explained.explanation,
    '. The grounds below are about that.',
  )
}
