import { fileURLToPath } from 'node:url'
import { type FixtureSuite, loadFixtureSuite } from '../../src/files/load-fixture-suite.ts'
import { runSuite, type SuiteRun } from '../../src/matrix/run-suite.ts'
import { shippedPolicy } from '../shipped-rules.ts'

/** Every fixture of this repository, and what came of it. */
export interface ShippedRun extends SuiteRun {
  readonly suite: FixtureSuite
}

let run: Promise<ShippedRun> | undefined

/** The fixtures of this repository under its own rules, run once for all the test files of a process: only look. */
export function loadShippedRun(): Promise<ShippedRun> {
  run ??= runShipped()
  return run
}

async function runShipped(): Promise<ShippedRun> {
  const fixtures = fileURLToPath(new URL('../../fixtures', import.meta.url))
  const { suite, problems } = await loadFixtureSuite(fixtures)
  const { results, elapsedMs, ...told } = await runSuite(suite, shippedPolicy())
  return { suite, results, elapsedMs, problems: [...problems, ...told.problems] }
}
