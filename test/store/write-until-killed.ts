/** Saves outcomes, 20 at a time, and says each that was acknowledged, until it is killed (`kill.test.ts`). */
import { createSqliteStore } from '../../src/store/sqlite-store.ts'
import { decisionRecord, outcomeRecord, reduceAlone, siteKey, userOf } from './records.ts'

const [, , file = '', round = ''] = process.argv
const store = createSqliteStore({ file, siteKey })
let next = 0

async function work(worker: number): Promise<never> {
  const { pseudonym } = userOf(`u-${worker % 5}`)
  for (;;) {
    const id = `${round}-${next}`
    next += 1
    store.recordDecision(decisionRecord(id, pseudonym))
    const saved = await store.saveOutcome(outcomeRecord(id, pseudonym), reduceAlone)
    // A pipe is written synchronously: what the parent has not got was not acknowledged.
    process.stdout.write(`${saved.kind} ${id} ${worker % 5}\n`)
  }
}

await Promise.all(Array.from({ length: 20 }, (_, worker) => work(worker)))
