import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  dailyEvidenceLimit,
  emptyHistory,
  type OutcomeRecord,
  recentEvidenceLimit,
} from '../../src/core/index.ts'
import type { HistoryStore, UserRef } from '../../src/store/history-store.ts'
import { times } from '../times.ts'
import {
  credential,
  credentialUpdate,
  decisionRecord,
  device,
  outcomeRecord,
  reduceAlone,
  userOf,
} from './records.ts'

const dayMs = 86_400_000

export interface StoreUnderTest {
  readonly store: HistoryStore
  /** Closes the store and opens another one over the same data. */
  reopen(): Promise<HistoryStore>
}

/** What every implementation of the history port must do. */
export function describeHistoryStore(name: string, open: (now: () => number) => Promise<StoreUnderTest>) {
  describe(name, () => {
    const ada = userOf('ada@corp.example')
    const bob = userOf('bob@corp.example')
    let clock = 10_000
    let underTest: StoreUnderTest
    let store: HistoryStore

    beforeEach(async () => {
      clock = 10_000
      underTest = await open(() => clock)
      store = underTest.store
    })
    afterEach(async () => {
      await store.close()
    })

    const reopen = async () => {
      store = await underTest.reopen()
    }

    describe('a user nobody has told about', () => {
      it('has the empty history', async () => {
        expect(await store.loadHistory(ada.pseudonym)).toEqual(emptyHistory)
      })
      it('cannot be exported, erased or revoked from', async () => {
        expect(await store.exportUser(ada.pseudonym)).toBeNull()
        expect(await store.eraseUser(ada.pseudonym)).toBe(false)
        expect(await store.revokeCredential(ada.pseudonym, credential('c-1'), 1)).toBe(false)
      })
    })

    describe('a user record', () => {
      it('keeps what an update leaves out', async () => {
        await store.saveUser(ada, { state: 'active', attributes: { plan: 'pro', seats: 3, beta: true } })
        await store.saveUser(ada, { assuranceFloor: 'phishing-resistant', credentialsComplete: false })
        expect(await store.loadHistory(ada.pseudonym)).toEqual({
          ...emptyHistory,
          state: 'active',
          attributes: { plan: 'pro', seats: 3, beta: true },
          assuranceFloor: 'phishing-resistant',
        })
      })
      it('is seen at once by the next read, and after opening again', async () => {
        await store.saveUser(ada, { state: 'active' })
        expect((await store.loadHistory(ada.pseudonym)).state).toBe('active')
        await store.saveUser(ada, { state: 'locked' })
        expect((await store.loadHistory(ada.pseudonym)).state).toBe('locked')
        await reopen()
        expect((await store.loadHistory(ada.pseudonym)).state).toBe('locked')
      })
    })

    describe('a credential', () => {
      it('is created, then updated, keeping what the update leaves out', async () => {
        const first = credentialUpdate('c-1', {
          aaguid: 'FBFC3007-154E-4ECC-8C0B-6E020557D7BD',
          backupEligible: true,
          backupState: false,
          madeOn: { deviceId: device('d-1'), os: 'ios' },
        })
        expect(await store.saveCredential(ada, first)).toBe('created')
        const second = credentialUpdate('c-1', { transports: ['hybrid'], backupState: true, createdAt: 900 })
        expect(await store.saveCredential(ada, second)).toBe('updated')
        expect((await store.loadHistory(ada.pseudonym)).credentials).toEqual([
          {
            id: 'c-1',
            aaguid: 'fbfc3007-154e-4ecc-8c0b-6e020557d7bd',
            transports: ['hybrid'],
            backupEligible: true,
            backupState: true,
            authenticatorAttachment: 'unknown',
            createdAt: 500,
            lastUsedAt: null,
            revokedAt: null,
            madeOn: { deviceId: 'd-1', os: 'ios', browser: 'unknown' },
          },
        ])
      })
      it('says unknown for what nobody told, and null for an AAGUID of zeros', async () => {
        const aaguid = '00000000-0000-0000-0000-000000000000'
        await store.saveCredential(ada, credentialUpdate('c-1', { aaguid }))
        const [stored] = (await store.loadHistory(ada.pseudonym)).credentials
        expect(stored).toMatchObject({ aaguid: null, backupEligible: 'unknown', madeOn: null })
      })
      it('of another user is foreign', async () => {
        await store.saveCredential(ada, credentialUpdate('c-1'))
        expect(await store.saveCredential(bob, credentialUpdate('c-1'))).toBe('foreign')
        expect(await store.revokeCredential(bob.pseudonym, credential('c-1'), 1)).toBe(false)
        expect(await store.loadHistory(bob.pseudonym)).toEqual(emptyHistory)
      })
      it('stays revoked until it is restored', async () => {
        await store.saveCredential(ada, credentialUpdate('c-1'))
        expect(await store.revokeCredential(ada.pseudonym, credential('c-1'), 700)).toBe(true)
        expect(await store.revokeCredential(ada.pseudonym, credential('c-1'), 800)).toBe(false)
        const revokedAt = async () => (await store.loadHistory(ada.pseudonym)).credentials[0]?.revokedAt
        expect(await revokedAt()).toBe(700)
        expect(await store.saveCredential(ada, credentialUpdate('c-1'))).toBe('revoked')
        expect(await revokedAt()).toBe(700)
        expect(await store.saveCredential(ada, credentialUpdate('c-1', { restore: true }))).toBe('updated')
        expect(await revokedAt()).toBeNull()
      })
    })

    describe('a decision', () => {
      it('is found as soon as it is recorded, and after opening again', async () => {
        const record = decisionRecord('dec-1', ada.pseudonym, { browserMajor: 18, mode: 'modal', rule: 'r' })
        const bare = decisionRecord('dec-2', null, { deviceId: null, offered: [] })
        store.recordDecision(record)
        store.recordDecision(bare)
        expect(await store.loadDecision('dec-1')).toEqual(record)
        await reopen()
        expect(await store.loadDecision('dec-1')).toEqual(record)
        expect(await store.loadDecision('dec-2')).toEqual(bare)
        expect(await store.loadDecision('dec-3')).toBeNull()
      })
    })

    describe('a decision whose ceremony a page starts', () => {
      const startOf = async (id: string) => (await store.loadDecision(id))?.startedAt

      it('keeps the first time, whether the decision is written by then or still waits', async () => {
        store.recordDecision(decisionRecord('dec-waits', ada.pseudonym))
        store.recordStart('dec-waits', 5_000)
        store.recordStart('dec-waits', 6_000)
        expect(await startOf('dec-waits')).toBe(5_000)
        await store.saveOutcome(
          outcomeRecord('dec-written', ada.pseudonym),
          reduceAlone,
          decisionRecord('dec-written', ada.pseudonym),
        )
        store.recordStart('dec-written', 7_000)
        store.recordStart('dec-written', 8_000)
        await reopen()
        expect(await startOf('dec-waits')).toBe(5_000)
        expect(await startOf('dec-written')).toBe(7_000)
        store.recordStart('dec-written', 9_000)
        await reopen()
        expect(await startOf('dec-written')).toBe(7_000)
      })

      it('does not come back once its user is erased, and one nobody knows is nothing', async () => {
        store.recordDecision(decisionRecord('dec-1', ada.pseudonym))
        await reopen()
        const erased = store.eraseUser(ada.pseudonym)
        store.recordStart('dec-1', 5_000)
        store.recordStart('dec-nowhere', 5_000)
        await erased
        await reopen()
        expect(await store.loadDecision('dec-1')).toBeNull()
        expect(await store.loadDecision('dec-nowhere')).toBeNull()
      })
    })

    describe('an outcome', () => {
      it('is accepted for a decision that was recorded a moment ago', async () => {
        const decision = decisionRecord('dec-1', ada.pseudonym)
        store.recordDecision(decision)
        const saved = await store.saveOutcome(outcomeRecord('dec-1', ada.pseudonym), reduceAlone)
        expect(saved).toMatchObject({ kind: 'accepted', classified: 'succeeded', decision })
        expect((await store.loadHistory(ada.pseudonym)).sightings).toEqual([
          {
            credentialId: 'c-1',
            deviceId: 'd-1',
            successes: 1,
            failures: 0,
            lastSuccessAt: 2_000,
            lastFailureAt: null,
            recent: [{ at: 2_000, kind: 'succeeded-here' }],
          },
        ])
      })
      it('of a decision nobody knows is refused, unless the caller brings the decision', async () => {
        const outcome = outcomeRecord('dec-1', ada.pseudonym)
        expect(await store.saveOutcome(outcome, reduceAlone)).toEqual({ kind: 'unknown-decision' })
        expect((await store.loadHistory(ada.pseudonym)).sightings).toEqual([])
        const other = decisionRecord('dec-2', ada.pseudonym)
        expect((await store.saveOutcome(outcome, reduceAlone, other)).kind).toBe('unknown-decision')
        const decision = decisionRecord('dec-1', ada.pseudonym)
        expect((await store.saveOutcome(outcome, reduceAlone, decision)).kind).toBe('accepted')
        expect(await store.loadDecision('dec-1')).toEqual(decision)
      })
      it('counts once however often it is repeated, and is refused when altered', async () => {
        store.recordDecision(decisionRecord('dec-1', ada.pseudonym))
        const outcome = outcomeRecord('dec-1', ada.pseudonym)
        const send = async (changes?: Partial<OutcomeRecord>) =>
          (await store.saveOutcome({ ...outcome, ...changes }, reduceAlone)).kind
        expect(await send()).toBe('accepted')
        expect(await send({ at: 9_000 })).toBe('repeated')
        expect(await send({ elapsedMs: 1 })).toBe('altered')
        expect(await send({ result: 'failure', classified: 'cancelled' })).toBe('altered')
        const history = await store.loadHistory(ada.pseudonym)
        expect(history.sightings[0]).toMatchObject({ successes: 1, failures: 0, lastSuccessAt: 2_000 })
      })
      it('that failed is the same report while its error is, whatever was made of it', async () => {
        store.recordDecision(decisionRecord('dec-1', ada.pseudonym))
        const failure = { result: 'failure', classified: 'cancelled', errorName: 'NotAllowedError' } as const
        const send = async (changes: Partial<OutcomeRecord>) => {
          const outcome = outcomeRecord('dec-1', ada.pseudonym, { ...failure, ...changes })
          const saved = await store.saveOutcome(outcome, reduceAlone)
          return saved.kind === 'repeated' ? saved.classified : saved.kind
        }
        expect(await send({})).toBe('accepted')
        expect(await send({ classified: 'abandoned', weight: 1 })).toBe('cancelled')
        expect(await send({ errorName: 'AbortError' })).toBe('altered')
      })
      it('counts a failed attempt and the proven success after it, telling the reducer of the first', async () => {
        store.recordDecision(decisionRecord('dec-1', ada.pseudonym))
        const failure = outcomeRecord('dec-1', ada.pseudonym, {
          result: 'failure',
          classified: 'cancelled',
          errorName: 'NotAllowedError',
          evidence: 'cancelled',
          weight: 0.25,
        })
        const success = outcomeRecord('dec-1', ada.pseudonym, { attempt: 2, at: 3_000 })
        let told: readonly OutcomeRecord[] = []
        await store.saveOutcome(failure, reduceAlone)
        await store.saveOutcome(success, (decision, earlier, outcome) => {
          told = earlier
          return reduceAlone(decision, earlier, outcome)
        })
        expect(told).toEqual([failure])
        const [sighting] = (await store.loadHistory(ada.pseudonym)).sightings
        expect(sighting).toMatchObject({
          successes: 1,
          failures: 1,
          lastFailureAt: 2_000,
          lastSuccessAt: 3_000,
        })
      })
      it('that is proven is not blocked by one that was merely claimed', async () => {
        store.recordDecision(decisionRecord('dec-1', ada.pseudonym))
        const claimed = outcomeRecord('dec-1', ada.pseudonym, {
          proven: false,
          result: 'failure',
          classified: 'cancelled',
        })
        const proven = outcomeRecord('dec-1', ada.pseudonym, { elapsedMs: null })
        expect((await store.saveOutcome(claimed, reduceAlone)).kind).toBe('accepted')
        expect((await store.saveOutcome(proven, reduceAlone)).kind).toBe('accepted')
        expect((await store.saveOutcome(claimed, reduceAlone)).kind).toBe('altered')
        expect((await store.loadHistory(ada.pseudonym)).sightings[0]).toMatchObject({
          successes: 1,
          failures: 0,
        })
      })
      it('whose reducer fails is undone alone', async () => {
        store.recordDecision(decisionRecord('dec-1', ada.pseudonym))
        const outcome = outcomeRecord('dec-1', ada.pseudonym)
        const faulty = store.saveOutcome({ ...outcome, attempt: 2 }, () => {
          throw new TypeError('no such thing')
        })
        const sound = store.saveOutcome(outcome, reduceAlone)
        await expect(faulty).rejects.toThrow('no such thing')
        expect((await sound).kind).toBe('accepted')
        expect((await store.saveOutcome({ ...outcome, attempt: 2 }, reduceAlone)).kind).toBe('accepted')
      })
      it('is one of 1,000 at the same time for one user, and each counts', async () => {
        const saving = Array.from({ length: 1_000 }, (_, n) => {
          const id = `dec-${n}`
          const failed = n % 4 === 0
          const outcome = outcomeRecord(id, ada.pseudonym, {
            // A day each: of one day's failures only the first few count.
            at: n * dayMs,
            result: failed ? 'failure' : 'success',
            method: 'cross-device',
          })
          return store.saveOutcome(outcome, reduceAlone, decisionRecord(id, ada.pseudonym))
        })
        await Promise.all(saving)
        const history = await store.loadHistory(ada.pseudonym)
        expect(history).toMatchObject({ crossDeviceSuccesses: 750, lastCrossDeviceAt: 999 * dayMs })
        expect(history.sightings).toHaveLength(1)
        expect(history.sightings[0]).toMatchObject({
          successes: 0,
          failures: 250,
          lastFailureAt: 996 * dayMs,
        })
        expect(history.sightings[0]?.recent.map(({ at }) => at)).toEqual(
          Array.from({ length: recentEvidenceLimit }, (_, n) => (1_000 - recentEvidenceLimit + n) * dayMs),
        )
      })
    })

    describe('outcomes in any order, with repeats', () => {
      const attempt = fc.record({
        decision: fc.nat(3),
        method: fc.constantFrom('passkey', 'cross-device'),
        attempt: fc.integer({ min: 1, max: 3 }),
        success: fc.boolean(),
        at: fc.integer({ min: 1, max: 20 }),
        credential: fc.nat(1),
      })
      const story = fc
        .uniqueArray(attempt, {
          maxLength: 18,
          selector: (one) => `${one.decision} ${one.method} ${one.attempt}`,
        })
        .chain((attempts) =>
          fc.record({
            attempts: fc.constant(attempts),
            order: fc.array(fc.nat(Math.max(0, attempts.length - 1)), { maxLength: 20 }),
            last: fc.shuffledSubarray([...attempts.keys()], { minLength: attempts.length }),
            registeredAfter: fc.nat(attempts.length),
          }),
        )
      let stories = 0

      it('teach the same as in order, each once', async () => {
        await fc.assert(
          fc.asyncProperty(story, async ({ attempts, order, last, registeredAfter }) => {
            stories += 1
            // Both sides in one store: names of the same length and order, told apart by their first letter.
            const tell = async (side: 'a' | 'b', indices: readonly number[], registerAt: number) => {
              const prefix = `${side}${stories}-`
              const user = userOf(`${prefix}user`)
              const register = () => store.saveCredential(user, credentialUpdate(`${prefix}c-0`))
              const saving: Promise<unknown>[] = []
              for (const [position, index] of indices.entries()) {
                if (position === registerAt) saving.push(register())
                const one = attempts[index]
                if (one === undefined) continue
                const decision = decisionRecord(`${prefix}${one.decision}`, user.pseudonym, {
                  deviceId: device(`d-${one.decision % 2}`),
                  osVersion: `15.${one.decision}`,
                })
                const outcome = outcomeRecord(decision.id, user.pseudonym, {
                  method: one.method,
                  attempt: one.attempt,
                  result: one.success ? 'success' : 'failure',
                  credentialId: credential(`${prefix}c-${one.credential}`),
                  at: one.at,
                })
                saving.push(store.saveOutcome(outcome, reduceAlone, decision))
              }
              if (registerAt >= indices.length) saving.push(register())
              await Promise.all(saving)
              const text = JSON.stringify(await store.loadHistory(user.pseudonym))
              return JSON.parse(text.replaceAll(prefix, ''))
            }
            const canonical = await tell('a', [...attempts.keys()], 0)
            expect(await tell('b', [...order, ...last], registeredAfter)).toEqual(canonical)
            const counted = canonical.sightings.reduce(
              (sum: number, one: { successes: number; failures: number }) =>
                sum + one.successes + one.failures,
              canonical.crossDeviceSuccesses,
            )
            // All on one day: of each credential and device, the first few failures.
            const failures = new Map<string, number>()
            for (const { success, credential: one, decision } of attempts) {
              const key = `${one} ${decision % 2}`
              if (!success) failures.set(key, Math.min(dailyEvidenceLimit, (failures.get(key) ?? 0) + 1))
            }
            const successes = attempts.filter(({ success }) => success).length
            expect(counted).toBe([...failures.values()].reduce((sum, count) => sum + count, successes))
          }),
          times(100),
        )
      })
    })

    describe('changes told in bulk', () => {
      const tell = (user: UserRef, deviceId: string, at: number) =>
        store.saveChanges(user, [
          {
            type: 'device-proven',
            user: user.pseudonym,
            deviceId: device(deviceId),
            os: 'windows',
            osVersion: '11',
            browser: 'edge',
            at,
          },
        ])
      it('count the users of a shared device within the last 30 days', async () => {
        clock = 40 * 86_400_000
        await tell(ada, 'kiosk', clock - 31 * 86_400_000)
        await tell(bob, 'kiosk', clock - 29 * 86_400_000)
        expect(await store.loadDeviceUserCount(device('kiosk'))).toBe(1)
        await tell(ada, 'kiosk', clock)
        expect(await store.loadDeviceUserCount(device('kiosk'))).toBe(2)
        clock += 2 * 86_400_000
        expect(await store.loadDeviceUserCount(device('kiosk'))).toBe(1)
        expect(await store.loadDeviceUserCount(device('another'))).toBe(0)
      })
      it('keep the newest word about a device, and evidence once by its key', async () => {
        await tell(ada, 'd-1', 900)
        const { pseudonym: user } = ada
        const evidence = {
          type: 'evidence',
          key: 'k',
          user,
          credentialId: credential('c-1'),
          deviceId: device('d-1'),
          kind: 'cancelled',
          at: 5,
        } as const
        await store.saveChanges(ada, [evidence, { ...evidence, at: 6 }])
        await store.saveChanges(ada, [
          {
            type: 'device-proven',
            user,
            deviceId: device('d-1'),
            os: 'windows',
            osVersion: '10',
            browser: 'edge',
            at: 100,
          },
        ])
        const history = await store.loadHistory(user)
        expect(history.devices).toEqual([
          {
            id: 'd-1',
            os: 'windows',
            osVersion: '11',
            browser: 'edge',
            firstSeenAt: 100,
            lastSeenAt: 900,
            provenAt: 900,
            loginDays: 1,
          },
        ])
        expect(history.sightings[0]).toMatchObject({ successes: 0, failures: 1 })
        expect(history.sightings[0]?.recent).toEqual([{ at: 5, kind: 'cancelled' }])
      })
      it('count a login over a phone once, however often it is told', async () => {
        const { pseudonym: user } = ada
        const login = {
          type: 'evidence',
          key: 'k',
          user,
          credentialId: credential('c-1'),
          deviceId: device('d-1'),
          kind: 'succeeded-by-phone',
          at: 5,
        } as const
        await store.saveChanges(ada, [login])
        await store.saveChanges(ada, [login, { ...login, key: 'l', at: 9 }])
        expect(await store.loadHistory(user)).toMatchObject({ crossDeviceSuccesses: 2, lastCrossDeviceAt: 9 })
      })
      it('that tell no client keep what is known of a device, and give way to what is told', async () => {
        const { pseudonym: user } = ada
        const untold = {
          type: 'device-proven',
          user,
          os: 'unknown',
          osVersion: 'unknown',
          browser: 'unknown',
        } as const
        await tell(ada, 'd-1', 100)
        await store.saveChanges(ada, [
          { ...untold, deviceId: device('d-1'), at: 900 },
          { ...untold, deviceId: device('d-2'), at: 900 },
        ])
        await tell(ada, 'd-2', 100)
        const told = { os: 'windows', osVersion: '11', browser: 'edge', firstSeenAt: 100, lastSeenAt: 900 }
        expect((await store.loadHistory(user)).devices).toMatchObject([told, told])
      })
      it('count the days with a login on a device, each once, whatever is told twice or late', async () => {
        for (const at of [100, 5 * 86_400_000, 200, 86_400_000, 5 * 86_400_000]) await tell(ada, 'd-1', at)
        expect((await store.loadHistory(ada.pseudonym)).devices).toMatchObject([{ id: 'd-1', loginDays: 3 }])
      })
      it('weigh evidence as it was told, and whole where nothing was said', async () => {
        const { pseudonym: user } = ada
        const evidence = {
          type: 'evidence',
          user,
          credentialId: credential('c-1'),
          deviceId: device('d-1'),
          kind: 'cancelled',
        } as const
        await store.saveChanges(ada, [
          { ...evidence, key: 'half', at: 1, weight: 0.5, elapsedMs: 2_100.4 },
          { ...evidence, key: 'whole', at: 2 },
        ])
        expect((await store.loadHistory(user)).sightings[0]?.recent).toEqual([
          { at: 1, kind: 'cancelled', weight: 0.5, elapsedMs: 2_100 },
          { at: 2, kind: 'cancelled' },
        ])
      })
      it('take no more failures of a day than a person makes, the first ones, in whatever order they are told', async () => {
        const hour = dayMs / 24
        const changesOf = (user: UserRef) => {
          const about = { type: 'evidence', user: user.pseudonym, credentialId: credential('c-1') } as const
          const here = { ...about, deviceId: device('d-1') }
          const failures = Array.from({ length: 50 }, (_, n) => ({
            ...here,
            key: `f-${n}`,
            kind: n % 2 === 0 ? ('abandoned' as const) : ('cancelled' as const),
            at: dayMs + ((n * 7) % 50) * (hour / 10),
          }))
          return [
            ...failures,
            { ...here, key: 'phone', kind: 'phone-failed' as const, at: dayMs + hour },
            { ...here, key: 'login', kind: 'succeeded-here' as const, at: dayMs + 2 * hour },
            { ...here, key: 'next day', kind: 'abandoned' as const, at: 2 * dayMs },
            { ...here, key: 'elsewhere', deviceId: device('d-2'), kind: 'abandoned' as const, at: dayMs },
          ]
        }
        await store.saveChanges(ada, changesOf(ada))
        await store.saveChanges(bob, changesOf(bob).reverse())
        await store.saveChanges(bob, changesOf(bob))
        const history = await store.loadHistory(ada.pseudonym)
        expect(await store.loadHistory(bob.pseudonym)).toEqual(history)
        expect(history.sightings).toMatchObject([
          { deviceId: 'd-1', failures: 4, successes: 1, lastFailureAt: 2 * dayMs },
          { deviceId: 'd-2', failures: 1, successes: 0 },
        ])
        expect(history.sightings[0]?.recent.map(({ at }) => at)).toEqual([
          dayMs,
          dayMs + hour / 10,
          dayMs + hour / 5,
          dayMs + hour,
          dayMs + 2 * hour,
          2 * dayMs,
        ])
      })
      it('void device tokens by the latest sign-out, and keep that through other updates', async () => {
        await store.saveUser(ada, { sessionsRevokedAt: 50 })
        await store.saveUser(ada, { sessionsRevokedAt: 20 })
        await store.saveUser(ada, { state: 'active' })
        await reopen()
        expect(await store.loadHistory(ada.pseudonym)).toEqual({
          ...emptyHistory,
          state: 'active',
          sessionsRevokedAt: 50,
        })
      })
      it('remember what was answered when asked to create a passkey', async () => {
        const { pseudonym: user } = ada
        const asked = { type: 'registration-asked', user, variant: 'default' } as const
        await store.saveChanges(ada, [
          { ...asked, deviceId: null, declinedForGood: true, taken: false, at: 20 },
          { ...asked, deviceId: null, declinedForGood: false, taken: false, at: 10 },
          { ...asked, deviceId: device('d-1'), declinedForGood: false, taken: true, at: 30 },
        ])
        expect((await store.loadHistory(user)).registrationAsks).toEqual([
          {
            variant: 'default',
            deviceId: null,
            asked: 2,
            lastAskedAt: 20,
            declinedForGood: true,
            taken: 0,
            lastTakenAt: null,
          },
          {
            variant: 'default',
            deviceId: 'd-1',
            asked: 1,
            lastAskedAt: 30,
            declinedForGood: false,
            taken: 1,
            lastTakenAt: 30,
          },
        ])
      })
    })

    describe('a user who asks what is known', () => {
      it('is told everything, in clear, decisions still in the queue included', async () => {
        await store.saveUser(ada, { attributes: { plan: 'pro' } })
        await store.saveCredential(ada, credentialUpdate('c-1', { name: 'my phone', userHandle: 'dS0x' }))
        store.recordDecision(decisionRecord('dec-1', ada.pseudonym))
        await store.saveOutcome(outcomeRecord('dec-1', ada.pseudonym), reduceAlone)
        store.recordDecision(decisionRecord('dec-2', ada.pseudonym))
        const told = await store.exportUser(ada.pseudonym)
        expect(told).toMatchObject({
          user: { id: 'ada@corp.example', attributes: { plan: 'pro' }, createdAt: 10_000 },
          credentials: [{ id: 'c-1', name: 'my phone', userHandle: 'dS0x', lastUsedAt: 2_000 }],
          devices: [{ id: 'd-1' }],
          sightings: [{ credentialId: 'c-1', successes: 1 }],
          evidence: [{ kind: 'succeeded-here' }],
          outcomes: [{ decisionId: 'dec-1', result: 'success' }],
          decisions: [{ id: 'dec-1', input: '{"signals":{"userAgent":"Secret/1.0"}}' }, { id: 'dec-2' }],
        })
      })
      it('is told of a decision made before it was known who logs in', async () => {
        store.recordDecision(decisionRecord('dec-1', null))
        await store.saveOutcome(outcomeRecord('dec-1', ada.pseudonym), reduceAlone)
        expect(await store.exportUser(ada.pseudonym)).toMatchObject({ decisions: [{ id: 'dec-1' }] })
      })
    })

    describe('a user who asks to be erased', () => {
      it('is forgotten, decisions still in the queue included, and others are not', async () => {
        for (const user of [ada, bob]) {
          await store.saveUser(user, { state: 'active' })
          await store.saveCredential(user, credentialUpdate(`${user.id}-c`))
          store.recordDecision(decisionRecord(`dec-${user.id}`, user.pseudonym))
          await store.saveOutcome(outcomeRecord(`dec-${user.id}`, user.pseudonym), reduceAlone)
        }
        store.recordDecision(decisionRecord('dec-anonymous', null))
        await store.saveOutcome(outcomeRecord('dec-anonymous', ada.pseudonym), reduceAlone)
        store.recordDecision(decisionRecord('dec-queued', ada.pseudonym))
        expect(await store.loadDeviceUserCount(device('d-1'))).toBe(2)
        const bobBefore = await store.exportUser(bob.pseudonym)

        expect(await store.eraseUser(ada.pseudonym)).toBe(true)
        expect(await store.loadHistory(ada.pseudonym)).toEqual(emptyHistory)
        expect(await store.exportUser(ada.pseudonym)).toBeNull()
        expect(await store.loadDecision('dec-anonymous')).toBeNull()
        expect(await store.loadDecision('dec-queued')).toBeNull()
        expect(await store.loadDeviceUserCount(device('d-1'))).toBe(1)
        expect(await store.exportUser(bob.pseudonym)).toEqual(bobBefore)
      })
    })

    describe('a closed store', () => {
      it('refuses reads and writes as unavailable, and says that it is not ready', async () => {
        expect(store.isReady()).toBe(true)
        await store.close()
        expect(store.isReady()).toBe(false)
        await expect(store.loadHistory(ada.pseudonym)).rejects.toMatchObject({ code: 'unavailable' })
        await expect(store.saveUser(ada, {})).rejects.toMatchObject({ code: 'unavailable' })
      })
      it('has written the decisions that were waiting', async () => {
        for (let n = 0; n < 2_000; n += 1) store.recordDecision(decisionRecord(`dec-${n}`, ada.pseudonym))
        await reopen()
        const told = await store.exportUser(ada.pseudonym)
        expect(told?.decisions).toHaveLength(2_000)
      })
    })
  })
}
