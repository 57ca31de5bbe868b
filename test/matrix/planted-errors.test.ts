import { describe, expect, it } from 'vitest'
import type { ExpandedFixture } from '../../src/matrix/expand-fixture.ts'
import { type FixtureResult, runFixture } from '../../src/matrix/run-fixture.ts'
import { readShippedRules, shippedPolicy } from '../shipped-rules.ts'
import { isTorture } from '../times.ts'
import { listErrors, type PlantedError } from './plant-errors.ts'
import { loadShippedRun } from './shipped-run.ts'
import { undefendedStatements } from './undefended-statements.ts'

/** \`npm run torture\` plants every error; otherwise each n-th of them is planted, always the same. */
const stride = 12

const { suite, results } = await loadShippedRun()
const policy = shippedPolicy()
const undefended = new Set(undefendedStatements.map(({ error }) => error))
const errors = listErrors(new Map([...readShippedRules()].filter(([file]) => file.startsWith('knowledge/'))))

/** The fixtures that rest on a statement: no other can notice an error in it. */
const restingOn = new Map<string, FixtureResult[]>()

/** Fixtures that fail without any error: they would notice everything. */
const failingBefore = new Set<string>()

/** The fixtures that notice. */
const findWitnesses = ({ ref, parse }: PlantedError): readonly Pick<FixtureResult, 'mismatches'>[] => {
  const knowledge = parse()
  if (knowledge === null) return [{ mismatches: [] }]
  const spoilt = { ...policy, knowledge }
  const failingOf = (some: readonly ExpandedFixture[]) =>
    some
      .map((one) => runFixture(one, spoilt, suite.knownGaps.get(one.fixture.id)))
      .filter(({ status, fixture }) => status === 'failing' && !failingBefore.has(fixture.id))
  const near = failingOf(restingOn.get(ref) ?? [])
  // Where several statements might hold, an answer names the first of them only.
  return near.length > 0 ? near : failingOf(results)
}

for (const result of results) {
  if (result.status === 'failing') failingBefore.add(result.fixture.id)
  for (const ref of new Set(result.grounds.map((ground) => ground.ref))) {
    restingOn.set(ref, [...(restingOn.get(ref) ?? []), result])
  }
}

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
    const unnoticed = planted.filter((error) => findWitnesses(error).length === 0).map(({ error }) => error)
    process.stdout.write(
      `\n${planted.length} of ${errors.length} errors planted, ${unnoticed.length} of them not noticed\n`,
    )
    expect(unnoticed.filter((error) => !undefended.has(error))).toEqual([])
    // The list may only shrink: what is noticed by now has to go.
    const noticed = planted.map(({ error }) => error).filter((error) => !unnoticed.includes(error))
    expect(noticed.filter((error) => undefended.has(error))).toEqual([])
  })

  it('is noticed but for a list that may only shrink, with the reason why nobody can notice', () => {
    const all = new Set(errors.map(({ error }) => error))
    expect([...undefended].filter((error) => !all.has(error))).toEqual([])
    expect(undefendedStatements.filter(({ because }) => because.length < 20)).toEqual([])
  })

  it('is called by what the statement says, each by a name of its own', () => {
    const names = errors.map(({ error }) => error)
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([])
    expect(names.some((name) => name.includes('#'))).toBe(false)
  })
})

function isFirefox(ref: string): boolean {
  const [file = '', pointer = ''] = ref.replace(/^rules\//, '').split('#')
  const content: { readonly statements: readonly { readonly where?: { readonly browser?: unknown } }[] } =
    JSON.parse(readShippedRules().get(file) ?? '')
  return content.statements[Number(pointer.split('/').at(-1))]?.where?.browser === 'firefox'
}
