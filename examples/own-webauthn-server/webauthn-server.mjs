// @ts-check
import { randomBytes } from 'node:crypto'
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'

/**
 * Stands for the WebAuthn server you have: it issues challenges, verifies, and owns the table of passkeys. Keywise is
 * not in it.
 * @typedef {import('./database.mjs').PasskeyRow} PasskeyRow
 * @typedef {{ hints?: string[], allowCredentials?: { id: string, transports?: string[] }[], timeoutMs?: number,
 *   mediation?: string, uiMode?: string }} Ceremony
 */

const lifetimeMs = 300_000

/** @param {import('better-sqlite3').Database} database @param {{ rpID: string, origin: string }} site */
export function createWebauthnServer(database, { rpID, origin }) {
  /** One use each. @type {Map<string, number>} */
  const challenges = new Map()
  const newChallenge = () => {
    const challenge = randomBytes(32)
    for (const [old, until] of challenges) if (until < Date.now()) challenges.delete(old)
    challenges.set(challenge.toString('base64url'), Date.now() + lifetimeMs)
    return challenge
  }
  const expectedChallenge = (/** @type {string} */ challenge) => {
    const until = challenges.get(challenge) ?? 0
    challenges.delete(challenge)
    return until > Date.now()
  }
  /** @returns {PasskeyRow | undefined} */
  const findPasskey = (/** @type {string} */ id) =>
    /** @type {any} */ (database.prepare('select * from passkeys where credential_id = ?').get(id))

  return {
    /** What the decision wants comes from the page: it shapes this page's own dialog, and nothing else. */
    async composeLogin(
      /** @type {Ceremony} */ { hints = [], allowCredentials = [], timeoutMs, mediation, uiMode },
    ) {
      const options = { rpID, allowCredentials, timeout: timeoutMs ?? lifetimeMs, challenge: newChallenge() }
      const publicKey = await generateAuthenticationOptions({ ...options, userVerification: 'required' })
      return { publicKey: { ...publicKey, hints }, mediation, uiMode }
    },

    /** The passkey that logged in, as it is now on record; undefined where anything is wrong. */
    async verifyLogin(/** @type {any} */ response) {
      const passkey = findPasskey(String(response?.id))
      if (passkey === undefined) return undefined
      const { credential_id: id, counter } = passkey
      const credential = { id, counter, publicKey: new Uint8Array(passkey.public_key) }
      const expected = { expectedChallenge, expectedOrigin: origin, expectedRPID: rpID }
      const checked = await verifyAuthenticationResponse({ response, credential, ...expected }).catch(
        () => undefined,
      )
      if (!checked?.verified) return undefined
      const { newCounter, credentialBackedUp } = checked.authenticationInfo
      database
        .prepare('update passkeys set counter = ?, backed_up = ? where credential_id = ?')
        .run(newCounter, Number(credentialBackedUp), id)
      return findPasskey(id)
    },

    async composeCreation(/** @type {{ id: string, email: string, name: string }} */ account) {
      const rows = database
        .prepare('select credential_id as id from passkeys where user_id = ?')
        .all(account.id)
      return generateRegistrationOptions({
        rpID,
        rpName: 'Example',
        userID: new TextEncoder().encode(account.id),
        userName: account.email,
        userDisplayName: account.name,
        challenge: newChallenge(),
        excludeCredentials: /** @type {{ id: string }[]} */ (rows),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      })
    },

    async verifyCreation(
      /** @type {string} */ userId,
      /** @type {any} */ response,
      /** @type {string} */ userAgent,
    ) {
      const expected = { expectedChallenge, expectedOrigin: origin, expectedRPID: rpID }
      const checked = await verifyRegistrationResponse({ response, ...expected }).catch(() => undefined)
      if (!checked?.verified) return undefined
      const { credential, aaguid, credentialDeviceType, credentialBackedUp } = checked.registrationInfo
      const row = {
        credential_id: credential.id,
        user_id: userId,
        public_key: Buffer.from(credential.publicKey),
        counter: credential.counter,
        device_type: credentialDeviceType,
        backed_up: Number(credentialBackedUp),
        transports: JSON.stringify(credential.transports ?? []),
        aaguid,
        name: null,
        created_at: new Date().toISOString(),
        created_user_agent: userAgent,
      }
      const names = Object.keys(row)
      const values = names.map((name) => `@${name}`).join(', ')
      database.prepare(`insert into passkeys (${names.join(', ')}) values (${values})`).run(row)
      return findPasskey(credential.id)
    },
  }
}
