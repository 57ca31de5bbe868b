import { readIfThere } from '../files/read-if-there.ts'
import { saveFile } from '../files/save-file.ts'
import type { Account, AccountStore } from './relying-party/accounts.ts'

/** Keeps the accounts in one JSON file, so that the passkeys of today find theirs tomorrow. */
export function createAccountsFile(path: string): AccountStore {
  let saved: Promise<void> = Promise.resolve()
  return {
    async load() {
      const text = await readIfThere(path)
      return text === null ? [] : parseAccounts(text, path)
    },
    save(accounts) {
      const text = `${JSON.stringify({ accounts }, null, 2)}\n`
      // One after the other: the last list must be the one that stays. A failure is told to whoever saved, once.
      saved = saved.catch(() => undefined).then(() => saveFile(path, text, 0o600))
      return saved
    },
  }
}

const fields = ['id', 'email', 'name', 'salt', 'hash'] as const
const isAccount = (value: unknown): value is Account =>
  typeof value === 'object' &&
  value !== null &&
  fields.every((field) => typeof (value as Partial<Record<string, unknown>>)[field] === 'string')

/** @throws rather than begin with an empty list, which the next sign-up would write over what is there */
function parseAccounts(text: string, path: string): readonly Account[] {
  try {
    const { accounts }: { accounts?: unknown } = JSON.parse(text)
    if (Array.isArray(accounts) && accounts.every(isAccount)) return accounts
  } catch {
    // told below, like everything else that is no such list
  }
  throw new Error(`\`${path}\` is not a list of demo accounts; repair it, or move it away to begin anew`)
}
