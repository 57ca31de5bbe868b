import type { RevisionGap } from '../contract/simulation-words.ts'
import { createPolicyParser, type Policy, type RuleFolder } from '../core/index.ts'
import { AlteredRevisionError } from '../store/store-error.ts'

/** The rules that a decision was taken under, or why they cannot be had. */
export type OwnRules =
  | { readonly gap: null; readonly policy: Policy }
  | { readonly gap: RevisionGap; readonly policy: null }

export type FindOwnRules = (revision: string) => OwnRules

/** Enough for the days that people look at; decisions are read in the order of time, so the same few come in a row. */
const mostRemembered = 8

/** Nothing is kept anywhere. */
export const findNoRules: FindOwnRules = () => isGone
const isGone: OwnRules = { gap: 'missing', policy: null }

/** Earlier revisions as policies. The last few that were asked for are remembered: parsing one takes tens of milliseconds. */
export function createOwnRules() {
  const parse = createPolicyParser()
  const remembered = new Map<string, OwnRules>()

  const remember = (revision: string, rules: OwnRules): OwnRules => {
    remembered.delete(revision)
    remembered.set(revision, rules)
    for (const oldest of [...remembered.keys()].slice(0, -mostRemembered)) remembered.delete(oldest)
    return rules
  }
  const recall = (revision: string): OwnRules | undefined => {
    const rules = remembered.get(revision)
    return rules && remember(revision, rules)
  }
  const read = (kept: Kept): OwnRules => {
    if (kept === null) return isGone
    const { policy } = parse(kept.folder)
    return policy === null ? { gap: 'unusable', policy } : { gap: null, policy }
  }
  const explain = (error: unknown): OwnRules => {
    if (error instanceof AlteredRevisionError) return { gap: 'altered', policy: null }
    throw error
  }

  return {
    /** @param load as the store does @throws StoreError where the store cannot be read */
    find(revision: string, load: (revision: string) => Kept): OwnRules {
      const known = recall(revision)
      if (known !== undefined) return known
      try {
        return remember(revision, read(load(revision)))
      } catch (error) {
        return remember(revision, explain(error))
      }
    },
    async load(revision: string, load: (revision: string) => Promise<Kept>): Promise<OwnRules> {
      const known = recall(revision)
      if (known !== undefined) return known
      const rules = await load(revision).then(read, explain)
      // What is missing may be put back while a service runs.
      return rules.gap === null ? remember(revision, rules) : rules
    },
  }
}

type Kept = { readonly folder: RuleFolder } | null
