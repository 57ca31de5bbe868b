import { existsSync, readFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { createSqliteStore } from '../../src/store/sqlite-store.ts'
import {
  credentialUpdate,
  decisionRecord,
  newDatabaseFile,
  outcomeRecord,
  reduceAlone,
  siteKey,
  userOf,
} from './records.ts'

const readRaw = (file: string) =>
  Buffer.concat([file, `${file}-wal`].filter(existsSync).map((part) => readFileSync(part)))

describe('the files of a database', () => {
  const ada = userOf('ada@corp.example')
  const secrets = ['ada@corp.example', 'Secret/1.0', 'pro-plan', 'my own phone', 'aHVzaC1odXNo']

  const fill = async (file: string) => {
    const store = createSqliteStore({ file, siteKey })
    await store.saveUser(ada, { attributes: { plan: 'pro-plan' } })
    await store.saveCredential(
      ada,
      credentialUpdate('c-1', { name: 'my own phone', userHandle: 'aHVzaC1odXNo' }),
    )
    store.recordDecision(decisionRecord('dec-1', ada.pseudonym))
    await store.saveOutcome(outcomeRecord('dec-1', ada.pseudonym), reduceAlone)
    return store
  }

  it('hold no user id, attribute, user agent, name or user handle in clear, open or closed', async () => {
    const file = newDatabaseFile()
    const store = await fill(file)
    const whileOpen = readRaw(file)
    expect(whileOpen.includes(ada.pseudonym)).toBe(true)
    await store.close()
    for (const secret of secrets) {
      expect(whileOpen.includes(secret)).toBe(false)
      expect(readRaw(file).includes(secret)).toBe(false)
    }
  })

  it('hold nothing of a user after erasing, not even in the log', async () => {
    const file = newDatabaseFile()
    const store = await fill(file)
    await store.saveUser(userOf('bob'), { state: 'active' })
    await store.eraseUser(ada.pseudonym)
    const raw = readRaw(file)
    expect(raw.includes(userOf('bob').pseudonym)).toBe(true)
    expect(raw.includes(ada.pseudonym)).toBe(false)
    expect(raw.includes('dec-1')).toBe(false)
    await store.close()
  })

  it('do not open personal fields that were moved to another row', async () => {
    const file = newDatabaseFile()
    const store = await fill(file)
    await store.saveUser(userOf('bob'), { attributes: { plan: 'free' } })
    await store.close()
    const connection = new Database(file)
    connection
      .prepare(
        'update users set attributes_sealed = (select attributes_sealed from users where user = ?) where user = ?',
      )
      .run(ada.pseudonym, userOf('bob').pseudonym)
    connection.close()
    const again = createSqliteStore({ file, siteKey })
    await expect(again.loadHistory(userOf('bob').pseudonym)).rejects.toThrow()
    expect((await again.loadHistory(ada.pseudonym)).attributes).toEqual({ plan: 'pro-plan' })
    await again.close()
  })
})
