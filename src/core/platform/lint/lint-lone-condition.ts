import type { Where } from '../../../contract/knowledge-files.ts'
import { pointerTo } from '../../documents/json-pointer.ts'
import { quote } from '../../documents/quote.ts'
import type { LintRule } from './lint-rule.ts'
import { listConditions } from './list-conditions.ts'
import { systemsOf, wordsOf } from './where-covers.ts'

/** What must be named for a condition to mean anything; a file-level `where` may name it. */
const needs: readonly {
  readonly key: keyof Where
  readonly isMet: (conditions: readonly Where[]) => boolean
  readonly message: string
  readonly help: string
}[] = [
  {
    key: 'osVersion',
    isMet: (conditions) => isOneNumbering(systemsOf(conditions)),
    message: 'a version of a system means nothing without the one system it is of',
    help: 'add `os`; only `ios` and `ipados` share their numbers',
  },
  {
    key: 'browserVersion',
    isMet: (conditions) => conditions.some(({ browser }) => browser !== undefined),
    message: 'a version of a browser means nothing without the browser it is of',
    help: 'add `browser`',
  },
  {
    key: 'exactly',
    isMet: (conditions) => conditions.some(({ browser }) => browser !== undefined),
    message: '`exactly` sorts out browsers that mirror the one that is named, and none is',
    help: 'add `browser`',
  },
  {
    key: 'windowsPlatformVersion',
    isMet: (conditions) => systemsOf(conditions).join() === 'windows',
    message: 'only Windows has a platform version of this kind; elsewhere the condition stays open for ever',
    help: 'add `"os": "windows"`',
  },
]

const isOneNumbering = (systems: readonly string[]): boolean =>
  systems.length === 1 || (systems.length > 1 && systems.every((os) => os === 'ios' || os === 'ipados'))

/** Versions are numbers of something: `>=13` alone is Android 13, macOS 13 and iOS 13. */
export const lintLoneCondition: LintRule = {
  kind: 'lone-condition',
  severity: 'error',
  find: (draft) =>
    listConditions(draft).flatMap(({ file, pointer, where, ofFile }) => {
      const conditions = ofFile === undefined ? [where] : [ofFile, where]
      return needs
        .filter(({ key, isMet }) => where[key] !== undefined && !isMet(conditions))
        .map(({ key, message, help }) => ({
          file,
          pointer: pointerTo(pointer, key),
          message: `${quote(key)}: ${message}${listed(conditions)}`,
          help,
        }))
    }),
}

const listed = (conditions: readonly Where[]): string => {
  const names = conditions.flatMap(({ os }) => wordsOf(os))
  return names.length === 0 ? '' : `; here: ${names.map(quote).join(', ')}`
}
