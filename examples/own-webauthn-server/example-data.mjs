// @ts-check
import { randomBytes } from 'node:crypto'
import { openDatabase } from './database.mjs'

/** Fills a database with passkeys and logins of a few users, some rows as wrong as in life. */

const [file] = process.argv.slice(2)
if (file === undefined) {
  process.stderr.write('usage: node example-data.mjs DATABASE\n')
  process.exit(2)
}
const iphone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1'
const windows =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Safari/537.36'
const icloud = {
  device_type: 'multiDevice',
  backed_up: 1,
  transports: '["internal","hybrid"]',
  aaguid: 'fbfc3007-154e-4ecc-8c0b-6e020557d7bd',
  name: 'iCloud Keychain',
  created_user_agent: iphone,
}
const hello = {
  device_type: 'singleDevice',
  backed_up: 0,
  transports: '["internal"]',
  aaguid: '08987058-cadc-4b81-b6e1-30de50dcbe96',
  name: null,
  created_user_agent: windows,
}
const passkeys = [
  { ...icloud, user_id: 'u-5a1f', credential_id: 'YWRhLWlwaG9uZQ', created_at: '2026-03-02T08:15:00Z' },
  { ...hello, user_id: 'u-c07e', credential_id: 'Ym9iLWhlbGxv', created_at: '2026-05-11T17:40:00Z' },
  // Written by an older version of the site: base64 instead of base64url, and a list that is no JSON.
  { ...hello, user_id: 'u-e2b9', credential_id: 'Y3krb2xk+w==', created_at: '2024-01-09T10:00:00Z' },
  {
    ...hello,
    user_id: 'u-e2b9',
    credential_id: 'Y3ktaGVsbG8',
    created_at: '2024-02-01T10:00:00Z',
    transports: 'internal',
  },
]
const success = { result: 'success', error: null, method: 'passkey', attachment: 'platform', took_ms: 2400 }
const failure = { ...success, result: 'failure', error: 'NotAllowedError', attachment: null, took_ms: 12_000 }
const password = { ...success, method: 'password', attachment: null, credential_id: null }
const phone = { ...success, method: 'cross-device', attachment: 'cross-platform', took_ms: 18_000 }
const ada = { user_id: 'u-5a1f', credential_id: 'YWRhLWlwaG9uZQ' }
const bob = { user_id: 'u-c07e', credential_id: 'Ym9iLWhlbGxv' }
const onPhone = { device_id: 'd-ada-phone', user_agent: iphone }
const onPc = { device_id: 'd-ada-pc', user_agent: windows }
const atBob = { device_id: 'd-bob', user_agent: windows }
const logins = [
  { ...ada, ...onPhone, ...success, at: '2026-09-01T07:00:00Z' },
  { ...ada, ...onPc, ...failure, at: '2026-09-02T07:00:00Z' },
  { ...ada, ...onPc, ...password, at: '2026-09-02T07:01:00Z' },
  { ...ada, ...onPc, ...phone, at: '2026-10-05T07:00:00Z' },
  { ...bob, ...atBob, ...success, at: '2026-10-01T09:00:00Z' },
  { ...bob, ...atBob, ...success, at: '2026-13-01T09:00:00Z' },
  { ...bob, ...atBob, ...success, result: 'ok', at: '2026-10-03T09:00:00Z' },
]

const database = openDatabase(file)
/** @param {string} table @param {object} row */
function insert(table, row) {
  const names = Object.keys(row)
  const values = names.map((name) => `@${name}`)
  database.prepare(`insert into ${table} (${names.join(', ')}) values (${values.join(', ')})`).run(row)
}
database.transaction(() => {
  for (const row of passkeys) insert('passkeys', { ...row, counter: 0, public_key: randomBytes(77) })
  for (const row of logins) insert('logins', row)
})()
process.stdout.write(`${file}: ${passkeys.length} passkeys, ${logins.length} logins\n`)
