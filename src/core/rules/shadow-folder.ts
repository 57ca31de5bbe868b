import type { RuleFolder } from './policy.ts'

/** Where rules lie that are evaluated beside those in force, and never served. */
const shadowPlace = 'shadow/'

export const isInShadow = (path: string): boolean => path.startsWith(shadowPlace)

/** The rules in force: nothing of a shadow may change them. */
export function withoutShadow(folder: RuleFolder): RuleFolder {
  if (![...folder.keys()].some(isInShadow)) return folder
  return new Map([...folder].filter(([path]) => !isInShadow(path)))
}

/** The shadow files laid over those in force; null: there are none. */
export function layShadowOver(folder: RuleFolder): RuleFolder | null {
  const draft = new Map(withoutShadow(folder))
  let found = false
  for (const [path, text] of folder) {
    if (!isInShadow(path)) continue
    draft.set(path.slice(shadowPlace.length), text)
    found = true
  }
  return found ? new Map([...draft].toSorted(([a], [b]) => (a < b ? -1 : 1))) : null
}

/** Where a file of the draft really lies. */
export const shadowPathOf = (folder: RuleFolder, path: string): string =>
  folder.has(shadowPlace + path) ? shadowPlace + path : path
