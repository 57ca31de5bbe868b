import type { Where } from '../../contract/knowledge-files.ts'
import type { CompiledStatement } from './choose-statement.ts'
import { compileWhere } from './compile-where.ts'

interface Evidence {
  readonly certainty: CompiledStatement<unknown>['certainty']
  readonly source: string
}

/** Makes one statement of a file ready to be tested; the conditions of its file come with it. */
export function compileStatement<Value>(
  value: Value,
  { certainty, source }: Evidence,
  ref: string,
  ...conditions: readonly (Where | undefined)[]
): CompiledStatement<Value> {
  const testsOsVersion = conditions.some((where) => where?.osVersion !== undefined)
  return Object.freeze({ holds: compileWhere(...conditions), value, certainty, source, ref, testsOsVersion })
}
