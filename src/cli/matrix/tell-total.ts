import type { FixtureResult } from '../../matrix/run-fixture.ts'
import type { Paint } from '../command.ts'
import { count } from '../rules-folder.ts'

export const isFailing = ({ status }: FixtureResult): boolean => status === 'failing'

/** `1700 passed, 0 failed, 1 problem`: the last line of what people read. */
export function tellTotal(
  results: readonly FixtureResult[],
  problems: readonly string[],
  paint: Paint,
): string {
  const failed = results.filter(isFailing).length
  const gaps = results.filter(({ status }) => status === 'known-gap').length
  const passed = results.length - failed - gaps
  const text = [
    ...(results.length === 0 ? ['none fails'] : [`${passed} passed`, `${failed} failed`]),
    ...(gaps === 0 ? [] : [count(gaps, 'known gap')]),
    ...(problems.length === 0 ? [] : [count(problems.length, 'problem')]),
  ].join(', ')
  return `${paint(failed === 0 && problems.length === 0 ? 'green' : 'red', text)}\n`
}
