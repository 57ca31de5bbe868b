import type { Problem } from '../contract/rule-files.ts'
import { buildRuleDiff, checkDraft, type Policy, type RuleDiff, type RuleFolder } from '../core/index.ts'
import type { FixtureSuite } from '../files/load-fixture-suite.ts'
import type { ParsedFolder, PolicySource } from '../files/policy-source.ts'
import type { DrawStore } from '../store/draw-store.ts'
import type { RuleRecords } from '../store/rule-store.ts'
import { StoreError } from '../store/store-error.ts'
import { compareFixtures, type Pause } from './compare-fixtures.ts'
import { explainHolds, unreadableHolds } from './explain-holds.ts'
import {
  buildGuardReport,
  checkNeverBreak,
  type Guard,
  type GuardReport,
  refusalOf,
} from './guard-publication.ts'
import type { RuleTarget } from './rule-target.ts'

export interface PublishOrder {
  /** The draft, from the rules in force. */
  readonly draft: (live: RuleFolder) => RuleFolder
  readonly note: string
  readonly actor: string
  /** null: nothing is compared. */
  readonly guard: Guard | null
  /** The revision that the draft rests on; left out: whatever is in force. */
  readonly expected?: string | undefined
  /** Do everything but put it in force. */
  readonly dryRun?: boolean
}

export interface RevertOrder {
  /** Left out: the one that was in force before. */
  readonly revision?: string | undefined
  readonly note: string
  readonly actor: string
}

/** What was put in force, or would be. */
export interface Published {
  readonly kind: 'published' | 'unchanged' | 'tried'
  readonly revision: string
  /** What was in force; null: built-in rules. */
  readonly previous: string | null
  readonly diff: RuleDiff
  /** null: nothing was compared, because no guard was wanted or no good rules were in force. */
  readonly report: GuardReport | null
  /** Warnings of the checker. */
  readonly problems: readonly Problem[]
  readonly warnings: readonly string[]
  /** What is said of its rollouts beside the files, a line each. */
  readonly holds: readonly string[]
  /** In force here and now. */
  readonly live: boolean
}

export type PublishResult =
  | Published
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] }
  | { readonly kind: 'conflict'; readonly current: string | null }
  | { readonly kind: 'refused'; readonly why: 'broken' | 'too-many'; readonly report: GuardReport }
  /** The guard names fixtures that are none. */
  | { readonly kind: 'unknown-fixtures'; readonly complaints: readonly string[] }

export type RevertResult =
  | Exclude<PublishResult, { readonly kind: 'refused' | 'unknown-fixtures' }>
  /** `revision` null: there is nothing to go back to. */
  | { readonly kind: 'unknown-revision'; readonly revision: string | null }

/** Puts rules in force and takes them back; one at a time. */
export interface RulePublisher {
  readonly publish: (order: PublishOrder) => Promise<PublishResult>
  /** Without guard: taking back has to be quick. It must still be rules that this version can use. */
  readonly revert: (order: RevertOrder) => Promise<RevertResult>
  /** The revision that was in force before the one that is; null: none is on record. */
  readonly findPrevious: () => Promise<string | null>
}

export interface RulePublisherOptions {
  readonly policies: PolicySource
  readonly target: RuleTarget
  readonly records: RuleRecords
  /** What is said of rollouts, whoever said it. */
  readonly holds: Pick<DrawStore, 'listHolds'>
  readonly parse: (folder: RuleFolder) => ParsedFolder
  readonly loadSuite: () => Promise<FixtureSuite>
  readonly pause: Pause
  readonly now: () => number
}

export function createRulePublisher(options: RulePublisherOptions): RulePublisher {
  const { policies, target, records, now } = options
  // Checking drafts keeps a processor busy for seconds: two at once would only take turns.
  let queue: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = queue.then(work)
    queue = next.catch(() => {})
    return next
  }

  const tellHolds = async (policy: Policy): Promise<readonly string[]> => {
    try {
      return explainHolds(policy, await options.holds.listHolds(), now())
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      return [unreadableHolds]
    }
  }

  const compare = async (live: Policy, draft: Policy, guard: Guard) => {
    const comparison = await compareFixtures(await options.loadSuite(), live, draft, options.pause)
    const ids = comparison.fixtures.map(({ fixture }) => fixture.id)
    const complaints = checkNeverBreak(guard.neverBreak, ids)
    return complaints.length > 0
      ? ({ kind: 'unknown-fixtures', complaints } as const)
      : ({ kind: 'report', report: buildGuardReport(comparison, guard) } as const)
  }

  const put = async (kind: 'publish' | 'revert', order: PublishOrder): Promise<PublishResult> => {
    const state = await policies.reload()
    const live = state.status === 'built-in' ? null : state
    const previous = live?.policy.revision ?? null
    if (order.expected !== undefined && order.expected !== previous)
      return { kind: 'conflict', current: previous }
    const lying = await target.load()
    const folder = order.draft(state.folder)
    const { policy, problems } = await checkDraft(folder, now(), options.parse)
    if (policy === null) return { kind: 'invalid', problems }
    const { revision } = policy
    const told = {
      revision,
      previous,
      diff: buildRuleDiff(live?.folder ?? new Map(), folder),
      problems,
      holds: await tellHolds(policy),
    }
    if (lying?.revision === revision)
      return { ...told, kind: 'unchanged', report: null, warnings: [], live: previous === revision }
    let report: GuardReport | null = null
    if (order.guard !== null && live !== null) {
      const compared = await compare(live.policy, policy, order.guard)
      if (compared.kind === 'unknown-fixtures') return compared
      report = compared.report
      const why = refusalOf(report)
      if (why !== null) return { kind: 'refused', why, report }
    }
    if (order.dryRun === true) return { ...told, kind: 'tried', report, warnings: [], live: false }
    const { note, actor } = order
    const publication = { revision, at: now(), actor, note, kind }
    const installed = await target.install(folder, publication, lying)
    if (installed.kind === 'conflict') return installed
    const after = await policies.reload()
    const { warnings } = installed
    return { ...told, kind: 'published', report, warnings, live: after.policy.revision === revision }
  }

  /** The revision that was in force before the one that is. */
  const findBefore = async (current: string): Promise<string | null> => {
    const page = 50
    for (let before = Number.MAX_SAFE_INTEGER; ; ) {
      const some = await records.listPublications(before, page)
      const found = some.find(({ revision }) => revision !== current)
      if (found !== undefined) return found.revision
      if (some.length < page) return null
      before = some.at(-1)?.sequence ?? 0
    }
  }

  /** Said where somebody goes back to what somebody had gone back from: twice back is where one began. */
  const tellReturn = async (revision: string, current: string): Promise<readonly string[]> => {
    const recent = await records.listPublications(Number.MAX_SAFE_INTEGER, 200)
    const left = recent.find(({ previous }) => previous === revision)
    if (left?.kind !== 'revert') return []
    const day = new Date(left.at).toISOString().slice(0, 10)
    const why = left.note === '' ? '' : ` (${left.note})`
    return [
      `${revision} had been taken back on ${day}, to ${left.revision}${why}, and takes the place of ${current} now; to go further back, name a revision: keywise revert REVISION, see keywise revert --list`,
    ]
  }

  return {
    findPrevious: () => findBefore(policies.state().policy.revision),
    publish: (order) => inTurn(() => put('publish', order)),
    revert: (order) =>
      inTurn(async () => {
        const { policy } = await policies.reload()
        const revision = order.revision ?? (await findBefore(policy.revision))
        const kept = revision === null ? null : await records.loadRevision(revision)
        if (kept === null) return { kind: 'unknown-revision', revision }
        const { note, actor } = order
        const returns = await tellReturn(kept.revision, policy.revision)
        const result = await put('revert', { draft: () => kept.folder, note, actor, guard: null })
        if (result.kind === 'refused' || result.kind === 'unknown-fixtures')
          throw new Error('INVARIANT: without a guard nothing is refused')
        return result.kind === 'published'
          ? { ...result, warnings: [...result.warnings, ...returns] }
          : result
      }),
  }
}
