import { constants, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { StoreError } from '../store/store-error.ts'
import type { SimulationMessage } from './create-simulator.ts'
import { type SimulationOrder, simulate } from './simulate.ts'

/** Told often enough for people, and seldom enough for whoever passes it on. */
const betweenMs = 200

const say = (message: SimulationMessage): void => parentPort?.postMessage(message)

/** Where a thread has a priority of its own, logins come first. Elsewhere it would be that of the whole service. */
function stepAside(): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(constants.priority.PRIORITY_LOW)
  } catch {
    // Not allowed here: then it runs like any other.
  }
}

async function answer(order: SimulationOrder): Promise<SimulationMessage> {
  let told = 0
  try {
    const simulation = await simulate(order, (phase, done, total) => {
      const now = performance.now()
      if (done < total && now - told < betweenMs) return
      told = now
      say({ kind: 'progress', phase, done, total })
    })
    return { kind: 'done', simulation }
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error))
    return { kind: 'failed', code: error instanceof StoreError ? error.code : null, message }
  }
}

// INVARIANT: only `createSimulator` starts this file. A Buffer arrives as bytes.
stepAside()
const { recorded, ...order } = workerData as SimulationOrder
say(
  await answer({
    ...order,
    recorded:
      recorded === null
        ? null
        : { ...recorded, source: { ...recorded.source, siteKey: Buffer.from(recorded.source.siteKey) } },
  }),
)
