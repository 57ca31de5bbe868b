import type { MatrixFixture } from '../../../contract/matrix.ts'
import { any, type Facet, facets } from './facets.ts'

/** All that a link to a view says. It lives in the hash of the address; what is as at the start is left out there. */
export interface ViewState {
  readonly chosen: Readonly<Record<Facet['key'], string>>
  readonly text: string
  /** The chosen cell: `windows/11/chrome`, `*` for every version or browser; '' for none. */
  readonly cell: string
  /** Systems whose versions are unfolded. */
  readonly open: readonly string[]
  readonly allVersions: boolean
  readonly allBrowsers: boolean
  /** The unfolded fixture, or ''. */
  readonly fixture: string
}

const noFacet = { situation: any, purpose: any, bluetooth: any, capabilities: any, status: any }
const nothing: Omit<ViewState, 'chosen'> = {
  text: '',
  cell: '',
  open: [],
  allVersions: false,
  allBrowsers: false,
  fixture: '',
}

/** Every fixture on the map. */
export const unfacetedState: ViewState = { ...nothing, chosen: noFacet }

/** Where clients differ most comes first: the question a reader most likely has. */
const telling = ['foreign-ecosystem', 'same-ecosystem', 'made-here', 'no-passkey', 'unidentified']

/**
 * The view at the start: sign-in, in the most telling situation that enough pairs of system and browser have a fixture
 * for; with fewer the map would be mostly empty, so then in all situations. A fifth is enough: rare clients with one odd
 * case each outnumber those that matter.
 */
export function startState(fixtures: readonly MatrixFixture[]): ViewState {
  const signIns = fixtures.filter(({ purpose }) => purpose === 'authentication')
  const purpose = signIns.length > 0 ? 'authentication' : any
  const countPairs = (some: readonly MatrixFixture[]) =>
    new Set(some.map(({ platform }) => `${platform.os}/${platform.browser}`)).size
  const pairs = countPairs(signIns)
  const situation = telling.find((kind) => {
    const own = countPairs(signIns.filter((fixture) => fixture.situation === kind))
    return own > 0 && own * 5 >= pairs
  })
  return { ...nothing, chosen: { ...noFacet, purpose, situation: situation ?? any } }
}

export function formatHash(state: ViewState, start: ViewState): string {
  const told = new URLSearchParams()
  for (const { key } of facets) if (state.chosen[key] !== start.chosen[key]) told.set(key, state.chosen[key])
  if (state.text !== '') told.set('text', state.text)
  if (state.allVersions) told.set('versions', 'all')
  else if (state.open.length > 0) told.set('versions', state.open.join(','))
  if (state.allBrowsers) told.set('browsers', 'all')
  if (state.cell !== '') told.set('cell', state.cell)
  if (state.fixture !== '') told.set('fixture', state.fixture)
  const text = told.toString().replaceAll('%2F', '/').replaceAll('%2C', ',')
  return text === '' ? '' : `#${text}`
}

/** What it does not understand it takes as at the start: a link outlives a renamed word. */
export function parseHash(hash: string, start: ViewState): ViewState {
  const told = new URLSearchParams(hash.replace(/^#/, ''))
  const choose = ({ key, options }: Facet): string => {
    const value = told.get(key)
    return value !== null && options.some((option) => option.value === value) ? value : start.chosen[key]
  }
  const versions = told.get('versions') ?? ''
  return {
    chosen: {
      ...start.chosen,
      ...Object.fromEntries(facets.map((facet) => [facet.key, choose(facet)])),
    },
    text: told.get('text') ?? '',
    cell: told.get('cell') ?? '',
    open: versions === 'all' ? [] : versions.split(',').filter((os) => os !== ''),
    allVersions: versions === 'all',
    allBrowsers: told.get('browsers') === 'all',
    fixture: told.get('fixture') ?? '',
  }
}
