import type { MatrixFixture } from '../../../contract/matrix.ts'
import { any, type Facet, facets } from './facets.ts'
import type { ViewState } from './view-state.ts'

/** The fixtures that facets and text let through; `except` leaves one facet out, to count its options. */
export function selectFixtures(
  fixtures: readonly MatrixFixture[],
  { chosen, text }: Pick<ViewState, 'chosen' | 'text'>,
  except?: Facet,
): readonly MatrixFixture[] {
  const asked = facets.filter((facet) => facet !== except && chosen[facet.key] !== any)
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  return fixtures.filter(
    (fixture) =>
      asked.every((facet) => facet.read(fixture) === chosen[facet.key]) &&
      words.every((word) => textOf(fixture).includes(word)),
  )
}

const texts = new WeakMap<MatrixFixture, string>()

function textOf(fixture: MatrixFixture): string {
  const known = texts.get(fixture)
  if (known !== undefined) return known
  const text = `${fixture.id} ${fixture.title} ${fixture.because}`.toLowerCase()
  texts.set(fixture, text)
  return text
}

/** How many fixtures each option of a facet would show, the other facets as they are. */
export function countOptions(
  fixtures: readonly MatrixFixture[],
  state: ViewState,
  facet: Facet,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  const rest = selectFixtures(fixtures, state, facet)
  for (const fixture of rest) counts.set(facet.read(fixture), (counts.get(facet.read(fixture)) ?? 0) + 1)
  return counts.set(any, rest.length)
}
