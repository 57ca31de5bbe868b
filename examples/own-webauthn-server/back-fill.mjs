// @ts-check
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { callKeywise, userPath } from '../keywise.mjs'
import { openDatabase } from './database.mjs'
import { toCredential, toEvent } from './keywise-rows.mjs'

/**
 * Tells Keywise which passkeys there are and how they were used. Goes user by user, notes how far it came, and goes on
 * there when it was interrupted. Keywise keeps one of everything: running it again changes nothing.
 */

const [databaseFile] = process.argv.slice(2)
const noteFile = `${databaseFile}.note.json`
if (databaseFile === undefined || !existsSync(databaseFile)) {
  process.stderr.write('usage: node back-fill.mjs DATABASE\n')
  process.exit(2)
}
const database = openDatabase(databaseFile)
const mostEvents = 500 // Keywise takes 1000, and 1 MB, at once
const mostTries = 30
const done = { users: 0, created: 0, updated: 0, events: 0 }
let bad = 0

const complain = (/** @type {string} */ row, /** @type {string} */ why) => {
  bad += 1
  process.stderr.write(`${row}: ${why}\n`)
}

/** Waits while Keywise is busy or away; what it refuses is the caller's to judge. @type {typeof callKeywise} */
async function send(method, path, body) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await callKeywise(method, path, body)
    } catch (error) {
      const { statusCode = 503 } = /** @type {{ statusCode?: number }} */ (error)
      const isForLater = statusCode === 429 || statusCode >= 500
      if (!isForLater || tries === mostTries) throw error
      if (tries === 1) process.stderr.write(`waits: ${error}\n`)
      await sleep(1_000)
    }
  }
}

/** A row that Keywise will never take, rather than a key or a service that is wrong. */
const isBadRow = (/** @type {any} */ error) => [400, 404, 409, 413].includes(error.statusCode)
const explain = (/** @type {any} */ { problem }) =>
  problem.errors?.map((/** @type {any} */ { pointer, detail }) => `${pointer}: ${detail}`).join('; ') ??
  problem.detail ??
  problem.code

/** A row in Keywise's words; undefined, and complained of, where your own data stand in the way. @template Row, Told */
function translate(
  /** @type {string} */ name,
  /** @type {Row} */ row,
  /** @type {(row: Row) => Told} */ read,
) {
  try {
    return read(row)
  } catch (error) {
    complain(name, String(error))
    return undefined
  }
}

async function sendPasskeys(/** @type {string} */ userId) {
  const rows = database.prepare('select * from passkeys where user_id = ? order by credential_id').all(userId)
  for (const row of /** @type {import('./database.mjs').PasskeyRow[]} */ (rows)) {
    const name = `passkey ${row.credential_id} of ${userId}`
    const credential = translate(name, row, toCredential)
    if (credential === undefined) continue
    try {
      const { saved } = await send('PUT', userPath(userId, 'credentials', row.credential_id), credential)
      done[/** @type {'created' | 'updated'} */ (saved)] += 1
    } catch (error) {
      if (!isBadRow(error)) throw error
      complain(name, explain(error))
    }
  }
}

async function sendLogins(/** @type {string} */ userId) {
  const next = database.prepare('select * from logins where user_id = ? and id > ? order by id limit ?')
  for (let after = 0; ; ) {
    const rows = /** @type {import('./database.mjs').LoginRow[]} */ (next.all(userId, after, mostEvents))
    const last = rows.at(-1)
    if (last === undefined) return
    after = last.id
    const named = rows.map((row) => ({ name: `login ${row.id} of ${userId}`, row }))
    await sendEvents(
      userId,
      named.flatMap(({ name, row }) => {
        const event = translate(name, row, toEvent)
        return event === undefined ? [] : [{ name, event }]
      }),
    )
  }
}

/** All or nothing, says Keywise: so the bad ones are taken out by the pointers of its answer, and the rest sent again. */
async function sendEvents(
  /** @type {string} */ userId,
  /** @type {{ name: string, event: object }[]} */ events,
) {
  if (events.length === 0) return
  try {
    const body = events.map(({ event }) => event)
    done.events += (await send('POST', userPath(userId, 'events'), body)).accepted
  } catch (error) {
    if (!isBadRow(error)) throw error
    const { errors = [] } = /** @type {any} */ (error).problem
    /** @type {Map<number, string>} */
    const wrong = new Map()
    for (const { pointer, detail } of errors) {
      const [, index, field] = /^\/(\d+)(.*)/.exec(pointer) ?? []
      if (index !== undefined) wrong.set(Number(index), `${field}: ${detail}`)
    }
    if (wrong.size === 0) throw error
    for (const [index, why] of wrong) complain(events[index]?.name ?? '', why)
    await sendEvents(
      userId,
      events.filter((_event, index) => !wrong.has(index)),
    )
  }
}

/** How far an interrupted run came. @returns {string} */
const readNote = () => (existsSync(noteFile) ? JSON.parse(readFileSync(noteFile, 'utf8')).after : '')

function writeNote(/** @type {string} */ after) {
  writeFileSync(`${noteFile}.new`, JSON.stringify({ after }))
  renameSync(`${noteFile}.new`, noteFile)
}

const users = database
  .prepare('select user_id as id from passkeys union select user_id from logins order by id')
  .all()
  .map((row) => /** @type {{ id: string }} */ (row).id)
const after = readNote()
if (after !== '') process.stderr.write(`goes on after ${after}\n`)
try {
  for (const userId of users.filter((id) => id > after)) {
    await sendPasskeys(userId)
    await sendLogins(userId)
    writeNote(userId)
    done.users += 1
  }
} catch (error) {
  process.stderr.write(`stopped: ${error}\nrun it again to go on\n`)
  process.exit(1)
}
rmSync(noteFile, { force: true })
const { created, updated, events } = done
process.stdout.write(
  `${done.users} users: ${created} passkeys created, ${updated} updated, ${events} logins; ${bad} rows not taken\n`,
)
process.exit(bad === 0 ? 0 : 3)
