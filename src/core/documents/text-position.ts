/** A place in a text as editors tell it: both from 1, columns in UTF-16 units, a byte order mark not counted. */
export interface TextPosition {
  readonly line: number
  readonly column: number
}

/** How to tell places of one text; the ends of its lines are looked for once. */
export function createPositionReader(text: string): (offset: number) => TextPosition {
  const starts = [0]
  for (const { index, 0: end } of text.matchAll(/\r\n|\r|\n/g)) starts.push(index + end.length)
  return (offset) => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
  }
}

/** Windows editors put a byte order mark in front, which JSON forbids and no editor shows. */
export const withoutByteOrderMark = (text: string): string =>
  text.startsWith('\u{feff}') ? text.slice(1) : text
