import type { Policy, RuleFolder } from '../../core/index.ts'
import { buildReport } from '../../matrix/build-report.ts'
import { renderJunit } from '../../matrix/render-junit.ts'
import type { FixtureResult } from '../../matrix/run-fixture.ts'
import type { SuiteRun } from '../../matrix/run-suite.ts'
import { summarizeCoverage } from '../../matrix/summarize-coverage.ts'
import type { Paint } from '../command.ts'
import { renderCauses } from './render-causes.ts'
import { renderCoverage, tellCoverage } from './render-coverage.ts'
import { renderFailure } from './render-failure.ts'
import { renderTable } from './render-table.ts'
import { renderTree } from './render-tree.ts'
import { isFailing, tellTotal } from './tell-total.ts'

export const outputs = ['table', 'tree', 'json', 'junit', 'html'] as const
export type Output = (typeof outputs)[number]

interface Rendered {
  readonly run: SuiteRun
  readonly policy: Policy
  readonly folder: RuleFolder
  readonly paint: Paint
  /** List what no fixture hits. */
  readonly coverage: boolean
}

/** A run in one of its forms. */
export async function renderReport(output: Output, { run, ...rest }: Rendered): Promise<string> {
  const { policy } = rest
  switch (output) {
    case 'json':
      return `${JSON.stringify(buildReport(run.results, run.problems, policy), null, 2)}\n`
    case 'junit':
      return renderJunit(run, policy)
    case 'html': {
      const { renderHtmlReport } = await import('../../matrix/html/render-html-report.ts')
      return renderHtmlReport(buildReport(run.results, run.problems, policy))
    }
    default:
      return renderText(output, { run, ...rest })
  }
}

/** Behind more failures there is one mistake, or a rule that is meant so: nobody reads thousands. */
const mostFailures = 20

function renderFailures(failing: readonly FixtureResult[], policy: Policy, paint: Paint): readonly string[] {
  const left = failing.length - mostFailures
  return [
    ...failing.slice(0, mostFailures).map((result) => `\n${renderFailure(result, policy, paint)}`),
    ...(left > 0
      ? [
          `\n... ${left} more fail: --filter chooses, --output tree or json has all; --compare tells what changes\n`,
        ]
      : []),
  ]
}

function renderText(output: 'table' | 'tree', { run, policy, folder, paint, coverage }: Rendered): string {
  const { results, problems } = run
  const covered = summarizeCoverage(results, policy)
  const body =
    output === 'tree'
      ? [`${renderTree(results, policy, paint)}\n`, tellCoverage(covered)]
      : [
          `${renderTable(results, paint)}\n`,
          tellCoverage(covered),
          ...renderFailures(results.filter(isFailing), policy, paint),
        ]
  return [
    ...(results.length === 0 ? [] : body),
    ...(coverage ? [`\n${renderCoverage(covered, policy, folder, paint)}`] : []),
    ...renderCauses(results, folder, paint),
    tellTotal(results, problems, paint),
  ].join('')
}
