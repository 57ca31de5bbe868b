/** A value of a rule in a sentence: text in quotes, numbers and truth values as they are, anything else as JSON. */
export function renderValue(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).replace(hidden, escapeCharacter)
}

/** Characters that could forge a line or turn the text around them. */
const hidden = /[\p{C}\p{Zl}\p{Zp}]/gu

const escapeCharacter = (character: string): string =>
  `\\u{${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}}`

/** 0.93 is told as `93 %`; to twelve digits, so that different numbers stay different. */
export const renderPercent = (share: number): string => `${Number((share * 100).toPrecision(12))} %`

/** `a`, `a or b`, `a, b or c`. */
export function renderList(words: readonly string[], last: 'or' | 'nor' | 'and'): string {
  if (words.length < 2) return words[0] ?? 'nothing'
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`
}
