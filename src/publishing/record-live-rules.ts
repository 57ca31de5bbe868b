import { setTimeout as sleep } from 'node:timers/promises'
import type { RuleFolder } from '../core/index.ts'
import type { PolicySource, PolicyState } from '../files/policy-source.ts'
import type { RuleStore } from '../store/rule-store.ts'

export interface RecordingOptions {
  readonly policies: PolicySource
  readonly store: Pick<RuleStore, 'saveRevision' | 'savePublication'>
  readonly now: () => number
  readonly warn: (error: unknown, message: string) => void
  /** How long rules must have been in force to count as put there: saving several files takes a moment. */
  readonly settleMs?: number
  /** How long to wait for a store that cannot write. */
  readonly retryMs?: number
}

/**
 * Writes down what comes in force from a folder, so that one can go back to it and replay what was decided with it. Every
 * revision is kept; those that stay are told as publications. Beside everything else: no reload waits for it, and where
 * the store cannot write, it is tried again.
 */
export function recordLiveRules(options: RecordingOptions): { readonly close: () => Promise<void> } {
  const { policies, store, now, warn, settleMs = 1_000, retryMs = 5_000 } = options
  const ending = new AbortController()
  const { signal } = ending
  /** Not written yet, by revision. */
  const pending = new Map<string, RuleFolder>()
  let untold: string | null = null
  let changedAt = 0
  let working: Promise<void> | null = null

  const note = ({ status, policy, folder }: PolicyState): void => {
    if (status !== 'live') return
    pending.set(policy.revision, folder)
    untold = policy.revision
    changedAt = performance.now()
    working ??= work().finally(() => {
      working = null
    })
  }

  const work = async (): Promise<void> => {
    let isTold = false
    while (!signal.aborted && (pending.size > 0 || untold !== null)) {
      try {
        await writePending()
        const rest = changedAt + settleMs - performance.now()
        if (rest > 0) await sleep(rest, undefined, { signal }).catch(() => {})
        else await tellSettled()
      } catch (error) {
        if (!isTold) warn(error, 'the rules in force could not be written down; trying again')
        isTold = true
        await sleep(retryMs, undefined, { signal }).catch(() => {})
      }
    }
  }

  const writePending = async (): Promise<void> => {
    for (const [revision, folder] of pending) {
      await store.saveRevision(folder, now())
      pending.delete(revision)
    }
  }

  const tellSettled = async (): Promise<void> => {
    const { status, policy, folder } = policies.state()
    // Broken meanwhile: what was last good is still in force, and counts.
    if (status !== 'built-in') {
      const { revision } = policy
      const publication = { revision, at: now(), actor: 'folder', note: '', kind: 'folder' } as const
      await store.savePublication(folder, publication, 'told-afterwards')
      if (untold === revision) untold = null
    } else untold = null
  }

  policies.onChange(note)
  note(policies.state())
  return {
    async close() {
      ending.abort()
      await working
    },
  }
}
