import { type Certainty, certainties } from '../../contract/words.ts'
import type { Holds } from './compile-where.ts'
import type { KnowledgeSubject } from './knowledge-subject.ts'

/** One statement, ready to be tested. `ref` names it: `rules/knowledge/platforms/windows.json#/statements/3`. */
export interface CompiledStatement<Value> {
  readonly holds: Holds
  readonly value: Value
  readonly certainty: Certainty
  readonly ref: string
  readonly source: string
  /** It tests the version of the system, so it leans on the narrowing of a hidden one. */
  readonly testsOsVersion: boolean
}

export type Choice<Value> =
  | {
      readonly settled: true
      readonly value: Value
      readonly certainty: Certainty
      readonly statement: CompiledStatement<Value>
    }
  /** Several statements may hold and they disagree, or none is sure to hold. `first` is the first of them. */
  | {
      readonly settled: false
      readonly values: readonly Value[]
      readonly complete: boolean
      readonly first: CompiledStatement<Value> | null
    }

/** The lesser of two certainties. */
export const lesserCertainty = (one: Certainty, other: Certainty): Certainty =>
  certainties.indexOf(one) >= certainties.indexOf(other) ? one : other

/**
 * The first statement that holds wins. A statement that only may hold is kept and the search goes on: where all
 * that may hold and the first that surely holds agree, the value is known all the same; else it is unknown.
 */
export function chooseStatement<Value>(
  statements: readonly CompiledStatement<Value>[],
  subject: KnowledgeSubject,
): Choice<Value> {
  const candidates: CompiledStatement<Value>[] = []
  let complete = false
  for (const statement of statements) {
    const holds = statement.holds(subject)
    if (holds === false) continue
    candidates.push(statement)
    if (holds === true) {
      complete = true
      break
    }
  }
  const first = candidates[0]
  const last = candidates.at(-1)
  if (first === undefined || last === undefined) return { settled: false, values: [], complete, first: null }
  const values = [...new Set(candidates.map((candidate) => candidate.value))]
  if (!complete || values.length > 1) return { settled: false, values, complete, first }
  const certainty = candidates.reduce<Certainty>((least, candidate) => {
    const own = lesserCertainty(least, candidate.certainty)
    return candidate.testsOsVersion && subject.narrowed !== null
      ? lesserCertainty(own, subject.narrowed)
      : own
  }, 'high')
  return { settled: true, value: last.value, certainty, statement: last }
}
