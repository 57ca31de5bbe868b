import type { RuleFolder } from './policy.ts'

/** What is sent of a draft: path to content, as JSON or as text; null takes a file away. */
export type DraftFiles = Readonly<Record<string, string | object | null>>

/** Draft files laid over a folder. */
export function layOverFolder(folder: RuleFolder, files: DraftFiles): RuleFolder {
  const draft = new Map(folder)
  for (const [path, content] of Object.entries(files)) {
    if (content === null) draft.delete(path)
    else draft.set(path, typeof content === 'string' ? content : JSON.stringify(content, null, 2))
  }
  return draft
}
