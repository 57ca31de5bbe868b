import type { FailuresFile } from '../../../contract/failure-files.ts'
import type {
  BrowsersFile,
  KnownIssuesFile,
  ProvidersFile,
  ReportTrustFile,
} from '../../../contract/knowledge-files.ts'
import type { PlatformSource } from '../compile-knowledge.ts'

/**
 * The knowledge as it was written, before it is compiled: what every lint rule reads. A file that could not be read
 * (missing, no JSON, wrong form) is null and was reported already; the rules still look at the others.
 */
export interface KnowledgeDraft {
  /** Every path of the rules folder, of other parts of it too. */
  readonly paths: readonly string[]
  /** In the order of their names. */
  readonly platforms: readonly PlatformSource[]
  readonly browsers: BrowsersFile | null
  readonly issues: KnownIssuesFile | null
  readonly providers: ProvidersFile | null
  readonly reports: ReportTrustFile | null
  readonly failures: FailuresFile | null
  /** Epoch ms; null where nobody said what time it is. */
  readonly now: number | null
}
