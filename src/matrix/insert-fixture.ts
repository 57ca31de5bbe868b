import { isDeepStrictEqual } from 'node:util'
import type { Fixture, FixtureFile } from '../contract/fixture-files.ts'
import { formatJson } from './format-json.ts'

/**
 * The text of a fixture file with one more fixture at the end of its list; nothing else in it is touched. `about`
 * introduces a file that is not there yet (`text` null). @throws Error where the text cannot take one
 */
export function insertFixture(
  text: string | null,
  fixture: Fixture,
  made: Pick<FixtureFile, '$schema' | 'about'>,
): string {
  if (text === null) return `${formatJson({ ...made, fixtures: [fixture] })}\n`
  const before: FixtureFile = JSON.parse(text)
  const list = findList(text, 'fixtures')
  const inserted =
    list === null ? beginList(text, fixture) : `${list.head},\n    ${formatJson(fixture, '    ')}${list.tail}`
  const after: unknown = JSON.parse(inserted)
  const wanted = { ...before, fixtures: [...(before.fixtures ?? []), fixture] }
  // What cannot be read back as it was meant must never reach the disk.
  if (!isDeepStrictEqual(after, wanted)) throw new Error('the file cannot take a fixture as it is written')
  return inserted
}

/** For a file of tables: the list goes behind them. */
function beginList(text: string, fixture: Fixture): string {
  const end = text.lastIndexOf('}')
  const head = text.slice(0, end).trimEnd()
  const comma = head.endsWith('{') ? '' : ','
  return `${head}${comma}\n  "fixtures": [\n    ${formatJson(fixture, '    ')}\n  ]\n${text.slice(end)}`
}

const token = /"(?:[^"\\]|\\.)*"|[{}[\]]/g

/** Splits a text of JSON behind the last item of a list that is a member of the outermost object. */
function findList(text: string, name: string): { readonly head: string; readonly tail: string } | null {
  let depth = 0
  let inside = false
  let last = ''
  for (const { 0: mark, index } of text.matchAll(token)) {
    if (mark === '{' || mark === '[') {
      // The key stands right before its list.
      if (mark === '[' && depth === 1 && last === JSON.stringify(name)) inside = true
      depth++
    } else if (mark === '}' || mark === ']') {
      depth--
      if (inside && mark === ']' && depth === 1) {
        const head = text.slice(0, index).trimEnd()
        return { head, tail: text.slice(head.length) }
      }
    }
    last = mark
  }
  return null
}
