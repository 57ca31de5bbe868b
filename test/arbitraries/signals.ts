import { fileURLToPath } from 'node:url'
import { loadFixtureSuite } from '../../src/files/load-fixture-suite.ts'
import { type ExpandedFixture, expandFixture } from '../../src/matrix/expand-fixture.ts'
import { drawSignals } from '../../src/proof/arbitraries/signals.ts'
import { listExamples } from '../../src/proof/list-examples.ts'

const { suite } = await loadFixtureSuite(fileURLToPath(new URL('../../fixtures', import.meta.url)))

/** Every fixture of this repository that is told word for word, written out. */
export const expandedFixtures: readonly ExpandedFixture[] = suite.fixtures.flatMap((located) => {
  const expanded = expandFixture(located, suite)
  return 'problem' in expanded ? [] : [expanded]
})

/** The clients, passkeys and logins of the fixtures of this repository. */
export const examples = listExamples(suite)

/** What the clients of the fixtures send, each once. */
export const realSignals = examples.signals

/** What clients say: as they are, bent, or made up. */
export const rawSignals = drawSignals(realSignals)
