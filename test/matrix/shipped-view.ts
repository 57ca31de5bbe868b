import type { MatrixView } from '../../src/contract/matrix.ts'
import { buildReport } from '../../src/matrix/build-report.ts'
import { shippedPolicy } from '../shipped-rules.ts'
import { loadShippedRun } from './shipped-run.ts'

let view: Promise<MatrixView> | undefined

/** What `keywise matrix --json` tells of this repository, built once for all the test files of a process: only look. */
export function loadShippedView(): Promise<MatrixView> {
  view ??= loadShippedRun().then(({ results, problems }) => buildReport(results, problems, shippedPolicy()))
  return view
}
