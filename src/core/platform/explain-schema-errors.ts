import type { TLocalizedValidationError } from 'typebox/error'
import { findNearestWord } from '../../contract/nearest-word.ts'
import type { Problem } from '../../contract/rule-files.ts'

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** What stands at a JSON pointer (RFC 6901); undefined where nothing does. A schema path is one after `#`. */
function readPointer(root: unknown, pointer: string): unknown {
  let value = root
  for (const token of pointer.replace(/^#/, '').split('/').slice(1)) {
    if (!isRecord(value)) return undefined
    value = value[token.replaceAll('~1', '/').replaceAll('~0', '~')]
  }
  return value
}

const didYouMean = (written: string, words: readonly string[]): string => {
  const word = findNearestWord(written, words)
  return word === undefined
    ? `one of ${words.map((one) => `\`${one}\``).join(', ')}`
    : `did you mean \`${word}\`?`
}

/** Turns a validator's errors into problems a person can act on: what was written, where, and the nearest word. */
export function explainSchemaErrors(
  file: string,
  content: unknown,
  schema: unknown,
  errors: readonly TLocalizedValidationError[],
): Problem[] {
  const wordErrors = new Set(
    errors.filter(({ keyword }) => keyword === 'enum').map(({ instancePath }) => instancePath),
  )
  return errors.flatMap((error): Problem[] => {
    const place = { severity: 'error', file, pointer: error.instancePath } as const
    const written = readPointer(content, error.instancePath)
    switch (error.keyword) {
      // Each of these only repeats what a more telling error says of the same place.
      case 'boolean':
        return []
      case 'anyOf':
        return wordErrors.has(error.instancePath) || isRecord(written)
          ? []
          : [
              {
                ...place,
                kind: 'wrong-value',
                message: `\`${String(written)}\` is not a value for this place`,
              },
            ]
      case 'additionalProperties': {
        const shape = readPointer(schema, error.schemaPath)
        const known = isRecord(shape) && isRecord(shape.properties) ? Object.keys(shape.properties) : []
        return error.params.additionalProperties.map((key) => ({
          ...place,
          pointer: `${error.instancePath}/${key}`,
          kind: 'unknown-key',
          message: `\`${key}\` is not a key of this place`,
          help: didYouMean(key, known),
        }))
      }
      case 'enum': {
        if (typeof written !== 'string') return []
        const words = error.params.allowedValues.filter((word) => typeof word === 'string')
        return [
          {
            ...place,
            kind: 'unknown-word',
            message: `\`${written}\` is not a word`,
            help: didYouMean(written, words),
          },
        ]
      }
      case 'required':
        return error.params.requiredProperties.map((key) => ({
          ...place,
          kind: 'missing-key',
          message: `\`${key}\` is missing`,
        }))
      default:
        if (error.keyword === 'type' && wordErrors.has(error.instancePath)) return []
        if (error.keyword === 'type' && error.schemaPath.includes('/anyOf/')) return []
        return [
          {
            ...place,
            kind: 'wrong-value',
            message: isRecord(written) ? error.message : `\`${String(written)}\` ${error.message}`,
          },
        ]
    }
  })
}
