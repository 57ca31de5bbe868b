import type { Static, TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import type { TLocalizedValidationError } from 'typebox/error'
import { Settings } from 'typebox/system'
import Value from 'typebox/value'
import type { ProblemKind } from '../../contract/problem-kinds.ts'
import type { Problem } from '../../contract/rule-files.ts'
import { helpWithWord } from './help-with-word.ts'
import { isRecord } from './is-record.ts'
import { pointerTo, readPointer, stepsOf } from './json-pointer.ts'
import { nameType } from './name-type.ts'
import { quote } from './quote.ts'

/** Where a value stands: the file, and the JSON pointer into it. */
export interface Place {
  readonly file: string
  readonly pointer: string
}

/** A schema's complaints as problems, each with the nearest valid word where there is one. */
export function checkSchema(schema: TSchema, value: unknown, { file, pointer }: Place): readonly Problem[] {
  if (fitsSchema(schema, value)) return []
  const problems: Problem[] = []
  const add = (kind: ProblemKind, at: string, message: string, help: string) =>
    problems.push({ severity: 'error', kind, file, pointer: pointer + at, message, help })

  for (const error of withoutRepeats(listErrors(schema, value), value)) {
    const at = error.instancePath
    const found = readPointer(value, at)
    switch (error.keyword) {
      case 'boolean':
        break // told by `additionalProperties`
      case 'additionalProperties':
        for (const key of error.params.additionalProperties) {
          const known = propertiesAt(schema, error.schemaPath)
          if (known === null)
            add('invalid-name', pointerTo(at, key), `${quote(key)} is not a valid name`, nameHelp)
          else add('unknown-key', pointerTo(at, key), `unknown key ${quote(key)}`, helpWithWord(key, known))
        }
        break
      case 'required':
        for (const key of error.params.requiredProperties) {
          add('missing-key', at, `${quote(key)} is missing`, `add ${quote(key)}`)
        }
        break
      case 'enum': {
        const words = error.params.allowedValues.map(String)
        const name = nameOf(at)
        const kind = wordKinds.get(name) ?? 'unknown-word'
        add(kind, at, `${quote(found)} is not a valid ${name}`, helpWithWord(found, words))
        break
      }
      case 'type':
        add(
          'wrong-type',
          at,
          `${quote(found)} is ${nameType(found)}, where ${nameOf(at)} is ${typeNames.get(String(error.params.type)) ?? error.params.type}`,
          helpWithType(found, String(error.params.type)),
        )
        break
      case 'anyOf':
        add(
          'wrong-value',
          at,
          `${quote(found)} is not a valid ${nameOf(at)}`,
          helpWithForm(found, readPointer(schema, `${error.schemaPath}/anyOf`)),
        )
        break
      case 'format':
        add(
          'invalid-date',
          at,
          `${quote(found)} is not a date with time`,
          `write it like \`${isDay(found) ? found : '2026-11-01'}T00:00:00Z\``,
        )
        break
      case 'pattern': {
        const form = descriptionAt(schema, error.schemaPath)
        if (form === undefined) add('invalid-name', at, `${quote(found)} is not a valid name`, nameHelp)
        else
          add(
            'wrong-value',
            at,
            `${quote(found)} is not a valid ${nameOf(at)}`,
            `write it like this: ${form}`,
          )
        break
      }
      default:
        add('out-of-bounds', at, `${quote(found)} is out of bounds`, error.message)
    }
  }
  return problems
}

/** A date that there is, and that lacks the time alone. */
const isDay = (value: unknown): boolean =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && fitsDay(value)
const fitsDay = (day: string): boolean => {
  const instant = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(day)
}

const wordKinds: ReadonlyMap<string, ProblemKind> = new Map([
  ['reason', 'unknown-reason'],
  ['purpose', 'unknown-purpose'],
])

/** Whether a value is as its schema has it; quick, and without a word of what is wrong. */
export function fitsSchema<Schema extends TSchema>(schema: Schema, value: unknown): value is Static<Schema> {
  return validatorOf(schema).Check(value)
}

const typeNames: ReadonlyMap<string, string> = new Map([
  ['object', 'an object'],
  ['array', 'a list'],
  ['string', 'a text'],
  ['number', 'a number'],
  ['integer', 'a whole number'],
  ['boolean', '`true` or `false`'],
  ['null', '`null`'],
])

function helpWithType(found: unknown, wanted: string): string {
  const plain = wanted === 'boolean' ? /^(?:true|false)$/ : /^-?\d+(?:\.\d+)?$/
  const isScalar = ['boolean', 'number', 'integer'].includes(wanted)
  const isQuoted = isScalar && typeof found === 'string' && plain.test(found)
  if (isQuoted) return `write ${quote(found)} without quotes`
  if (wanted === 'object') return 'write an object, in braces: `{ "key": value }`'
  if (wanted === 'array') return 'write a list, in square brackets: `[ ... ]`'
  if (wanted === 'string' && typeof found !== 'object')
    return `put it in quotes: ${quote(`"${String(found)}"`)}`
  return `write ${typeNames.get(wanted) ?? wanted}`
}

/** Nearly every value is right, and a compiled schema says so a hundred times faster than one that is walked. */
const validators = new WeakMap<TSchema, Validator>()
function validatorOf(schema: TSchema): Validator {
  const known = validators.get(schema)
  if (known !== undefined) return known
  const validator = Compile(schema)
  validators.set(schema, validator)
  return validator
}

/** Far more than anybody mends at once; a value that is wrong all over must not keep the checker busy. */
const mostErrors = 1000

/** The validator stops at eight complaints, and half of them repeat the other half: nested ones would be lost. */
function listErrors(schema: TSchema, value: unknown): readonly TLocalizedValidationError[] {
  const { maxErrors } = Settings.Get()
  Settings.Set({ maxErrors: mostErrors })
  try {
    return Value.Errors(schema, value)
  } finally {
    Settings.Set({ maxErrors })
  }
}

/**
 * Where a value may have one of several forms, each form complains. Told is what the form meant says: the words it
 * might have been, or what is wrong inside a list or object; only where there is neither, that no form fits.
 */
function withoutRepeats(
  errors: readonly TLocalizedValidationError[],
  value: unknown,
): readonly TLocalizedValidationError[] {
  const places = new Set(
    errors.filter(({ keyword }) => keyword === 'anyOf').map((error) => error.instancePath),
  )
  if (places.size === 0) return errors
  const aboutForm = new Set(['anyOf', 'type', 'enum', 'const'])
  const kept = errors.filter((error) => !places.has(error.instancePath) || !aboutForm.has(error.keyword))
  for (const place of places) {
    const here = errors.filter(({ instancePath }) => instancePath === place)
    const words = here.find(({ keyword }) => keyword === 'enum')
    const isWord = typeof readPointer(value, place) === 'string'
    if (isWord && words !== undefined) kept.push(words)
    else if (!kept.some(({ instancePath }) => `${instancePath}/`.startsWith(`${place}/`)))
      kept.push(...here.filter(({ keyword }) => keyword === 'anyOf').slice(0, 1))
  }
  return kept
}

/** The name of a place: the last key on the way to it, not counting places in lists. */
const nameOf = (pointer: string): string => stepsOf(pointer).findLast((key) => !/^\d+$/.test(key)) ?? 'value'

const nameHelp = 'use a to z, 0 to 9 and `-`'

/** The keys an object may have; null where any name will do. */
function propertiesAt(schema: unknown, schemaPath: string): readonly string[] | null {
  const found = readPointer(schema, schemaPath)
  if (!isRecord(found)) return []
  if (isRecord(found.properties)) return Object.keys(found.properties)
  return isRecord(found.patternProperties) ? null : []
}

/** Where each form is a word, a truth value or null: which of them was meant. */
function helpWithForm(found: unknown, forms: unknown): string {
  const words = Array.isArray(forms) ? forms.map(wordsOfForm) : [null]
  if (words.includes(null)) return 'it has none of the valid forms'
  const known = words.flatMap((list) => list ?? [])
  if (typeof found !== 'string' || !known.includes(found)) return helpWithWord(found, known)
  return `write ${quote(found)} without quotes`
}

function wordsOfForm(form: unknown): readonly string[] | null {
  if (!isRecord(form)) return null
  if (form.type === 'boolean') return ['true', 'false']
  if (form.type === 'null') return ['null']
  if (Array.isArray(form.enum)) return form.enum.map(String)
  return 'const' in form ? [String(form.const)] : null
}

/** What a schema says of its form, in words. */
function descriptionAt(schema: unknown, schemaPath: string): string | undefined {
  const found = readPointer(schema, schemaPath)
  return isRecord(found) && typeof found.description === 'string' ? found.description : undefined
}
