import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadFixtureSuite } from '../src/files/load-fixture-suite.ts'
import { expandSuite } from '../src/matrix/expand-suite.ts'
import { runFixture } from '../src/matrix/run-fixture.ts'
import { shippedPolicy } from './shipped-rules.ts'

const { suite, problems } = await loadFixtureSuite(fileURLToPath(new URL('../fixtures', import.meta.url)))
const expanded = expandSuite(suite)
const policy = shippedPolicy()

/** The list of fixtures that are right and fail all the same may only shrink: lower this with it. */
const mostKnownGaps = 3

describe('the fixture suite', () => {
  it('can be read whole', () => {
    expect([...problems, ...expanded.problems]).toEqual([])
  })

  it('has no more known gaps than before', () => {
    expect(suite.knownGaps.size).toBeLessThanOrEqual(mostKnownGaps)
  })
})

describe.each([...new Set(expanded.fixtures.map(({ file }) => file))])('fixtures/%s', (file) => {
  const own = expanded.fixtures.filter((candidate) => candidate.file === file)
  it.each(own.map((one) => [one.fixture.id, one.fixture.because, one] as const))(
    '%s: %s',
    (id, _because, one) => {
      const { mismatches, status, decision } = runFixture(one, policy, suite.knownGaps.get(id))
      const told = status === 'known-gap' ? [] : mismatches
      expect(told, `${decision.action}, ${decision.reason}: ${decision.explanation}`).toEqual([])
    },
  )
})
