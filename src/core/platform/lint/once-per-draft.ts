import type { KnowledgeDraft } from './knowledge-draft.ts'

/** Several rules read the same list of the same draft: it is made once. A draft never changes. */
export function oncePerDraft<T>(list: (draft: KnowledgeDraft) => T): (draft: KnowledgeDraft) => T {
  const made = new WeakMap<KnowledgeDraft, T>()
  return (draft) => {
    const before = made.get(draft)
    if (before !== undefined) return before
    const fresh = list(draft)
    made.set(draft, fresh)
    return fresh
  }
}
