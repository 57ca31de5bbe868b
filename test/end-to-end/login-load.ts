import { signalsOf } from './clients.ts'
import type { Answer, Keywise } from './start-keywise.ts'

/** What one load of logins has seen. Every login is a decision and a proven success with a passkey. */
export interface LoginLoad {
  /** Outcomes answered with 202, by user. */
  readonly acknowledged: ReadonlyMap<string, number>
  /** Outcomes sent, answered or not, by user. */
  readonly sent: ReadonlyMap<string, number>
  /** Answers that are neither a decision nor an acknowledgement. */
  readonly refused: readonly Answer[]
  readonly decisions: () => number
  /** Connections that broke before an answer, each with the time its request had begun (`performance.now()`). */
  readonly broken: readonly number[]
  /** No more requests; resolves when those under way have ended. */
  readonly stop: () => Promise<void>
}

const signals = signalsOf('chrome-windows-11')
export const loadUsers = Array.from({ length: 12 }, (_, index) => `load-${index}`)
const credentialOf = (user: string) => `passkey-of-${user}`
const deviceOf = (user: string) => ({ id: `pc-of-${user}` })

export async function addLoadUsers(keywise: Keywise): Promise<void> {
  for (const user of loadUsers) {
    const path = `/v1/users/${user}/credentials/${credentialOf(user)}`
    const passkey = { transports: ['internal'], backupEligible: false, device: deviceOf(user), signals }
    const { status } = await keywise.call('PUT', path, passkey)
    if (status >= 300) throw new Error(`${path}: ${status}`)
  }
}

/** Every user logs in again and again, four times at once, until stopped or until the server is gone. */
export function startLoginLoad(keywise: Keywise): LoginLoad {
  const acknowledged = new Map<string, number>()
  const sent = new Map<string, number>()
  const refused: Answer[] = []
  const broken: number[] = []
  let decisions = 0
  let stopped = false
  const count = (counts: Map<string, number>, user: string) => counts.set(user, (counts.get(user) ?? 0) + 1)

  const ask = async (path: string, body: object, expected: number): Promise<Answer | null> => {
    const begun = performance.now()
    try {
      const answer = await keywise.call('POST', path, body)
      if (answer.status === expected) return answer
      refused.push(answer)
    } catch {
      broken.push(begun)
      stopped = true
    }
    return null
  }
  const logIn = async (user: string): Promise<void> => {
    const decision = await ask('/v1/decisions', { user: { id: user }, device: deviceOf(user), signals }, 200)
    if (decision === null) return
    decisions += 1
    if (stopped) return
    const outcome = {
      token: decision.body.token,
      result: 'success',
      method: 'passkey',
      credentialId: credentialOf(user),
      authenticatorAttachment: 'platform',
    }
    count(sent, user)
    if ((await ask('/v1/outcomes', outcome, 202)) !== null) count(acknowledged, user)
  }
  const workers = Array.from({ length: 4 }, () => loadUsers)
    .flat()
    .map(async (user) => {
      while (!stopped) await logIn(user)
    })
  return {
    acknowledged,
    sent,
    refused,
    broken,
    decisions: () => decisions,
    async stop() {
      stopped = true
      await Promise.all(workers)
    },
  }
}

/** How many successes the server has counted, by user. */
export async function readSuccesses(keywise: Keywise): Promise<ReadonlyMap<string, number>> {
  const counted = new Map<string, number>()
  for (const user of loadUsers) {
    const { body } = await keywise.call('GET', `/v1/users/${user}`)
    const [counts] = body.counts as readonly { readonly successes: number }[]
    counted.set(user, counts?.successes ?? 0)
  }
  return counted
}
