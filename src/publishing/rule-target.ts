import { type RuleFolder, revisionOf } from '../core/index.ts'
import { installRules } from '../files/install-rules.ts'
import { loadRuleFolder } from '../files/load-rule-folder.ts'
import type { Publication, RuleStore } from '../store/rule-store.ts'

/** Where rules are put in force: a folder that is read, or the store. */
export interface RuleTarget {
  /** What lies there now; null: nothing ever did. */
  readonly load: () => Promise<RuleFolder | null>
  /**
   * Puts rules in the place of `lying`, whole, and writes it down.
   * @throws RuleFolderError, StoreError where nothing was changed
   */
  readonly install: (
    folder: RuleFolder,
    publication: Publication,
    lying: RuleFolder | null,
  ) => Promise<Installed>
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
      return last === null ? null : ((await store.loadRevision(last.revision))?.folder ?? null)
    },
    async install(folder, publication, lying) {
      const last = lying === null ? null : revisionOf(lying)
      const saved = await store.savePublication(folder, publication, { last })
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
      const folder = await loadRuleFolder(dir)
      return folder.size === 0 ? null : folder
    },
    async install(folder, publication, lying) {
      const before = lying ?? new Map<string, string>()
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
