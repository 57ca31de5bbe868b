import type { Problem } from '../../../contract/rule-files.ts'
import type { KnowledgeDraft } from './knowledge-draft.ts'
import { lintAmbiguousReport } from './lint-ambiguous-report.ts'
import { lintBoldIssue } from './lint-bold-issue.ts'
import { lintClaimedImmediate } from './lint-claimed-immediate.ts'
import { lintDuplicate } from './lint-duplicate.ts'
import { lintEmptyRange } from './lint-empty-range.ts'
import { lintEmptyTime } from './lint-empty-time.ts'
import { lintFileName } from './lint-file-name.ts'
import { lintForeignSystem } from './lint-foreign-system.ts'
import { lintFutureDate } from './lint-future-date.ts'
import { lintIncompleteReach } from './lint-incomplete-reach.ts'
import { lintInsecureSource } from './lint-insecure-source.ts'
import { lintKnownAnonymous } from './lint-known-anonymous.ts'
import { lintLoneCondition } from './lint-lone-condition.ts'
import { lintMirroredBrowser } from './lint-mirrored-browser.ts'
import { lintMisplacedEvidence } from './lint-misplaced-evidence.ts'
import { lintMissingCatchAll } from './lint-missing-catch-all.ts'
import { lintNoPhone } from './lint-no-phone.ts'
import type { LintRule } from './lint-rule.ts'
import { lintSilentIssue } from './lint-silent-issue.ts'
import { lintSilentVerification } from './lint-silent-verification.ts'
import { lintStrangeError } from './lint-strange-error.ts'
import { lintUnexplainedDoubt } from './lint-unexplained-doubt.ts'
import { lintUnexplainedOrder } from './lint-unexplained-order.ts'
import { lintUnfinishedText } from './lint-unfinished-text.ts'
import { lintUnheardReport } from './lint-unheard-report.ts'
import { lintUnknownFailure } from './lint-unknown-failure.ts'
import { lintUnknownPattern } from './lint-unknown-pattern.ts'
import { lintUnknownProvider } from './lint-unknown-provider.ts'
import { lintUnknownSource } from './lint-unknown-source.ts'
import { lintUnknownWebview } from './lint-unknown-webview.ts'
import { lintUnreachableFailure } from './lint-unreachable-failure.ts'
import { lintUnreachableStatement } from './lint-unreachable-statement.ts'
import { lintUntoldCondition } from './lint-untold-condition.ts'
import { lintUnverifiedVersion } from './lint-unverified-version.ts'
import { lintWeakSource } from './lint-weak-source.ts'

/** What is looked at in files that are right by their schema, in the order in which it is told: errors first. */
export const knowledgeRules: readonly LintRule[] = [
  lintFileName,
  lintDuplicate,
  lintUnknownPattern,
  lintUnknownProvider,
  lintUnknownWebview,
  lintSilentIssue,
  lintSilentVerification,
  lintAmbiguousReport,
  lintEmptyRange,
  lintForeignSystem,
  lintLoneCondition,
  lintUnheardReport,
  lintUnreachableStatement,
  lintClaimedImmediate,
  lintNoPhone,
  lintKnownAnonymous,
  lintUnreachableFailure,
  lintMissingCatchAll,
  lintUnknownFailure,
  lintMisplacedEvidence,
  lintUntoldCondition,
  lintEmptyTime,
  lintIncompleteReach,
  lintUnknownSource,
  lintInsecureSource,
  lintWeakSource,
  lintFutureDate,
  lintUnexplainedDoubt,
  lintBoldIssue,
  lintMirroredBrowser,
  lintUnverifiedVersion,
  lintUnfinishedText,
  lintUnexplainedOrder,
  lintStrangeError,
]

/** All that is wrong with the meaning of the files. Pure; what a schema can tell was told before. */
export const lintKnowledge = (draft: KnowledgeDraft): Problem[] =>
  knowledgeRules.flatMap(({ kind, severity, find }) =>
    find(draft).map((finding) => ({ severity, kind, ...finding })),
  )
