import type { RuleFolder } from '../core/index.ts'
import type { RuleSource } from './rule-source.ts'
import { keepRulesCopy, loadRulesCopy } from './rules-copy.ts'

/** What is known of publications, as far as it takes to follow them. */
export interface PublishedRules {
  /** The number of the last publication; 0: there is none. Cheap. */
  readonly readSequence: () => Promise<number>
  /** The files of the last publication; null: there is none. */
  readonly loadLast: () => Promise<{ readonly sequence: number; readonly folder: RuleFolder } | null>
}

export interface PublishedSourceOptions {
  readonly published: PublishedRules
  /** Where the last publication is kept as a file, for a start without the store. */
  readonly copyFile: string
  /** Told what could be helped, such as a copy that cannot be written. */
  readonly warn: (error: unknown, message: string) => void
  readonly pollMs?: number
  /** How often, in the end, a publication that cannot be loaded is tried again. */
  readonly retryMs?: number
}

/** Nothing was ever published. */
class NothingPublishedError extends Error {
  override readonly name = 'NothingPublishedError'
}

/** The rules that were published last, by whatever process. While the store cannot be read, a copy of them. */
export function createPublishedSource(options: PublishedSourceOptions): RuleSource {
  const { published, copyFile, warn, pollMs = 500, retryMs = 30_000 } = options
  let seen: number | null = null
  let copied: number | null = null
  /** A publication that is there, and could not be loaded: told once, and tried again more and more rarely. */
  let failed: { readonly sequence: number; readonly waitMs: number; readonly triedAt: number } | null = null

  const noteFailure = async (): Promise<void> => {
    const sequence = await published.readSequence().catch(() => null)
    failed = sequence === null ? null : { sequence, waitMs: pollMs, triedAt: performance.now() }
  }

  /** Whether it is worth it, and time, to read again; a look that fails is told to nobody. */
  const isWorthReading = async (sequence: number | null): Promise<boolean> => {
    if (failed === null || failed.sequence !== sequence) return true
    const { waitMs, triedAt } = failed
    if (performance.now() < triedAt + waitMs) return false
    const last = await published.loadLast().catch(() => null)
    if (last !== null) return true
    failed = { sequence, waitMs: Math.min(2 * waitMs, retryMs), triedAt: performance.now() }
    return false
  }

  const loadLast = async (): Promise<RuleFolder> => {
    const last = await published.loadLast()
    // Told once: the next look finds the same.
    seen = last?.sequence ?? 0
    if (last === null) throw new NothingPublishedError('no rules were ever published')
    if (copied !== last.sequence) {
      await keepRulesCopy(copyFile, last.folder).then(
        () => {
          copied = last.sequence
        },
        (error: unknown) => warn(error, 'the copy of the published rules cannot be written'),
      )
    }
    return last.folder
  }

  return {
    async read() {
      try {
        const folder = await loadLast()
        failed = null
        return folder
      } catch (error) {
        if (error instanceof NothingPublishedError) throw error
        await noteFailure()
        const copy = await loadRulesCopy(copyFile)
        if (copy === null) throw error
        warn(error, 'the store cannot be read: the rules are those of the copy in the data directory')
        return copy
      }
    },
    watch(changed) {
      let running: Promise<void> | null = null
      const look = async (): Promise<void> => {
        // A store that cannot be read says nothing: the rules in force stay until it can.
        const sequence = await published.readSequence().catch(() => seen)
        if (sequence !== seen && (await isWorthReading(sequence))) await changed()
      }
      const poll = setInterval(() => {
        running ??= look().finally(() => {
          running = null
        })
      }, pollMs)
      poll.unref()
      return {
        async close() {
          clearInterval(poll)
          await running
        },
      }
    },
    describeFailure: (error) => ({
      severity: 'error',
      kind: error instanceof NothingPublishedError ? 'nothing-published' : 'unreadable-store',
      file: '.',
      pointer: '',
      message: error instanceof Error ? error.message : String(error),
      help:
        error instanceof NothingPublishedError
          ? 'publish a folder with `keywise publish DIR --note TEXT`'
          : 'see whether the database is there and can be read',
    }),
  }
}
