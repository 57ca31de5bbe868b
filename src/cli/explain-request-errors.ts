import type { TLocalizedValidationError } from 'typebox/error'
import { isRecord, readPointer } from '../core/index.ts'
import { suggestWord } from './suggest-word.ts'

/** What is wrong with a request, one line per place: its JSON pointer, what is wrong, the nearest word. */
export function explainRequestErrors(
  request: unknown,
  schema: unknown,
  errors: readonly TLocalizedValidationError[],
): string[] {
  return errors.flatMap((error) => {
    const { instancePath: pointer } = error
    switch (error.keyword) {
      // Repeats, for each unknown field, what `additionalProperties` says of all of them.
      case 'boolean':
        return []
      case 'additionalProperties': {
        const shape = readPointer(schema, error.schemaPath)
        const known = isRecord(shape) && isRecord(shape.properties) ? Object.keys(shape.properties) : []
        return error.params.additionalProperties.map(
          (name) => `${pointer}/${name}: unknown field; ${suggestWord(name, known)}`,
        )
      }
      case 'required':
        return error.params.requiredProperties.map((name) => `${pointer}/${name}: this field is required`)
      case 'enum': {
        const words = error.params.allowedValues.filter((word) => typeof word === 'string')
        const written = readPointer(request, pointer)
        return [
          `${pointer}: \`${String(written)}\` is not a word for this place; ${suggestWord(written, words)}`,
        ]
      }
      case 'format':
        return [`${pointer}: must be a moment such as 2026-11-21T09:00:00Z`]
      default:
        return [`${pointer || '/'}: ${error.message}`]
    }
  })
}
