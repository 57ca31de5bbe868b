import type { RuleFolder } from '../core/index.ts'
import { loadRevision } from '../store/load-rules.ts'
import { createFieldCipher } from '../store/personal-field.ts'
import {
  type RecordedPart,
  type RecordedSelection,
  readRecordedDecisions,
} from '../store/read-recorded-decisions.ts'
import type { SiteKey } from '../store/site-key.ts'
import type { openReaderConnection } from '../store/sqlite-connection.ts'
import { createOwnRules, type FindOwnRules } from './own-rules.ts'
import type { ReplayPolicies } from './replay-policies.ts'
import { createRecordedSummary, type RecordedTally } from './summarize-recorded.ts'

/** Where decisions are recorded; the file is only read. */
export interface RecordedSource {
  readonly file: string
  readonly siteKey: SiteKey
}

/** What is put to whom: plain data, so that threads can be told. */
export interface ReplayOrder {
  readonly live: RuleFolder
  readonly draft: RuleFolder
  /** Epoch ms; for warnings about times that are over. */
  readonly now: number
  readonly source: RecordedSource
  readonly selection: RecordedSelection
}

/** Replays one part after the other over one connection. */
export function createPartReplayer(
  connection: ReturnType<typeof openReaderConnection>,
  { source, selection }: Pick<ReplayOrder, 'source' | 'selection'>,
  policies: ReplayPolicies,
): (part: RecordedPart) => RecordedTally {
  const cipher = createFieldCipher(source.siteKey, () => selection.to)
  const ownRules = createOwnRules()
  const findOwnRules: FindOwnRules = (revision) =>
    ownRules.find(revision, (one) => loadRevision(connection, one))
  return (part) => {
    const summary = createRecordedSummary(policies, findOwnRules)
    for (const row of readRecordedDecisions(connection, cipher, selection, part)) summary.add(row)
    return summary.tally
  }
}
