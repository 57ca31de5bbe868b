// @ts-check
import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto'

/**
 * Stands for your table of users. The id is all that Keywise learns of who it is: random, and never changed.
 * @typedef {{ id: string, email: string, name: string, salt: Buffer, hash: Buffer }} Account
 */

// One of the settings that OWASP names for scrypt: 32 MB and about a tenth of a second.
const cost = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 1024 * 1024 }
const hashPassword = (/** @type {string} */ password, /** @type {Buffer} */ salt) =>
  scryptSync(password.normalize('NFKC'), salt, 32, cost)

/** @returns {Account} */
function createAccount(/** @type {string} */ id, /** @type {string} */ name) {
  const salt = randomBytes(16)
  const hash = hashPassword('correct horse', salt)
  return { id, email: `${name.toLowerCase()}@example.com`, name, salt, hash }
}

const accounts = [createAccount('u-5a1f', 'Ada'), createAccount('u-c07e', 'Bob')]
const nobodysSalt = randomBytes(16)

export const findAccount = (/** @type {unknown} */ id) => accounts.find((account) => account.id === id)

/**
 * An e-mail without an account takes as long as a wrong password.
 * @param {unknown} email
 * @param {unknown} password
 */
export function checkPassword(email, password) {
  const account = accounts.find((one) => one.email === String(email).trim().toLowerCase())
  const hash = hashPassword(String(password), account?.salt ?? nobodysSalt)
  return account && timingSafeEqual(account.hash, hash) ? account : undefined
}
