import type { PublicationKind } from '../contract/words.ts'
import type { RuleFolder } from '../core/index.ts'

/** A set of rules that is put in force, or was. */
export interface Publication {
  readonly revision: string
  readonly at: number
  /** `cli`, `folder`, `engine`, or the kind and short name of the key that was used. */
  readonly actor: string
  /** Why; empty only where nobody was asked. */
  readonly note: string
  readonly kind: PublicationKind
}

/** As it is kept: numbered without gaps. */
export interface KeptPublication extends Publication {
  readonly sequence: number
  /** What was in force before; null: nothing. */
  readonly previous: string | null
}

/** What a new publication rests on; where that is no longer so, it is not kept. */
export type PublicationBasis =
  /** The last publication has this revision; null: there is none. */
  | { readonly last: string | null }
  /** Told of what is in force already, whatever was told last; the same revision twice in a row is one. */
  | 'told-afterwards'

export type PublicationSaved =
  | { readonly kind: 'kept'; readonly publication: KeptPublication }
  /** The last publication is this one already. */
  | { readonly kind: 'repeated'; readonly publication: KeptPublication }
  /** Another one came between. */
  | { readonly kind: 'conflict'; readonly last: KeptPublication | null }

/** A revision whole. */
export interface KeptRevision {
  readonly revision: string
  readonly firstAt: number
  readonly folder: RuleFolder
}

/** What is on record of rules; reads are as of the last commit. @throws StoreError */
export interface RuleRecords {
  /** The number of the last publication; 0: there is none. Cheap: for asking again and again. */
  readSequence(): Promise<number>
  loadLastPublication(): Promise<KeptPublication | null>
  /** Newest first, from the one before `before` on. */
  listPublications(before: number, limit: number): Promise<readonly KeptPublication[]>
  /** The files of a revision; null where it was never in force here, or not for long. @throws AlteredRevisionError */
  loadRevision(revision: string): Promise<KeptRevision | null>
}

/**
 * The sets of rules that were in force, and who put them there when and why. Several processes may share it. Files are kept
 * as `deleteExpired` says; who did what is never forgotten.
 */
export interface RuleStore extends RuleRecords {
  /** Keeps the files of a revision; again changes nothing. */
  saveRevision(folder: RuleFolder, at: number): Promise<void>
  /** Files, publication and audit line: all of it or nothing. */
  savePublication(
    folder: RuleFolder,
    publication: Publication,
    basis: PublicationBasis,
  ): Promise<PublicationSaved>
}
