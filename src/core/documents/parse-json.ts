import type { Problem } from '../../contract/rule-files.ts'
import { explainJsonError } from './explain-json-error.ts'
import { quote } from './quote.ts'
import { scanJson } from './scan-json.ts'
import { createPositionReader, withoutByteOrderMark } from './text-position.ts'

/** The value of a JSON text, or where and why it has none. Keys that stand twice are errors: one would be lost. */
export function parseJson(
  text: string,
  file: string,
): { readonly value: unknown; readonly problems: readonly Problem[] } {
  const body = withoutByteOrderMark(text)
  const { error, duplicates } = scanJson(body)
  if (error === null && duplicates.length === 0) return { value: JSON.parse(body), problems: [] }

  const positionAt = createPositionReader(body)
  if (error !== null) {
    const kind = error.expecting === 'less-depth' ? 'json-too-deep' : 'json-syntax'
    const { offset, message, help } = explainJsonError(body, error, (place) => positionAt(place).line)
    const at = { file, pointer: '', ...positionAt(offset) }
    return { value: undefined, problems: [{ severity: 'error', kind, ...at, message, help }] }
  }
  return {
    value: JSON.parse(body),
    problems: duplicates.map(({ pointer, key, firstOffset, offset }) => ({
      severity: 'error',
      kind: 'duplicate-key',
      file,
      pointer,
      ...positionAt(offset),
      message: `${quote(key)} stands twice in one object, first in line ${positionAt(firstOffset).line}`,
      help: 'only the last one would count: remove or rename one',
    })),
  }
}
