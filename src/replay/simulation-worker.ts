import { constants, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { openReaderConnection } from '../store/sqlite-connection.ts'
import { readFailure } from '../store/sqlite-failure.ts'
import { StoreError } from '../store/store-error.ts'
import type { SimulationMessage, SimulationTask } from './create-simulator.ts'
import { createPartReplayer, type RecordedSource } from './replay-part.ts'
import { parseReplayPolicies } from './replay-policies.ts'
import { simulate } from './simulate.ts'
import { type HelpMessage, type HelpOrder, type ThreadFailure, takePart } from './thread-crew.ts'

/** Told often enough for people, and seldom enough for whoever passes it on. */
const betweenMs = 200

const say = (message: SimulationMessage | HelpMessage): void => parentPort?.postMessage(message)

/** Where a thread has a priority of its own, logins come first. Elsewhere it would be that of the whole service. */
function stepAside(): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(constants.priority.PRIORITY_LOW)
  } catch {
    // Not allowed here: then it runs like any other.
  }
}

/** A Buffer arrives as bytes. */
const readSource = ({ file, siteKey }: RecordedSource): RecordedSource => ({
  file,
  siteKey: Buffer.from(siteKey),
})

const buildFailure = (error: unknown): ThreadFailure => {
  const { message } = error instanceof Error ? error : new Error(String(error))
  return { kind: 'failed', code: error instanceof StoreError ? error.code : null, message }
}

async function answer({ order, crew }: SimulationTask): Promise<SimulationMessage> {
  const { recorded, ...rest } = order
  let told = 0
  try {
    const simulation = await simulate(
      { ...rest, recorded: recorded && { ...recorded, source: readSource(recorded.source) } },
      (phase, done, total) => {
        const now = performance.now()
        if (done < total && now - told < betweenMs) return
        told = now
        say({ kind: 'progress', phase, done, total })
      },
      crew,
    )
    return { kind: 'done', simulation }
  } catch (error) {
    return buildFailure(error)
  }
}

/** Replays part after part until nobody has any left. */
function help(order: HelpOrder): void {
  const { live, draft, now, parts, taken } = order
  const source = readSource(order.source)
  try {
    const policies = parseReplayPolicies(live, draft, now)
    const connection = openReaderConnection(source.file)
    const replayPart = createPartReplayer(connection, { ...order, source }, policies)
    for (let index = takePart(taken); ; index = takePart(taken)) {
      const part = parts[index]
      if (part === undefined) break
      say({ kind: 'part', index, tally: replayPart(part) })
    }
    connection.close()
  } catch (error) {
    say(buildFailure(readFailure(error)))
  }
}

// INVARIANT: only `createSimulator` and `startHelpers` start this file.
stepAside()
const task = workerData as SimulationTask | HelpOrder
if ('parts' in task) help(task)
else say(await answer(task))
