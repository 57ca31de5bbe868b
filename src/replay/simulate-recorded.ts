import type { RecordedSimulation } from '../contract/simulation.ts'
import { countRecordedDecisions, listRecordedParts } from '../store/read-recorded-decisions.ts'
import { openReaderConnection } from '../store/sqlite-connection.ts'
import { readFailure } from '../store/sqlite-failure.ts'
import { createPartReplayer, type ReplayOrder } from './replay-part.ts'
import { replayParts } from './replay-parts.ts'
import type { ReplayPolicies } from './replay-policies.ts'
import { countRead, createRecordedSummary, type RecordedTally } from './summarize-recorded.ts'
import { nobody, type ThreadCrew } from './thread-crew.ts'

/** Told after each part, and at the end. */
export type TellProgress = (done: number, total: number) => void

/** Few enough that nobody waits long for the last part, or for a word of how far it has come. */
const decisionsInPart = 500

/**
 * Puts recorded questions to both sides and adds up what changes. A crew helps; the report is the same without it.
 * @throws StoreError when the file cannot be read
 */
export async function simulateRecorded(
  order: ReplayOrder,
  policies: ReplayPolicies,
  tell: TellProgress = () => {},
  crew: ThreadCrew = nobody,
): Promise<RecordedSimulation> {
  const { source, selection } = order
  const connection = openReaderConnection(source.file)
  try {
    const available = countRecordedDecisions(connection, selection)
    const total = Math.min(available, selection.limit)
    const parts = listRecordedParts(connection, selection, decisionsInPart)
    const replayPart = createPartReplayer(connection, order, policies)
    const summary = createRecordedSummary(policies)
    let read = 0
    const hear = (tally: RecordedTally): void => {
      read += countRead(tally)
      // The end is told once, when it has come.
      if (read < total) tell(read, total)
    }
    await replayParts({ order, parts, total, crew, replayPart }, { hear, merge: summary.merge })
    tell(read, read)
    const { from, to } = selection
    return {
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      available: Math.max(available, read),
      read,
      ...summary.build(),
    }
  } catch (error) {
    throw readFailure(error)
  } finally {
    connection.close()
  }
}
