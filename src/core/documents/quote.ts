const maxLength = 60

/**
 * User input as it may stand in a message: in backticks, cut, and without characters that could forge a log line
 * or turn the text around it (controls, bidirectional marks, backticks).
 */
export function quote(input: unknown): string {
  const text = typeof input === 'string' ? input : describe(input)
  const cut = text.length > maxLength ? `${text.slice(0, maxLength)}...` : text
  return `\`${escapeControls(cut).replaceAll('`', escapeCharacter)}\``
}

/** A text without characters that could forge a line or turn the text around it; for pointers and names of files. */
export const escapeControls = (text: string): string => text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, escapeCharacter)

const escapeCharacter = (character: string): string =>
  `\\u{${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}}`

/** Objects and lists are named, not printed: they may be large or nested without end. */
function describe(input: unknown): string {
  if (Array.isArray(input)) return input.length === 0 ? '[]' : '[...]'
  if (typeof input === 'object' && input !== null) return '{...}'
  return String(input)
}
