import { appendFileSync } from 'node:fs'
import { workerData } from 'node:worker_threads'
import { register } from 'tsx/esm/api'

// As a helper: takes a part, never brings it, and shows that it lives. As the thread of a simulation: has such a helper,
// and does not end.
const { order, crew } = workerData
if (order === undefined) {
  Atomics.add(new Int32Array(workerData.taken), 0, 1)
  setInterval(() => appendFileSync(`${workerData.source.file}.beat`, '.'), 10)
} else {
  register()
  const { createTaken, startHelpers } = await import('../../src/replay/thread-crew.ts')
  startHelpers(crew, { ...order.recorded, parts: [], taken: createTaken() }, 1, () => {})
}
