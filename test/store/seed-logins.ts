import type { DecisionRecord, OutcomeRecord } from '../../src/core/index.ts'
import { buildDecisionRow } from '../../src/store/decision-row.ts'
import { createFieldCipher } from '../../src/store/personal-field.ts'
import { openWriterConnection } from '../../src/store/sqlite-connection.ts'
import { createWriterDatabase } from '../../src/store/writer-database.ts'
import { createRandom } from '../bench/random.ts'
import { decisionRecord, device, outcomeRecord, siteKey, userOf } from './records.ts'

export const seededFrom = Date.parse('2026-11-01')
const days = 20
const rushHour = Date.parse('2026-11-05T10:00:00Z')
const users = Array.from({ length: 2000 }, (_, index) => userOf(`user-${index}`).pseudonym)

export interface SeededLogin {
  readonly decision: DecisionRecord
  readonly outcomes: readonly OutcomeRecord[]
}

/** Logins of a small population, the same for the same seed; some of them all in one millisecond. */
export function drawLogins(count: number, inOneMoment: number, seed: number): readonly SeededLogin[] {
  const random = createRandom(seed)
  return Array.from({ length: count }, (_, index) => {
    const id = `dec-${String(index).padStart(8, '0')}`
    const user = random.chance(0.8) ? random.pick(users) : null
    const action = random.pick(['passkey', 'passkey', 'passkey', 'cross-device', 'fallback'] as const)
    const mode =
      action === 'fallback' ? null : random.pick(['modal', 'modal', 'conditional', 'immediate'] as const)
    const at = index < inOneMoment ? rushHour : seededFrom + random.below(days * 86_400_000)
    const local = random.below(1001) / 1000
    const decision = decisionRecord(id, user, {
      at,
      action,
      mode: action === 'cross-device' ? 'modal' : mode,
      deviceId: random.chance(0.9) ? device(`d-${random.below(3000)}`) : null,
      deviceProven: index % 5 === 0,
      purpose: random.chance(0.9) ? 'authentication' : random.pick(['registration', 'step-up']),
      reason: random.pick(['passkey-used-here', 'no-passkey', 'suspected-gone', 'kill-switch', 'bot']),
      passive: random.pick(['conditional', 'button', 'none']),
      os: random.pick(['windows', 'macos', 'ios', 'android']),
      browser: random.pick(['chrome', 'safari', 'firefox', 'bot']),
      provider: random.pick([null, 'iCloud Keychain', '1Password']),
      rule: random.pick([null, 'used-here', 'advice-local']),
      view: random.pick(['device', 'page', 'back-end', null]),
      probability: { local, crossDevice: random.below(1001) / 1000 },
      startedAt: random.chance(0.4) ? at : null,
    })
    const outcomes = Array.from({ length: random.below(4) }, (_, attempt) => {
      const succeeded = random.chance(0.6)
      return outcomeRecord(id, user ?? (random.chance(0.5) ? random.pick(users) : null), {
        attempt: attempt + 1,
        method: random.pick(['passkey', 'passkey', 'cross-device', 'password', 'email-otp', 'odd']),
        result: succeeded ? 'success' : 'failure',
        classified: succeeded
          ? 'succeeded'
          : random.pick(['cancelled', 'not-found', 'abandoned', 'server-rejected', 'aborted', 'unknown']),
        proven: random.chance(0.7),
        elapsedMs: random.chance(0.8) ? random.below(30_000) : null,
      })
    })
    return { decision, outcomes }
  })
}

/** Writes logins into a new database, as the store would, but all at once. */
export function seedLogins(file: string, logins: readonly SeededLogin[]): void {
  const cipher = createFieldCipher(siteKey, Date.now)
  const connection = openWriterConnection(file, { waitMs: 0, mustExist: false })
  const { statements } = createWriterDatabase(connection, cipher, Date.now)
  statements.begin()
  for (const { decision, outcomes } of logins) {
    statements.insertDecision.run({ ...buildDecisionRow(decision, cipher) })
    for (const outcome of outcomes) statements.saveOutcome.run({ ...outcome })
  }
  statements.commit()
  connection.close()
}
