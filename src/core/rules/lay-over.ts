import type { Problem } from '../../contract/rule-files.ts'
import { quote } from '../documents/quote.ts'
import type { RuleFolder } from './policy.ts'

/** Draft files by path: text, or what JSON is written from; null takes a file away. */
export type DraftFiles = Readonly<Record<string, string | object | null>>

/** Draft files laid over a folder. */
export function layOver(folder: RuleFolder, files: DraftFiles): RuleFolder {
  const draft = new Map(folder)
  for (const [path, content] of Object.entries(files)) {
    if (content === null) draft.delete(path)
    else draft.set(path, typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`)
  }
  return draft
}

const mostCharacters = 200
const part = /^(?!\.)[\p{L}\p{N}._ -]+$/u

/**
 * Paths that no file of a policy has: outside of the folder, hidden, of the schemas, or no JSON. A folder is written
 * where these paths say, so nothing else may pass.
 */
export function checkRulePaths(paths: Iterable<string>): readonly Problem[] {
  return [...paths].filter((path) => !isRulePath(path)).map(refuse)
}

function isRulePath(path: string): boolean {
  const parts = path.split('/')
  return (
    path.length <= mostCharacters &&
    path.endsWith('.json') &&
    parts[0] !== 'schema' &&
    parts.every((name) => part.test(name) && !/[ .]$/.test(name))
  )
}

const refuse = (path: string): Problem => ({
  severity: 'error',
  kind: 'file-path',
  file: path,
  pointer: '',
  message: `${quote(path)} is no path of a rule file`,
  help: 'write it from the rules folder on, such as `authentication.rules.json` or `knowledge/windows.json`',
})
