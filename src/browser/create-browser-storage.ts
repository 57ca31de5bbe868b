import type { LastUsed } from './keywise.ts'

/** A login here, and the token that proves it. */
interface KnownUser extends LastUsed {
  readonly token?: string | undefined
}

interface Kept {
  readonly id?: string | undefined
  /** All was forgotten: until an answer names the new id, the cookie may still hold the old one. */
  readonly fresh?: boolean | undefined
  /** Latest first. */
  readonly users: readonly KnownUser[]
}

const storageKey = 'keywise'
const mostUsers = 5
const forgotten: Kept = { users: [], fresh: true }

/**
 * What this browser keeps between visits, in one entry of localStorage. The HttpOnly cookie that the server sets where it
 * is same-site outlives it (Safari deletes script storage after 7 days): its id is adopted whenever an answer names it.
 */
export function createBrowserStorage(consent: () => boolean) {
  // Storage throws in sandboxed frames and where it is switched off: then it lasts as long as the page.
  let memory: Kept = { users: [] }
  const load = (): Kept => {
    try {
      const kept = JSON.parse(localStorage.getItem(storageKey) ?? '')
      // Anything may have been written there.
      return kept.users.every(({ user }: KnownUser) => user.id) ? kept : memory
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
  let isAgreed = false
  const mayKeep = () => {
    const wasAgreed = isAgreed
    isAgreed = false
    try {
      isAgreed = consent()
    } catch {}
    // Withdrawn; one that is not given yet, while the page loads, leaves everything as it is. Nothing is written anew.
    if (wasAgreed && !isAgreed) {
      memory = forgotten
      if (load() !== memory) save(memory)
    }
    return isAgreed
  }
  const othersThan = (userId: string) => load().users.filter(({ user }) => user.id !== userId)
  const findUser = (userId: string | undefined) => load().users.find(({ user }) => user.id === userId)

  return {
    mayKeep,
    /** The device as a request names it; undefined without consent. */
    device(userId?: string) {
      if (!mayKeep()) return
      const kept = load()
      // `randomUUID` exists in secure contexts only, as WebAuthn does.
      const id = kept.id ?? crypto.randomUUID?.()
      if (!kept.id) save({ ...kept, id })
      return { id, token: findUser(userId)?.token, fresh: kept.fresh }
    },
    adopt(id: string | undefined) {
      const kept = load()
      // What answers a request from before all was forgotten names the old one.
      if (id && mayKeep() && (!kept.fresh || id === kept.id)) save({ id, users: kept.users })
    },
    rememberDevice(token: string | undefined, user: LastUsed['user'], method = 'passkey') {
      const { id, name } = user
      if (!id || !mayKeep()) return
      const known = { user: { id, name }, method, at: Date.now(), token: token ?? findUser(id)?.token }
      save({ ...load(), users: [known, ...othersThan(id)].slice(0, mostUsers) })
    },
    lastUsed(): LastUsed | undefined {
      if (mayKeep()) return load().users[0]
    },
    forget(userId?: string) {
      save(userId === undefined ? forgotten : { ...load(), users: othersThan(userId) })
    },
  }
}
