import { findNearestWord } from '../../contract/nearest-word.ts'
import { quote } from './quote.ts'
import type { Expecting, JsonError } from './walk-json.ts'
import { maxJsonDepth } from './walk-json.ts'

/** What is wrong with a text that is not JSON, for people who do not write JSON every day. */
export interface JsonErrorExplanation {
  /** Where to mend it, which may be before the place where it shows. */
  readonly offset: number
  readonly message: string
  readonly help: string
}

const expectations: Readonly<Record<Expecting, string>> = {
  value: 'a value',
  'first-value': 'a value or `]`',
  key: 'a key in double quotes',
  'first-key': 'a key in double quotes or `}`',
  colon: '`:`',
  comma: '`,` or the closing bracket',
  end: 'the end of the file',
  'less-depth': 'less depth',
}

/** `lineOf` tells the line (from 1) of an offset, to name the bracket that is still open. */
export function explainJsonError(
  text: string,
  error: JsonError,
  lineOf: (offset: number) => number,
): JsonErrorExplanation {
  const { offset, expecting, previousEnd, open } = error
  const rest = text.slice(offset, offset + 200)
  const found = rest.charAt(0)
  const at = (message: string, help: string, place = offset) => ({ offset: place, message, help })

  if (expecting === 'less-depth') {
    return at(`the file nests deeper than ${maxJsonDepth}`, 'no rule needs a tenth of that')
  }
  // Read as UTF-8, what Windows calls Unicode begins with two marks of damage and has a zero after each letter.
  if (/^\ufffd/.test(text) || text.slice(0, 8).includes('\0')) {
    return at('the file is not in UTF-8', 'save it again with the encoding UTF-8')
  }
  if (text.trim() === '') return at('the file is empty', 'write its content, or remove the file')
  if (/^(?:\/\/|\/\*|#)/.test(rest)) {
    return at('JSON has no comments', 'remove it; `description` is the place for remarks')
  }
  const isAfterComma = text.charAt(previousEnd - 1) === ','
  if (isAfterComma && (found === '}' || found === ']')) {
    return at(
      `a comma too many before ${quote(found)}`,
      'remove it: JSON has no comma after the last entry',
      previousEnd - 1,
    )
  }
  if (isAfterComma && found === ',') return at('two commas in a row', 'remove one of them')
  if (found === '') {
    if (open === null) return at('the file ends too early', `expected ${expectations[expecting]}`)
    const place = `the ${quote(open.mark)} of line ${lineOf(open.offset)}`
    return at('the file ends before all brackets are closed', `${place} is still open`)
  }
  if (/^['\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb`]/.test(rest)) {
    return at(`${quote(found)} is no quote in JSON`, 'put texts and keys in straight double quotes: `"`')
  }
  if (found === '"' && !isStringAt(text, offset)) return explainString(text, offset)
  if (expecting === 'end') {
    const help = 'remove it; or a bracket before it was closed too early'
    return at(`more text after the end: ${quote(found)}`, help)
  }
  if (expecting === 'comma') {
    // A token runs on without a blank: `01`, `1.`, `truee`, `0x10`.
    if (offset === previousEnd && /^[\w.+]/.test(rest) && /[\w.]/.test(text.charAt(offset - 1))) {
      const start = text.slice(0, offset).search(/[\w.+-]+$/)
      return explainWord(text, start, 'value')
    }
    if (open !== null && (found === '}' || found === ']')) {
      const help = `close the ${quote(open.mark)} of line ${lineOf(open.offset)} first`
      return at(`${quote(found)} closes a bracket that is not the last one opened`, help)
    }
    if (/^["{[\w'-]/.test(rest)) return at('a comma is missing', 'add `,` here', previousEnd)
  }
  if (expecting === 'colon') {
    return at(`found ${quote(found)} after a key`, 'write `"key": value`, with a colon between them')
  }
  if (/^[\w$.+-]/.test(rest)) return explainWord(text, offset, expecting)
  return at(`found ${quote(found)}`, `expected ${expectations[expecting]}`)
}

/** A text as far as JSON allows it: what follows is `"` where it is sound. */
const soundPart =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids raw control characters in strings
  /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*/y

function endOfSoundPart(text: string, start: number): number {
  soundPart.lastIndex = start
  soundPart.exec(text)
  return soundPart.lastIndex
}

const isStringAt = (text: string, start: number): boolean => text.charAt(endOfSoundPart(text, start)) === '"'

function explainString(text: string, start: number): JsonErrorExplanation {
  const offset = endOfSoundPart(text, start)
  const found = text.charAt(offset)
  if (found === '\\') {
    const help = 'write `\\\\` for a backslash'
    return { offset, message: `${quote(text.slice(offset, offset + 2))} means nothing in a text`, help }
  }
  if (found === '\t') {
    return { offset, message: 'a text has a tab in it', help: 'write `\\t`, or a blank' }
  }
  if (found === '' || found === '\n' || found === '\r') {
    const help = 'add `"` where the text ends; a line break inside a text is written `\\n`'
    return { offset: start, message: 'a text is not closed on its line', help }
  }
  return { offset, message: `a text has ${quote(found)} in it`, help: 'remove it, or write it as `\\u....`' }
}

const jsonWords = ['true', 'false', 'null']
const otherWords: Readonly<Record<string, string>> = {
  none: 'null',
  nil: 'null',
  undefined: 'null',
  yes: 'true',
  on: 'true',
  no: 'false',
  off: 'false',
}

function explainWord(text: string, offset: number, expecting: Expecting): JsonErrorExplanation {
  const [word = ''] = /^[\w$.+-]{1,80}/.exec(text.slice(offset, offset + 80)) ?? []
  if (expecting === 'key' || expecting === 'first-key') {
    const help = `write ${quote(`"${word}"`)}`
    return { offset, message: `the key ${quote(word)} has no double quotes`, help }
  }
  if (/^[+.-]?\d|^[+-]?\.|^[+-]$/.test(word)) {
    const help =
      'write digits with a point, such as `0.5`: no `+`, no zero in front; versions are texts: `"18.4"`'
    return { offset, message: `${quote(word)} is not a number`, help }
  }
  const other = otherWords[word.toLowerCase()]
  const meant = other ?? findNearestWord(word, jsonWords)
  if (meant !== undefined) {
    return { offset, message: `${quote(word)} is no value in JSON`, help: `did you mean ${quote(meant)}?` }
  }
  return { offset, message: `${quote(word)} has no double quotes`, help: `write ${quote(`"${word}"`)}` }
}
