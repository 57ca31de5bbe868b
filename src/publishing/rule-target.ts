import { type RuleFolder, revisionOf } from '../core/index.ts'
import { installRules, RuleFolderError } from '../files/install-rules.ts'
import { loadRuleFolder, UnsettledFolderError } from '../files/load-rule-folder.ts'
import type { Publication, RuleStore } from '../store/rule-store.ts'

/** Where rules are put in force: a folder that is read, or the store. */
export interface RuleTarget {
  /** What lies there now; null: nothing ever did. @throws RuleFolderError, StoreError where it cannot be told */
  readonly load: () => Promise<LyingRules | null>
  /**
   * Puts rules in the place of `lying`, whole, and writes it down.
   * @throws RuleFolderError, StoreError where nothing was changed
   */
  readonly install: (
    folder: RuleFolder,
    publication: Publication,
    lying: LyingRules | null,
  ) => Promise<Installed>
}

/** The rules that others take the place of. */
export interface LyingRules {
  readonly revision: string
  /** null: they need not be read, and are kept already. */
  readonly folder: RuleFolder | null
}

export type Installed =
  /** Another set of rules lies there by now. */
  | { readonly kind: 'conflict'; readonly current: string | null }
  /** In force; `warnings` say what could not be done besides. */
  | { readonly kind: 'installed'; readonly warnings: readonly string[] }

/** The store, which every process follows. */
export function createStoreTarget(store: RuleStore): RuleTarget {
  return {
    async load() {
      const last = await store.loadLastPublication()
      // By name: what cannot be read any more can still be replaced.
      return last === null ? null : { revision: last.revision, folder: null }
    },
    async install(folder, publication, lying) {
      const saved = await store.savePublication(folder, publication, { last: lying?.revision ?? null })
      return saved.kind === 'conflict'
        ? { kind: 'conflict', current: saved.last?.revision ?? null }
        : { kind: 'installed', warnings: [] }
    },
  }
}

/** A folder on disk. The store only keeps what was there, so that one can go back to it: the folder decides. */
export function createFolderTarget(dir: string, store: RuleStore): RuleTarget {
  const tell = (folder: RuleFolder, publication: Publication, warning: string) =>
    store.savePublication(folder, publication, 'told-afterwards').then(
      () => [],
      () => [warning],
    )
  return {
    async load() {
      const folder = await loadRuleFolder(dir).catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error)
        if (error instanceof UnsettledFolderError) throw new RuleFolderError('busy', why, error)
        throw new RuleFolderError('unreadable', `the rules folder cannot be read: ${why}`, error)
      })
      return folder.size === 0 ? null : { revision: revisionOf(folder), folder }
    },
    async install(folder, publication, lying) {
      const before = lying?.folder ?? new Map<string, string>()
      const found = { actor: 'folder', note: '', kind: 'folder' } as const
      const kept =
        before.size === 0
          ? []
          : await tell(
              before,
              { ...publication, ...found, revision: revisionOf(before) },
              'the rules of before could not be kept: there is no going back to them by `keywise revert`',
            )
      const installed = await installRules(dir, folder, revisionOf(before))
      if (installed.kind === 'conflict') return installed
      return {
        kind: 'installed',
        warnings: [
          ...kept,
          ...(installed.finished
            ? []
            : ['in force, but not all files are in their places; the next start or publication ends it']),
          ...(await tell(folder, publication, 'in force, but the store could not write it down')),
        ],
      }
    },
  }
}
