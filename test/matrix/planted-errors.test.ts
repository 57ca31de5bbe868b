import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadFixtureSuite } from '../../src/files/load-fixture-suite.ts'
import type { ExpandedFixture } from '../../src/matrix/expand-fixture.ts'
import { expandSuite } from '../../src/matrix/expand-suite.ts'
import { type FixtureResult, runFixture } from '../../src/matrix/run-fixture.ts'
import { readShippedRules, shippedPolicy } from '../shipped-rules.ts'
import { isTorture } from '../times.ts'
import { listErrors, type PlantedError } from './plant-errors.ts'
import { undefendedStatements } from './undefended-statements.ts'

/** \`npm run torture\` plants every error; otherwise each n-th of them is planted, always the same. */
const stride = 12

const { suite } = await loadFixtureSuite(fileURLToPath(new URL('../../fixtures', import.meta.url)))
const { fixtures } = expandSuite(suite)
const policy = shippedPolicy()
const errors = listErrors(new Map([...readShippedRules()].filter(([file]) => file.startsWith('knowledge/'))))

/** The fixtures that rest on a statement: no other can notice an error in it. */
const restingOn = new Map<string, FixtureResult[]>()

/** The fixtures that notice. */
const findWitnesses = ({ ref, parse }: PlantedError): readonly Pick<FixtureResult, 'mismatches'>[] => {
  const knowledge = parse()
  if (knowledge === null) return [{ mismatches: [] }]
  const spoilt = { ...policy, knowledge }
  const failingOf = (some: readonly ExpandedFixture[]) =>
    some
      .map((one) => runFixture(one, spoilt, suite.knownGaps.get(one.fixture.id)))
      .filter(({ status }) => status === 'failing')
  const near = failingOf(restingOn.get(ref) ?? [])
  // Where several statements might hold, an answer names the first of them only.
  return near.length > 0 ? near : failingOf(fixtures)
}

beforeAll(() => {
  for (const fixture of fixtures) {
    const result = runFixture(fixture, policy)
    for (const ref of new Set(result.grounds.map((ground) => ground.ref))) {
      restingOn.set(ref, [...(restingOn.get(ref) ?? []), result])
    }
  }
})

describe('an error planted in the knowledge', () => {
  it('that gives Firefox on Linux a QR code fails fixtures, and they name the statement', () => {
    const error = errors.find(
      ({ ref, what }) =>
        ref.includes('platforms/linux.json') && what === 'hybridClient: false -> true' && isFirefox(ref),
    )
    if (error === undefined) return expect.fail('the knowledge says nothing of Firefox on Linux and hybrid')
    const told = findWitnesses(error).flatMap(({ mismatches }) => mismatches)
    expect(told.length).toBeGreaterThan(3)
    expect(told.every(({ grounds }) => grounds.some(({ ref }) => ref === error.ref))).toBe(true)
  })

  it('is noticed by some fixture, statement by statement', { timeout: 3_600_000 }, () => {
    const planted = isTorture ? errors : errors.filter((_, index) => index % stride === 0)
    const unnoticed = planted
      .filter((error) => findWitnesses(error).length === 0)
      .map(({ ref, what }) => `${ref} ${what}`)
    process.stdout.write(
      `\n${planted.length} of ${errors.length} errors planted, ${unnoticed.length} of them not noticed\n`,
    )
    expect(unnoticed.filter((text) => !undefendedStatements.includes(text))).toEqual([])
    // The list may only shrink: what is noticed by now has to go.
    const names = new Set(planted.map(({ ref, what }) => `${ref} ${what}`))
    expect(undefendedStatements.filter((text) => names.has(text) && !unnoticed.includes(text))).toEqual([])
  })

  it('is noticed but for a list that may only shrink', () => {
    const all = new Set(errors.map(({ ref, what }) => `${ref} ${what}`))
    expect(undefendedStatements.filter((text) => !all.has(text))).toEqual([])
  })
})

function isFirefox(ref: string): boolean {
  const [file = '', pointer = ''] = ref.replace(/^rules\//, '').split('#')
  const content: { readonly statements: readonly { readonly where?: { readonly browser?: unknown } }[] } =
    JSON.parse(readShippedRules().get(file) ?? '')
  return content.statements[Number(pointer.split('/').at(-1))]?.where?.browser === 'firefox'
}
