import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { createSqliteStore } from '../../src/store/sqlite-store.ts'
import { isTorture } from '../times.ts'
import { newDatabaseFile, outcomeRecord, reduceAlone, siteKey, userOf } from './records.ts'

/** A hundred under torture: what was acknowledged has to be there after each of them. */
const rounds = isTorture ? 100 : 5
const script = new URL('./write-until-killed.ts', import.meta.url).pathname

describe('a process killed with -9 while it writes', () => {
  it(
    `loses no acknowledged outcome in ${rounds} rounds`,
    async () => {
      const file = newDatabaseFile()
      const acknowledged: { readonly id: string; readonly user: string }[] = []
      for (let round = 0; round < rounds; round += 1) {
        for (const line of await writeUntilKilled(file, round)) {
          const [kind, id = '', user = ''] = line.split(' ')
          expect(kind).toBe('accepted')
          acknowledged.push({ id, user: `u-${user}` })
        }

        const store = createSqliteStore({ file, siteKey })
        const lost: string[] = []
        for (const { id, user } of acknowledged) {
          if (!id.startsWith(`${round}-`)) continue
          const saved = await store.saveOutcome(outcomeRecord(id, userOf(user).pseudonym), reduceAlone)
          if (saved.kind !== 'repeated') lost.push(`${id}: ${saved.kind}`)
        }
        expect(lost).toEqual([])
        let counted = 0
        for (let user = 0; user < 5; user += 1) {
          const history = await store.loadHistory(userOf(`u-${user}`).pseudonym)
          counted += history.sightings[0]?.successes ?? 0
        }
        await store.close()

        const connection = new Database(file)
        expect(connection.pragma('integrity_check', { simple: true })).toBe('ok')
        expect(connection.prepare('select count(*) from outcomes').pluck().get()).toBe(counted)
        connection.close()
      }
      expect(acknowledged.length).toBeGreaterThan(rounds)
    },
    rounds * 20_000,
  )
})

/** The lines of acknowledgement that got through before the kill; a torn last line does not count. */
async function writeUntilKilled(file: string, round: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, ['--import', 'tsx', script, file, String(round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  const closed = once(child, 'close')
  await Promise.race([once(child.stdout, 'data'), closed])
  await sleep(Math.random() * 300)
  child.kill('SIGKILL')
  await closed
  return text.split('\n').slice(0, -1)
}
