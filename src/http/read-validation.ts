import type { FastifySchemaValidationError } from 'fastify'
import { findNearestWord } from '../contract/nearest-word.ts'

const escapePointer = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')
const isStrings = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((entry) => typeof entry === 'string')

/** What Ajv adds to an error in verbose mode. */
interface VerboseError extends FastifySchemaValidationError {
  readonly data?: unknown
  readonly parentSchema?: { readonly properties?: Readonly<Record<string, unknown>> }
}

const suggest = (word: unknown, words: readonly string[]): string => {
  const nearest = typeof word === 'string' ? findNearestWord(word, words) : undefined
  return nearest === undefined ? '' : `; did you mean \`${nearest}\`?`
}

// What was sent is echoed as far as it is needed to find the place, and never a value: it may be personal.
function describe(error: VerboseError): { pointer: string; detail: string } {
  const { keyword, instancePath, params, parentSchema, data } = error
  if (keyword === 'additionalProperties') {
    const name = String(params.additionalProperty).slice(0, 64)
    const known = Object.keys(parentSchema?.properties ?? {})
    return {
      pointer: `${instancePath}/${escapePointer(name)}`,
      detail: `unknown field${suggest(name, known)}`,
    }
  }
  if (keyword === 'required') {
    const name = String(params.missingProperty)
    return { pointer: `${instancePath}/${escapePointer(name)}`, detail: 'this field is required' }
  }
  if (keyword === 'enum' && isStrings(params.allowedValues)) {
    const words = params.allowedValues
    return {
      pointer: instancePath,
      detail: `must be one of ${words.map((word) => `\`${word}\``).join(', ')}${suggest(data, words)}`,
    }
  }
  return { pointer: instancePath, detail: error.message ?? 'is not valid' }
}

const mostErrors = 20

/** Ajv's findings as pointers and sentences, each place once. */
export function readValidation(
  found: readonly FastifySchemaValidationError[],
): readonly { pointer: string; detail: string }[] {
  const places = new Map<string, { pointer: string; detail: string }>()
  for (const error of found) {
    const problem = describe(error)
    if (!places.has(problem.pointer)) places.set(problem.pointer, problem)
  }
  return [...places.values()].slice(0, mostErrors)
}
