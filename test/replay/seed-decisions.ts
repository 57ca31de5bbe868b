import type { HistoryInput } from '../../src/contract/history-input.ts'
import type { DeviceId } from '../../src/contract/ids.ts'
import {
  answer,
  buildDecisionRecord,
  type DecisionInput,
  type DecisionRecord,
  emptyHistory,
  hashDecision,
  type OutcomeRecord,
  type Policy,
  readHistory,
  writeRecordedInput,
} from '../../src/core/index.ts'
import { buildDecisionRow } from '../../src/store/decision-row.ts'
import { createFieldCipher } from '../../src/store/personal-field.ts'
import { pseudonymOf } from '../../src/store/pseudonym.ts'
import { openWriterConnection } from '../../src/store/sqlite-connection.ts'
import { createWriterDatabase } from '../../src/store/writer-database.ts'
import { type BenchUser, loadPopulation, type Population } from '../bench/population.ts'
import { createRandom, createZipf, type Random } from '../bench/random.ts'
import { outcomeRecord, siteKey } from '../store/records.ts'

const dayMs = 86_400_000
const day = (time: number) => new Date(time).toISOString()

export const seededUntil = Date.parse('2026-11-21T09:00:00.000Z')
export const seededDays = 7
export const seededFrom = seededUntil - seededDays * dayMs

export interface SeededDecision {
  readonly decision: DecisionRecord
  readonly outcomes: readonly OutcomeRecord[]
}

export interface Seeding {
  readonly policy: Policy
  readonly count: number
  readonly users?: number
  readonly seed?: number
}

/**
 * Decisions as a service records them, with whole questions and histories, and what was reported of them: drawn from the
 * people of the bench, the same for the same seed, in the order of their times.
 */
export async function* drawDecisions({
  policy,
  count,
  users = 5_000,
  seed = 1,
}: Seeding): AsyncGenerator<SeededDecision> {
  const population = await loadPopulation()
  const random = createRandom(seed)
  const drawUser = createZipf(users)
  const step = (seededDays * dayMs) / (count + 1)
  for (let index = 0; index < count; index++) {
    const user = population.userAt(drawUser(random))
    const at = Math.floor(seededFrom + (index + 1) * step)
    yield drawDecision({ user, at, index, random, population, policy })
  }
}

interface Draw {
  readonly user: BenchUser
  readonly at: number
  readonly index: number
  readonly random: Random
  readonly population: Population
  readonly policy: Policy
}

function drawDecision({ user, at, index, random, population, policy }: Draw): SeededDecision {
  const id = `dec-${String(index).padStart(8, '0')}`
  const known = random.pick(user.devices)
  const isKnown = random.chance(0.85)
  const client = isKnown ? known.client : random.pick(population.clients.slice(0, 1000))
  const deviceId = (isKnown ? known.id : `new-${index}`) as DeviceId
  const drawn = random.next()
  const purpose = drawn < 0.9 ? 'authentication' : drawn < 0.97 ? 'registration' : 'step-up'
  const isNamed = purpose !== 'authentication' || random.chance(0.9)
  const pseudonym = pseudonymOf(siteKey, user.id)
  const input: DecisionInput = {
    purpose,
    signals: client.signals,
    user: isNamed
      ? {
          pseudonym,
          state: 'active',
          attributes: user.attributes,
          // Some have nothing but their passkeys.
          fallbacks: random.chance(0.98) ? ['password', 'email-otp'] : [],
        }
      : null,
    device: { id: deviceId, proven: isKnown && random.chance(0.8), users: 1 },
    context: {
      ip: `203.0.113.${random.below(256)}`,
      ...(purpose === 'registration' && { justUsed: 'password' }),
    },
    history: isNamed ? readHistory(buildHistory(user, seededFrom)) : emptyHistory,
  }
  const answered = answer(input, policy, at)
  const decision = buildDecisionRecord(
    {
      id,
      at,
      user: isNamed ? pseudonym : null,
      deviceId,
      deviceProven: input.device.proven,
      network: null,
      view: 'back-end',
      input: writeRecordedInput(input, new Map(), policy),
      shadow: null,
      answerHash: hashDecision(answered.decision),
    },
    answered,
    policy.revision,
  )
  return { decision, outcomes: drawOutcomes(decision, random) }
}

/** Everything happened before the first decision: a history is what was known then. */
const buildHistory = (user: BenchUser, before: number): HistoryInput => ({
  attributes: user.attributes,
  credentials: user.passkeys.map(({ id, passkey, device }) => ({
    ...passkey,
    id,
    createdAt: day(before - 200 * dayMs),
    madeOn: { deviceId: device.id },
  })),
  devices: user.devices.map(({ id }) => ({
    id,
    firstSeenAt: day(before - 200 * dayMs),
    lastSeenAt: day(before - 2 * dayMs),
    provenAt: day(before - 5 * dayMs),
  })),
  events: user.passkeys.flatMap(({ id, device, successes, failures }) => [
    ...Array.from({ length: successes }, (_, number) => ({
      credentialId: id,
      deviceId: device.id,
      kind: 'succeeded-here' as const,
      at: day(before - (3 + 7 * number) * dayMs),
    })),
    ...Array.from({ length: failures }, (_, number) => ({
      credentialId: id,
      deviceId: device.id,
      kind: 'cancelled' as const,
      at: day(before - (1 + number) * dayMs),
    })),
  ]),
})

function drawOutcomes({ id, user, action, at }: DecisionRecord, random: Random): readonly OutcomeRecord[] {
  if (random.chance(0.08)) return []
  const report = (changes: Partial<OutcomeRecord>) =>
    outcomeRecord(id, user, { at: at + 5_000, credentialId: null, ...changes })
  const password = report({ method: 'password', authenticatorAttachment: null })
  if (action !== 'passkey' && action !== 'cross-device') return [password]
  if (random.chance(0.85)) return [report({ method: action, proven: random.chance(0.95) })]
  const failed = report({ method: action, result: 'failure', classified: 'cancelled', proven: false })
  return random.chance(0.8) ? [failed, password] : [failed]
}

/** Writes decisions into a new database, as the store would, but all at once. */
export const seedDecisions = (file: string, seeding: Seeding): Promise<void> =>
  writeDecisions(file, drawDecisions(seeding))

export async function writeDecisions(
  file: string,
  decisions: Iterable<SeededDecision> | AsyncIterable<SeededDecision>,
): Promise<void> {
  const cipher = createFieldCipher(siteKey, () => seededUntil)
  const connection = openWriterConnection(file, { waitMs: 0, mustExist: false })
  const { statements } = createWriterDatabase(connection, cipher, () => seededUntil)
  statements.begin()
  for await (const { decision, outcomes } of decisions) {
    statements.insertDecision.run({ ...buildDecisionRow(decision, cipher) })
    for (const outcome of outcomes) statements.saveOutcome.run({ ...outcome })
  }
  statements.commit()
  connection.close()
}
