import type { RuleFolder } from '../../core/index.ts'
import type { Cause } from '../../matrix/count-causes.ts'
import { indexStatements } from '../../matrix/index-statements.ts'
import { listLikelyCauses, listLikelyRules } from '../../matrix/list-likely-causes.ts'
import type { FixtureResult } from '../../matrix/run-fixture.ts'
import type { Paint } from '../command.ts'
import { count } from '../rules-folder.ts'
import { isFailing } from './tell-total.ts'

/** As many failures are read one by one; behind more there is mostly one mistake. */
const fewFailures = 10
const mostCauses = 5

export const causesTitle = 'likely causes'
export const tellCause = ({ what, fixtures }: Cause): string => `  ${count(fixtures, 'fixture')}: ${what}`

/**
 * Where many fixtures fail: the rules behind them, or else the statements that most of them rest on, a line each.
 * Nothing where few do.
 */
export function renderCauses(
  results: readonly FixtureResult[],
  folder: RuleFolder,
  paint: Paint,
): readonly string[] {
  const failures = results.filter(isFailing).length
  if (failures <= fewFailures) return []
  const read = indexStatements(folder)
  const rules = listLikelyRules(results).filter(({ fixtures }) => fixtures > fewFailures)
  // What rules decide otherwise rests on statements that are right: to name those would lead astray.
  const isByRules = rules.reduce((sum, { fixtures }) => sum + fixtures, 0) > failures / 2
  const lines = (isByRules ? rules : listLikelyCauses(results))
    .slice(0, mostCauses)
    .map(({ what, fixtures }) => {
      const says = read(what)?.says
      return tellCause({ what: says === undefined ? what : `${what} (${says})`, fixtures })
    })
  return lines.length === 0 ? [] : [`\n${[paint('bold', causesTitle), ...lines].join('\n')}\n`]
}
