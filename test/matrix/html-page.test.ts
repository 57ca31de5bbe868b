import { execFileSync } from 'node:child_process'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import type { MatrixFixture } from '../../src/contract/matrix.ts'
import { buildMap, every, keyOf, summarize } from '../../src/matrix/html/page/build-map.ts'
import { composeMatrixCommand, quoteForShell } from '../../src/matrix/html/page/compose-commands.ts'
import { askInWords } from '../../src/matrix/html/page/describe-view.ts'
import { any, facets } from '../../src/matrix/html/page/facets.ts'
import { countOptions, selectFixtures } from '../../src/matrix/html/page/select-fixtures.ts'
import {
  formatHash,
  parseHash,
  startState,
  unfacetedState,
  type ViewState,
} from '../../src/matrix/html/page/view-state.ts'
import { anyCharacter } from '../../src/proof/arbitraries/any-character.ts'
import { loadShippedView } from './shipped-view.ts'

const view = await loadShippedView()
const start = startState(view.fixtures)
/** Of every system and situation: for what is counted again and again. */
const some = view.fixtures.filter((_, index) => index % 5 === 0)

const anyState: fc.Arbitrary<ViewState> = fc.record({
  chosen: fc
    .tuple(...facets.map(({ options }) => fc.constantFrom(...options.map(({ value }) => value))))
    .map(
      (values) => Object.fromEntries(facets.map(({ key }, at) => [key, values[at]])) as ViewState['chosen'],
    ),
  text: fc.string(),
  cell: fc.constantFrom('', 'windows/*/chrome', 'ios/18/safari', '*/*/*'),
  open: fc.constant([]),
  allVersions: fc.boolean(),
  allBrowsers: fc.boolean(),
  fixture: fc.constantFrom('', ...view.fixtures.slice(0, 3).map(({ id }) => id)),
})

describe('the hash of a view', () => {
  test.prop([anyState])('brings the view back', (state) => {
    expect(parseHash(formatHash(state, start), start)).toEqual(state)
  })

  it('brings unfolded systems back, is empty at the start, and survives words that are gone', () => {
    const open = { ...start, open: ['windows', 'macos'] }
    expect(parseHash(formatHash(open, start), start)).toEqual(open)
    expect(formatHash(start, start)).toBe('')
    expect(parseHash('#situation=gone&colour=red&bluetooth=yes', start)).toEqual({
      ...start,
      chosen: { ...start.chosen, bluetooth: 'yes' },
    })
  })
})

describe('the map', () => {
  test.prop([anyState])('has each selected fixture in exactly one cell of versions and browsers', (state) => {
    const selected = selectFixtures(view.fixtures, state)
    const { cells, rows, columns } = buildMap(selected, { ...state, allVersions: true })
    const leaves = [...cells].filter(([key]) => !key.includes(every)).flatMap(([, own]) => own)
    expect(leaves).toHaveLength(selected.length)
    expect(new Set(leaves)).toEqual(new Set(selected))
    const shown = rows
      .filter(({ version }) => version !== every)
      .flatMap((row) => columns.flatMap((column) => cells.get(keyOf(row.os, row.version, column)) ?? []))
    expect(shown).toHaveLength(selected.length)
    expect(cells.get(keyOf(every, every, every)) ?? []).toHaveLength(selected.length)
  })

  it('sums up a cell: the commonest action first, failing and known gaps apart', () => {
    const one = (action: string, status: string) => ({ action, status }) as MatrixFixture
    const cell = [one('fallback', 'passing'), one('passkey', 'failing'), one('fallback', 'known-gap')]
    expect(summarize(cell)).toEqual({
      total: 3,
      failing: 1,
      gaps: 1,
      actions: [
        { action: 'fallback', count: 2 },
        { action: 'passkey', count: 1 },
      ],
    })
  })
})

describe('filters', () => {
  test.prop([anyState])('count for each option what choosing it shows', (state) => {
    for (const facet of facets) {
      const counts = countOptions(some, state, facet)
      for (const { value } of facet.options) {
        const chosen = { ...state.chosen, [facet.key]: value }
        expect(counts.get(value) ?? 0).toBe(selectFixtures(some, { ...state, chosen }).length)
      }
    }
  })

  it('have an option for each answer a fixture gives', () => {
    for (const facet of facets) {
      const values = facet.options.map(({ value }) => value)
      const given = new Set(view.fixtures.map((fixture) => facet.read(fixture)))
      for (const answer of given) expect(values).toContain(answer)
    }
  })

  it('start with sign-in, and with one situation only where the map has enough of it', () => {
    const make = (browser: string, situation: string | null) =>
      ({
        purpose: 'authentication',
        situation,
        platform: { os: 'windows', browser },
      }) as unknown as MatrixFixture
    const odd = ['a', 'b', 'c', 'd', 'e', 'f'].map((browser) => make(browser, null))
    const startOf = (...more: MatrixFixture[]) => startState([...odd, ...more]).chosen
    expect(startOf(make('a', 'made-here'))).toMatchObject({ purpose: 'authentication', situation: any })
    expect(startOf(make('a', 'made-here'), make('b', 'made-here')).situation).toBe('made-here')
    expect(startState([]).chosen).toEqual(unfacetedState.chosen)
  })

  it('are told as a question', () => {
    const chosen = { ...unfacetedState.chosen, purpose: 'authentication', bluetooth: 'no', status: 'failing' }
    expect(
      askInWords({ ...unfacetedState, chosen: { ...chosen, situation: 'no-passkey' }, text: 'edge' }),
    ).toBe(
      'What happens when someone signs in, the user has no passkey and Bluetooth is not there, only what is failing and only with “edge” in it?',
    )
  })
})

describe('a command to copy', () => {
  const shell = (command: string) => execFileSync('sh', ['-c', command], { encoding: 'utf8' })

  // No NUL: no argument of a program can hold one. Much of what a shell would read as more than a letter.
  const letter = fc.oneof(
    fc.constantFrom("'", '"', '\\', '$', '`', '\n', ' ', '!'),
    anyCharacter.filter((one) => one !== '\0'),
  )
  const shellText = fc.string({ unit: letter })

  test.prop([shellText], { numRuns: 30 })('is one word for the shell, whatever is in it', (text) => {
    expect(shell(`printf %s ${quoteForShell(text)}`)).toBe(text)
  })

  it('names the fixture', () => {
    expect(composeMatrixCommand({ id: 'story-a' })).toBe("npx keywise matrix --filter 'id=story-a'")
  })
})
