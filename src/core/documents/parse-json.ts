import type { Problem } from '../../contract/rule-files.ts'
import { quote } from './quote.ts'
import { scanJson } from './scan-json.ts'

/** The value of a JSON text, or where and why it has none. Keys that stand twice are errors: one would be lost. */
export function parseJson(
  text: string,
  file: string,
): { readonly value: unknown; readonly problems: readonly Problem[] } {
  // Windows editors put a byte order mark in front, which JSON forbids.
  const body = text.startsWith('\u{feff}') ? text.slice(1) : text
  const { error, duplicates } = scanJson(body)
  if (error !== null) {
    const before = body.slice(0, error.offset).split('\n')
    const column = (before.at(-1)?.length ?? 0) + 1
    const found = error.offset >= body.length ? 'the end of the file' : quote(body.charAt(error.offset))
    const message = `not JSON at line ${before.length}, column ${column}: found ${found}`
    const help = `expected ${error.expected}; files are plain JSON, without comments and trailing commas`
    return {
      value: undefined,
      problems: [{ severity: 'error', kind: 'json-syntax', file, pointer: '', message, help }],
    }
  }
  return {
    value: JSON.parse(body),
    problems: duplicates.map(({ pointer, key }) => ({
      severity: 'error',
      kind: 'duplicate-key',
      file,
      pointer,
      message: `${quote(key)} stands twice in one object`,
      help: 'only the last one would count: remove or rename one',
    })),
  }
}
