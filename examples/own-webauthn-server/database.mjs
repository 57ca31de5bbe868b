// @ts-check
import Database from 'better-sqlite3'

/**
 * Stands for your database. What is in it is what most WebAuthn servers keep; yours will have other names.
 * @typedef {{ credential_id: string, user_id: string, public_key: Buffer, counter: number, device_type: string,
 *   backed_up: number, transports: string, aaguid: string | null, name: string | null, created_at: string,
 *   created_user_agent: string | null }} PasskeyRow
 * @typedef {{ id: number, user_id: string, credential_id: string | null, method: string, result: string,
 *   attachment: 'platform' | 'cross-platform' | null, error: string | null, took_ms: number | null, device_id: string | null, user_agent: string | null,
 *   at: string }} LoginRow
 */

export function openDatabase(/** @type {string} */ file) {
  const database = new Database(file)
  database.exec(`
    create table if not exists passkeys (
      credential_id text primary key, user_id text not null, public_key blob not null, counter integer not null,
      device_type text not null, backed_up integer not null, transports text not null, aaguid text, name text,
      created_at text not null, created_user_agent text
    );
    create table if not exists logins (
      id integer primary key, user_id text not null, credential_id text, method text not null, result text not null,
      attachment text, error text, took_ms integer, device_id text, user_agent text, at text not null
    );
    create index if not exists logins_of_user on logins (user_id, id);
  `)
  return database
}
