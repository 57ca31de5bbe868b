import type { TSchema } from 'typebox'
import Value from 'typebox/value'
import type { Problem } from '../../contract/rule-files.ts'
import { helpWithWord } from './help-with-word.ts'
import { isRecord } from './is-record.ts'
import { pointerTo } from './json-pointer.ts'
import { quote } from './quote.ts'

/** Where a value stands: the file, and the JSON pointer into it. */
export interface Place {
  readonly file: string
  readonly pointer: string
}

/** A schema's complaints as problems, each with the nearest valid word where there is one. */
export function checkSchema(schema: TSchema, value: unknown, { file, pointer }: Place): readonly Problem[] {
  const problems: Problem[] = []
  const add = (kind: string, at: string, message: string, help: string) =>
    problems.push({ severity: 'error', kind, file, pointer: pointer + at, message, help })

  for (const error of Value.Errors(schema, value)) {
    const at = error.instancePath
    const found = valueAt(value, at)
    switch (error.keyword) {
      case 'boolean':
        break // told by `additionalProperties`
      case 'additionalProperties':
        for (const key of error.params.additionalProperties) {
          const known = propertiesAt(schema, error.schemaPath)
          add('unknown-key', pointerTo(at, key), `unknown key ${quote(key)}`, helpWithWord(key, known))
        }
        break
      case 'required':
        for (const key of error.params.requiredProperties) {
          add('missing-key', at, `${quote(key)} is missing`, `add ${quote(key)}`)
        }
        break
      case 'enum': {
        const words = error.params.allowedValues.map(String)
        const name = at.slice(at.lastIndexOf('/') + 1)
        const kind = name === 'reason' || name === 'purpose' ? `unknown-${name}` : 'unknown-word'
        add(kind, at, `${quote(found)} is not a valid ${name}`, helpWithWord(found, words))
        break
      }
      case 'type':
        add('wrong-type', at, `${quote(found)} has the wrong type`, `must be of type ${error.params.type}`)
        break
      case 'format':
        add(
          'invalid-date',
          at,
          `${quote(found)} is not a date with time`,
          'write it like `2026-11-01T00:00:00Z`',
        )
        break
      case 'pattern':
        add('invalid-name', at, `${quote(found)} is not a valid name`, 'use a to z, 0 to 9 and `-`')
        break
      default:
        add('out-of-bounds', at, `${quote(found)} is out of bounds`, error.message)
    }
  }
  return problems
}

function valueAt(value: unknown, pointer: string): unknown {
  return stepsOf(pointer).reduce(step, value)
}

function propertiesAt(schema: unknown, schemaPath: string): readonly string[] {
  const found = stepsOf(schemaPath.replace(/^#/, '')).reduce(step, schema)
  return isRecord(found) && isRecord(found.properties) ? Object.keys(found.properties) : []
}

const stepsOf = (pointer: string): readonly string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))

function step(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return value[Number(key)]
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined
}
