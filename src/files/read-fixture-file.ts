import type { Static, TSchema } from 'typebox'
import type { Validator } from 'typebox/compile'
import type { Problem } from '../contract/rule-files.ts'
import { checkSchema, parseJson } from '../core/index.ts'

/** More of one file says little new: mend these, and what is left is told next time. */
const mostProblems = 10

/** The content of a fixture file, or what is wrong in it, a line each. A key that stands twice is wrong: one would be lost. */
export function readFixtureFile<Schema extends TSchema>(
  text: string,
  file: string,
  validator: Validator<Record<never, TSchema>, Schema>,
): { readonly content: Static<Schema> } | { readonly problems: readonly string[] } {
  const { value, problems } = parseJson(text, file)
  const isWhole = validator.Check(value)
  if (isWhole && problems.length === 0) return { content: value }
  // A text that is no JSON is told as such, not for what its missing value lacks.
  const isRead = value !== undefined
  const lines = [
    ...problems,
    ...(isWhole || !isRead ? [] : checkSchema(validator.Type(), value, { file, pointer: '' })),
  ].map(tellProblem)
  // The validator refuses more than its complaints tell: never pass over that.
  if (lines.length === 0) lines.push(`${file}: does not follow the schema`)
  const more = lines.length - mostProblems
  return { problems: more <= 1 ? lines : [...lines.slice(0, mostProblems), `${file}: ... ${more} more`] }
}

const tellProblem = ({ file, pointer, line, column, message, help }: Problem): string =>
  `${file}${pointer === '' ? (line === undefined ? '' : `:${line}:${column ?? 1}`) : `#${pointer}`}: ${message}${help === undefined ? '' : `; ${help}`}`
