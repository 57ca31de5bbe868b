import type { Policy } from '../../core/index.ts'
import type { FixtureResult } from '../../matrix/run-fixture.ts'
import type { Paint } from '../command.ts'
import { renderFailure } from './render-failure.ts'
import { isFailing } from './tell-total.ts'

/** System, its version, browser, answer: how many fixtures stand there; those that fail are unfolded. */
export function renderTree(results: readonly FixtureResult[], policy: Policy, paint: Paint): string {
  return renderLevel(results, levels, '', { policy, paint }).join('\n')
}

type Level = (result: FixtureResult) => string

const levels: readonly Level[] = [
  ({ platform }) => platform.os,
  ({ platform }) => (platform.osVersion === 'unknown' ? 'version unknown' : majorOf(platform.osVersion)),
  ({ platform }) =>
    platform.webview === null ? platform.browser : `${platform.browser} in ${platform.webview}`,
  ({ decision }) => `${decision.action} ${decision.reason}`,
]

/** Patch levels do not tell clients apart, and each would be a branch of its own. */
const majorOf = (version: string): string => version.split('.')[0] ?? version

function renderLevel(
  results: readonly FixtureResult[],
  [level, ...deeper]: readonly Level[],
  indent: string,
  context: { readonly policy: Policy; readonly paint: Paint },
): string[] {
  if (level === undefined) {
    return results.filter(isFailing).flatMap((result) =>
      renderFailure(result, context.policy, context.paint)
        .trimEnd()
        .split('\n')
        .map((line) => indent + line),
    )
  }
  const names = [...new Set(results.map(level))].sort(byNumberThenName)
  return names.flatMap((name) => {
    const own = results.filter((result) => level(result) === name)
    const head = `${indent}${name}  ${renderCount(own, context.paint)}`
    return [head, ...renderLevel(own, deeper, `${indent}  `, context)]
  })
}

const byNumberThenName = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true })

function renderCount(results: readonly FixtureResult[], paint: Paint): string {
  const failing = results.filter(isFailing).length
  const gaps = results.filter(({ status }) => status === 'known-gap').length
  const tail = gaps === 0 ? '' : `, ${gaps} known`
  if (failing === 0) return paint('dim', `${results.length}${tail}`)
  return paint('red', `${results.length} !${failing}${tail}`)
}
