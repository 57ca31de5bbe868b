/** The width of a line, as the formatter of the project counts it. */
const mostColumns = 110

/**
 * JSON as fixture files are written: two spaces, objects unfolded, lists of plain values on one line where they fit.
 * `indent` is that of the line on which the value begins, `lead` what stands before the value on it.
 */
export function formatJson(value: unknown, indent = '', lead = 0): string {
  if (Array.isArray(value)) return formatList(value, indent, lead)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const inner = `${indent}  `
  const lines = Object.entries(value).flatMap(([key, item]) => {
    if (item === undefined) return []
    const name = `${JSON.stringify(key)}: `
    return [`${inner}${name}${formatJson(item, inner, name.length)}`]
  })
  return lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n${indent}}`
}

function formatList(list: readonly unknown[], indent: string, lead: number): string {
  if (list.length === 0) return '[]'
  const inner = `${indent}  `
  const items = list.map((item) => formatJson(item, inner))
  const oneLine = `[${items.join(', ')}]`
  // One column for the comma that may follow.
  const fits = indent.length + lead + oneLine.length + 1 <= mostColumns
  if (fits && !oneLine.includes('\n')) return oneLine
  return `[\n${items.map((item) => inner + item).join(',\n')}\n${indent}]`
}
