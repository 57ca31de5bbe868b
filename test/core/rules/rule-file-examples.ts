import { readdirSync, readFileSync } from 'node:fs'
import { builtInRules } from '../../../src/core/rules/built-in-rules.ts'
import type { RuleFolder } from '../../../src/core/rules/policy.ts'

/** The examples of `fixtures/rule-files/` are checked as of this day. */
export const exampleNow = Date.parse('2026-11-20T12:00:00Z')

interface ExampleFile {
  readonly $comment: string
  /** Where the problem is: file, `#`, JSON pointer. */
  readonly at?: string
  /** Whole files: as JSON, as text, or null for none. */
  readonly files?: Readonly<Record<string, unknown>>
  /** Values by JSON pointer, set in files that are there. */
  readonly changes?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

export interface RuleFileExample {
  /** `kind` or `kind.variant`. */
  readonly name: string
  readonly kind: string
  readonly at: string
  readonly folder: RuleFolder
}

const root = new URL('../../../fixtures/rule-files/', import.meta.url)

export function listRuleFileExamples(list: 'invalid' | 'valid'): readonly RuleFileExample[] {
  return readdirSync(new URL(list, root))
    .sort()
    .map((file) => {
      const example = JSON.parse(readFileSync(new URL(`${list}/${file}`, root), 'utf8')) as ExampleFile
      const name = file.replace(/\.json$/, '')
      return { name, kind: name.replace(/\..*/, ''), at: example.at ?? '', folder: buildFolder(example) }
    })
}

/** The least sound folder, with what the example lays over it. */
function buildFolder({ files = {}, changes = {} }: ExampleFile): RuleFolder {
  const folder = new Map(builtInRules)
  for (const [path, file] of Object.entries(files)) {
    if (file === null) folder.delete(path)
    else folder.set(path, typeof file === 'string' ? file : JSON.stringify(file, null, 2))
  }
  for (const [path, values] of Object.entries(changes)) {
    const document: unknown = JSON.parse(folder.get(path) ?? '{}')
    for (const [pointer, value] of Object.entries(values))
      setValue(document, pointer.split('/').slice(1), value)
    folder.set(path, JSON.stringify(document, null, 2))
  }
  return folder
}

function setValue(document: unknown, [step = '', ...rest]: readonly string[], value: unknown): void {
  const around = document as Record<string, unknown>
  if (rest.length === 0) around[step] = value
  else setValue(around[step], rest, value)
}
