import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadFixtureSuite } from '../src/files/load-fixture-suite.ts'
import { expandFixture } from '../src/matrix/expand-fixture.ts'
import { runFixture } from '../src/matrix/run-fixture.ts'
import { shippedPolicy } from './shipped-rules.ts'

const { suite, problems } = await loadFixtureSuite(fileURLToPath(new URL('../fixtures', import.meta.url)))
const policy = shippedPolicy()

describe('the fixture suite', () => {
  it('can be read whole', () => {
    expect(problems).toEqual([])
    expect(suite.fixtures.filter(({ file }) => file.startsWith('platforms/')).length).toBeGreaterThanOrEqual(
      250,
    )
    expect(suite.fixtures.filter(({ file }) => file.startsWith('scenarios/')).length).toBeGreaterThanOrEqual(
      60,
    )
  })
})

describe.each([...new Set(suite.fixtures.map(({ file }) => file))])('fixtures/%s', (file) => {
  const located = suite.fixtures.filter((candidate) => candidate.file === file)
  it.each(located.map((one) => [one.fixture.id, one.fixture.because, one] as const))(
    '%s: %s',
    (_id, _because, one) => {
      const expanded = expandFixture(one, suite)
      if ('problem' in expanded) throw new Error(expanded.problem)
      const { mismatches, decision } = runFixture(expanded, policy)
      expect(mismatches, `${decision.action}, ${decision.reason}: ${decision.explanation}`).toEqual([])
    },
  )
})
