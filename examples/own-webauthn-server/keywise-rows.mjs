// @ts-check
import { Buffer } from 'node:buffer'

/**
 * Your rows in Keywise's words. Keep to this file when you fit the example to your tables: the server uses it for each
 * new passkey, and the back-fill for all that are there.
 * @param {import('./database.mjs').PasskeyRow} row
 */
export function toCredential(row) {
  const transports = JSON.parse(row.transports)
  return {
    transports,
    ...(row.aaguid === null ? {} : { aaguid: row.aaguid }),
    backupEligible: row.device_type === 'multiDevice',
    backupState: row.backed_up === 1,
    userHandle: Buffer.from(row.user_id).toString('base64url'),
    createdAt: row.created_at,
    ...(row.name === null ? {} : { name: row.name }),
    ...(row.created_user_agent === null ? {} : { signals: { userAgent: row.created_user_agent } }),
  }
}

/** @param {import('./database.mjs').LoginRow} row */
export function toEvent(row) {
  return {
    type: 'authentication',
    result: row.result,
    method: row.method,
    ...(row.credential_id === null ? {} : { credentialId: row.credential_id }),
    // It alone tells the phone from this device; a login without it says only that the passkey is in use.
    ...(row.attachment === null ? {} : { authenticatorAttachment: row.attachment }),
    ...(row.device_id === null ? {} : { device: { id: row.device_id } }),
    ...(row.user_agent === null ? {} : { signals: { userAgent: row.user_agent } }),
    ...(row.error === null ? {} : { error: { name: row.error } }),
    ...(row.took_ms === null ? {} : { elapsedMs: row.took_ms }),
    at: row.at,
  }
}
