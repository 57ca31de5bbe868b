import type { LastUsed } from './keywise.ts'

/** A login here, and the token that proves it. */
interface KnownUser extends LastUsed {
  readonly token?: string | undefined
}

interface Kept {
  readonly id?: string | undefined
  /** Latest first. */
  readonly users: readonly KnownUser[]
}

const storageKey = 'keywise'
const mostUsers = 5

/**
 * What this browser keeps between visits, in one entry of localStorage. The HttpOnly cookie that the server sets where it
 * is same-site outlives it (Safari deletes script storage after 7 days): its id is adopted whenever an answer names it.
 */
export function createBrowserStorage(mayKeep: () => boolean) {
  // Storage throws in sandboxed frames and where it is switched off: then it lasts as long as the page.
  let memory: Kept = { users: [] }
  const load = (): Kept => {
    try {
      const kept = JSON.parse(localStorage.getItem(storageKey) ?? '')
      return Array.isArray(kept.users) ? kept : memory
    } catch {
      return memory
    }
  }
  const save = (kept: Kept) => {
    memory = kept
    try {
      localStorage.setItem(storageKey, JSON.stringify(kept))
    } catch {}
  }
  const othersThan = (userId: string) => load().users.filter(({ user }) => user.id !== userId)
  const findUser = (userId: string | undefined) => load().users.find(({ user }) => user.id === userId)

  return {
    /** The device as a request names it; undefined without consent. */
    device(userId?: string) {
      if (!mayKeep()) return
      const kept = load()
      // `randomUUID` exists in secure contexts only, as WebAuthn does.
      const id = kept.id ?? crypto.randomUUID?.()
      if (!kept.id) save({ ...kept, id })
      return { id, token: findUser(userId)?.token }
    },
    adopt(id: string | undefined) {
      if (id && mayKeep()) save({ ...load(), id })
    },
    remember(token: string | undefined, user: LastUsed['user'], method = 'passkey') {
      if (!mayKeep()) return
      const { id, name } = user
      const known = { user: { id, name }, method, at: Date.now(), token: token ?? findUser(id)?.token }
      save({ ...load(), users: [known, ...othersThan(id)].slice(0, mostUsers) })
    },
    lastUsed(): LastUsed | undefined {
      if (mayKeep()) return load().users[0]
    },
    forget(userId?: string) {
      save(userId === undefined ? { users: [] } : { ...load(), users: othersThan(userId) })
    },
  }
}
