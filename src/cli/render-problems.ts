import { join } from 'node:path'
import type { Problem } from '../contract/rule-files.ts'
import { escapeControls } from '../core/index.ts'
import type { Paint } from './command.ts'
import { groupBy } from './group-by.ts'

/** A pointer names keys of the file, which may be of any length. */
const longestPlace = 300
const shorten = (text: string): string =>
  text.length > longestPlace ? `${text.slice(0, longestPlace)}...` : text

/** `file:line:column`, which terminals and editors make a link of; from `dir`, or as the problem names the file. */
const placeOf = ({ file, line, column }: Problem, dir: string): string =>
  escapeControls(shorten(join(dir, file))) + (line === undefined ? '' : `:${line}:${column ?? 1}`)

const tellSame = ({ severity, kind, file, message, help }: Problem): string =>
  JSON.stringify([severity, kind, file, message, help])

/** `in 38 more places: lines 16, 25, 42...` */
function tellPlaces(others: readonly Problem[]): string {
  const lines = others.flatMap(({ line }) => (line === undefined ? [] : [line]))
  const few = lines.slice(0, 5).join(', ')
  const places = others.length === 1 ? 'in another place' : `in ${others.length} more places`
  return lines.length === 0
    ? places
    : `${places}: ${lines.length === 1 ? 'line' : 'lines'} ${few}${lines.length > 5 ? '...' : ''}`
}

/**
 * Problems for people, three lines each. Those that one mistake causes in many places are told once. Nothing a file
 * holds can end a line or colour it.
 */
export function renderProblems(problems: readonly Problem[], paint: Paint, dir = ''): string {
  return [...groupBy(problems, tellSame).values()]
    .flatMap(([problem, ...others]) => {
      if (problem === undefined) return []
      const { severity, kind, pointer, message, help } = problem
      const label = severity === 'error' ? paint('red', 'error') : paint('yellow', 'warning')
      const way = pointer === '' ? '' : ` ${paint('dim', escapeControls(shorten(pointer)))}`
      const told = [
        `${message} (${kind})`,
        ...(help === undefined ? [] : [`help: ${help}`]),
        ...(others.length === 0 ? [] : [`the same ${tellPlaces(others)}`]),
      ]
      const lines = told.map((line) => `  ${escapeControls(line)}\n`)
      return `${label} ${paint('bold', placeOf(problem, dir))}${way}\n${lines.join('')}`
    })
    .join('')
}

/**
 * Problems as workflow commands, one line each, which GitHub shows beside the lines of a pull request. `dir` is seen
 * from the root of the repository.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function renderAnnotations(problems: readonly Problem[], dir = ''): string {
  return problems
    .map(({ severity, kind, file, line, column, message, help }) => {
      const properties = [
        ['file', shorten(join(dir, file))],
        ...(line === undefined ? [] : [['line', String(line)]]),
        ...(column === undefined ? [] : [['col', String(column)]]),
        ['title', kind],
      ].map(([name, value]) => `${name}=${escapeProperty(value ?? '')}`)
      const told = help === undefined ? message : `${message}; ${help}`
      return `::${severity} ${properties.join(',')}::${escapeData(told)}\n`
    })
    .join('')
}

/** As `@actions/core` does; line ends, which it escapes as well, are made visible before. */
const escapeData = (text: string): string => escapeControls(text).replaceAll('%', '%25')
const escapeProperty = (text: string): string =>
  escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
