import type { RecordedPart } from '../store/read-recorded-decisions.ts'
import type { ReplayOrder } from './replay-part.ts'
import type { RecordedTally } from './summarize-recorded.ts'
import { createTaken, startHelpers, type ThreadCrew, takePart } from './thread-crew.ts'

export interface PartedReplay {
  readonly order: ReplayOrder
  readonly parts: readonly RecordedPart[]
  /** How many decisions there are in all of them. */
  readonly total: number
  readonly crew: ThreadCrew
  /** Replays a part in this thread. */
  readonly replayPart: (part: RecordedPart) => RecordedTally
}

/** Each is told of each part once, whoever was first with it. */
export interface PartListener {
  /** As soon as it is done. */
  readonly hear: (tally: RecordedTally) => void
  /** In the order of the parts. */
  readonly merge: (tally: RecordedTally) => void
}

/** Replays all parts, here and in the threads of a crew, each of which takes the next that nobody has. */
export async function replayParts(
  { order, parts, total, crew, replayPart }: PartedReplay,
  { hear, merge }: PartListener,
): Promise<void> {
  const early = new Map<number, RecordedTally>()
  let merged = 0
  const isKnown = (index: number): boolean => index < merged || early.has(index)
  const deliver = (index: number, tally: RecordedTally): void => {
    if (isKnown(index)) return
    hear(tally)
    early.set(index, tally)
    for (let next = early.get(merged); next !== undefined; next = early.get(merged)) {
      early.delete(merged)
      merged += 1
      merge(next)
    }
  }
  const taken = createTaken()
  const helpers = startHelpers(crew, { ...order, parts, taken }, total, deliver)
  const replay = async (index: number): Promise<void> => {
    const part = parts[index]
    if (part === undefined || isKnown(index)) return
    deliver(index, replayPart(part))
    await letOthersSpeak()
    helpers.check()
  }
  try {
    for (let index = takePart(taken); index < parts.length; index = takePart(taken)) await replay(index)
    // What is missing was taken by a thread that may stand still, for all get what is left of the machine: do it here.
    for (const index of parts.keys()) await replay(index)
  } finally {
    await helpers.close()
  }
}

/** What other threads have said is heard between two turns. */
const letOthersSpeak = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
