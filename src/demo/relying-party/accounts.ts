import { randomBytes, randomUUID, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

/** `id` is random, and all that Keywise learns of who it is: an e-mail changes, this does not. */
export type Account = Readonly<Record<'id' | 'email' | 'name' | 'salt' | 'hash', string>>
export interface AccountStore {
  readonly load: () => Promise<readonly Account[]>
  readonly save: (accounts: readonly Account[]) => Promise<void>
}
export type Accounts = Awaited<ReturnType<typeof createAccounts>>

// One of the settings OWASP names for scrypt: 32 MB and about a tenth of a second.
const cost = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 1024 * 1024 }
const derive = promisify<string, string, number, typeof cost, Buffer>(scrypt)
const hashPassword = async (password: string, salt: string) =>
  (await derive(password.normalize('NFKC'), salt, 32, cost)).toString('base64url')
const normalize = (email: string) => email.trim().toLowerCase()

export async function createAccounts({ load, save }: AccountStore) {
  const byId = new Map((await load()).map((account) => [account.id, account]))
  const findByEmail = (email: string) => [...byId.values()].find((one) => one.email === normalize(email))
  /** Undefined where something is missing, or the e-mail is somebody else's. */
  const put = async ({ id, name, email, ...rest }: Account): Promise<Account | undefined> => {
    const isFree = (findByEmail(email)?.id ?? id) === id
    const account = { id, name: name.trim(), email: normalize(email), ...rest }
    if (!isFree || !/^.{1,64}$/.test(account.name) || !/^\S{1,64}@\S{1,190}$/.test(account.email))
      return undefined
    byId.set(id, account)
    await save([...byId.values()])
    return account
  }
  return {
    put,
    findByEmail,
    find: (id: unknown) => byId.get(String(id)),
    async add(name: string, email: string, password: string) {
      if (password.length < 8) return undefined
      const salt = randomBytes(16).toString('base64url')
      return put({ id: randomUUID(), email, name, salt, hash: await hashPassword(password, salt) })
    },
    /** An e-mail without an account takes as long as a wrong password. */
    async checkPassword(email: string, password: string) {
      const account = findByEmail(email)
      const hash = Buffer.from(await hashPassword(password, account?.salt ?? ''))
      return account && timingSafeEqual(Buffer.from(account.hash), hash) ? account : undefined
    },
  }
}
