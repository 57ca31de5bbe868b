import { fileURLToPath } from 'node:url'
import type { MatrixView } from '../../src/contract/matrix.ts'
import { loadFixtureSuite } from '../../src/files/load-fixture-suite.ts'
import { buildReport } from '../../src/matrix/build-report.ts'
import { runSuite } from '../../src/matrix/run-suite.ts'
import { shippedPolicy } from '../shipped-rules.ts'

/** What `keywise matrix --json` tells of this repository. */
export async function loadShippedView(): Promise<MatrixView> {
  const { suite, problems } = await loadFixtureSuite(
    fileURLToPath(new URL('../../fixtures', import.meta.url)),
  )
  const run = await runSuite(suite, shippedPolicy())
  return buildReport(run.results, [...problems, ...run.problems], shippedPolicy())
}
