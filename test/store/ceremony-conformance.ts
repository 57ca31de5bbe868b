import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CeremonyStore, OneTimeRecord } from '../../src/store/ceremony-store.ts'
import type { HistoryStore } from '../../src/store/history-store.ts'
import { credential, credentialUpdate, userOf } from './records.ts'

type Store = HistoryStore & CeremonyStore
export interface CeremonyStoreUnderTest {
  readonly store: Store
  /** Closes the store and opens another one over the same data. */
  reopen(): Promise<Store>
}

/** What every implementation of the ceremony port must do. */
export function describeCeremonyStore(
  name: string,
  open: (now: () => number) => Promise<CeremonyStoreUnderTest>,
) {
  describe(name, () => {
    const ada = userOf('ada@corp.example')
    const bob = userOf('bob@corp.example')
    let clock = 10_000
    let underTest: CeremonyStoreUnderTest
    let store: Store

    beforeEach(async () => {
      clock = 10_000
      underTest = await open(() => clock)
      store = underTest.store
    })
    afterEach(() => store.close())

    const challenge = (id: string, changes?: Partial<OneTimeRecord>): OneTimeRecord => ({
      kind: 'challenge',
      id,
      user: ada.pseudonym,
      payload: `{"for":"${id}"}`,
      expiresAt: 20_000,
      ...changes,
    })

    describe('what may be used once', () => {
      it('is had by one of many who ask for it at the same time, and by nobody afterwards', async () => {
        await store.saveOneTime(challenge('h-1'))
        const taken = await Promise.all(
          Array.from({ length: 100 }, () => store.takeOneTime('challenge', 'h-1')),
        )
        expect(taken.filter((one) => one !== null)).toEqual([{ payload: '{"for":"h-1"}', expiresAt: 20_000 }])
        expect(await store.takeOneTime('challenge', 'h-1')).toBeNull()
      })
      it('is not had under another kind, which leaves it where it was', async () => {
        await store.saveOneTime(challenge('h-1', { kind: 'ticket' }))
        expect(await store.takeOneTime('challenge', 'h-1')).toBeNull()
        expect(await store.takeOneTime('ticket', 'h-1')).not.toBeNull()
      })
      it('outlives the process', async () => {
        await store.saveOneTime(challenge('h-1', { user: null }))
        store = await underTest.reopen()
        expect(await store.takeOneTime('challenge', 'h-1')).not.toBeNull()
        store = await underTest.reopen()
        expect(await store.takeOneTime('challenge', 'h-1')).toBeNull()
      })
      it('is swept away when it is over, and not before', async () => {
        await store.saveOneTime(challenge('old', { expiresAt: 10_000 }))
        await store.saveOneTime(challenge('new', { expiresAt: 10_001 }))
        expect(await store.deleteStale(10_000)).toBe(1)
        expect(await store.takeOneTime('challenge', 'old')).toBeNull()
        expect(await store.takeOneTime('challenge', 'new')).not.toBeNull()
      })
      it('goes with the user it belongs to', async () => {
        await store.saveOneTime(challenge('h-1'))
        await store.saveOneTime(challenge('h-2', { user: bob.pseudonym }))
        await store.saveUser(ada, {})
        await store.eraseUser(ada.pseudonym)
        expect(await store.takeOneTime('challenge', 'h-1')).toBeNull()
        expect(await store.takeOneTime('challenge', 'h-2')).not.toBeNull()
      })
    })

    describe('a user handle', () => {
      const profile = { name: 'ada', displayName: 'Ada' }
      it('is the first one drawn, whoever draws later', async () => {
        const drawn = await Promise.all(
          ['one', 'two', 'three'].map((fresh) => store.ensureUserHandle(ada, fresh, profile)),
        )
        expect(drawn).toEqual(['one', 'one', 'one'])
        store = await underTest.reopen()
        expect(await store.ensureUserHandle(ada, 'four', profile)).toBe('one')
        expect(await store.ensureUserHandle(bob, 'five', profile)).toBe('five')
        expect(await store.loadAccount(ada.pseudonym)).toMatchObject({ userHandle: 'one', profile })
      })
      it('is what the passkeys of a relying party were made for, where it brought them', async () => {
        await store.saveCredential(ada, credentialUpdate('c-1', { userHandle: 'brought' }))
        expect(await store.loadAccount(ada.pseudonym)).toMatchObject({ userHandle: 'brought' })
        expect(await store.loadPasskey(credential('c-1'))).toMatchObject({ userHandle: 'brought' })
      })
    })

    describe('a name', () => {
      it('has the time of its last change, which repeating it is not', async () => {
        await store.saveUser(ada, { name: 'ada', displayName: 'Ada' })
        clock = 11_000
        await store.saveUser(ada, { name: 'ada', displayName: 'Ada' })
        await store.saveUser(ada, { state: 'active' })
        expect(await store.loadAccount(ada.pseudonym)).toMatchObject({ profileAt: 10_000 })
        await store.saveUser(ada, { name: 'ada@new.example' })
        expect(await store.loadAccount(ada.pseudonym)).toMatchObject({
          profileAt: 11_000,
          profile: { name: 'ada@new.example', displayName: 'ada@new.example' },
        })
      })
    })

    describe('a passkey', () => {
      const made = credentialUpdate('c-1', { publicKey: 'a2V5', signCount: 4, backupEligible: true })
      const login = {
        user: ada.pseudonym,
        id: credential('c-1'),
        backupEligible: true,
        backupState: true,
        userVerified: true,
        at: 12_000,
        profileTold: false,
      }
      it('is found by its id alone, with whose it is', async () => {
        await store.saveCredential(ada, made)
        await store.saveUser(ada, { state: 'locked' })
        expect(await store.loadPasskey(credential('c-1'))).toEqual({
          user: ada.pseudonym,
          userId: ada.id,
          userState: 'locked',
          publicKey: 'a2V5',
          signCount: 4,
          backupEligible: true,
          transports: ['internal', 'hybrid'],
          aaguid: null,
          revokedAt: null,
          userHandle: null,
        })
        expect(await store.loadPasskey(credential('c-2'))).toBeNull()
      })
      it('keeps its transports when only its name changes', async () => {
        await store.saveCredential(ada, made)
        await store.saveCredential(ada, { id: credential('c-1'), createdAt: 900, name: 'my phone' })
        expect(await store.loadPasskey(credential('c-1'))).toMatchObject({
          transports: ['internal', 'hybrid'],
          signCount: 4,
        })
        expect((await store.loadAccount(ada.pseudonym)).passkeys).toMatchObject([
          { id: 'c-1', name: 'my phone', createdAt: 500 },
        ])
      })
      it('is not made by a change of what is not there', async () => {
        const renamed = { id: credential('c-9'), createdAt: 900, name: 'my phone' }
        expect(await store.saveCredential(ada, renamed)).toBe('unknown')
        expect(await store.loadPasskey(credential('c-9'))).toBeNull()
      })
      it('keeps the highest sign count, and says when one does not rise', async () => {
        await store.saveCredential(ada, made)
        const count = async (signCount: number) => store.saveAuthentication({ ...login, signCount })
        expect(await count(5)).toEqual({ signCountRegressed: false })
        expect(await count(5)).toEqual({ signCountRegressed: true })
        expect(await count(3)).toEqual({ signCountRegressed: true })
        expect(await count(0)).toEqual({ signCountRegressed: true })
        expect(await count(6)).toEqual({ signCountRegressed: false })
        expect(await store.loadPasskey(credential('c-1'))).toMatchObject({ signCount: 6 })
      })
      it('may never count, as synced passkeys do', async () => {
        await store.saveCredential(ada, credentialUpdate('c-1', { signCount: 0 }))
        expect(await store.saveAuthentication({ ...login, signCount: 0 })).toEqual({
          signCountRegressed: false,
        })
      })
      it('follows its backup state and its last use', async () => {
        await store.saveCredential(ada, { ...made, backupState: false })
        await store.saveAuthentication({ ...login, signCount: 5, profileTold: true })
        const [passkey] = (await store.loadHistory(ada.pseudonym)).credentials
        expect(passkey).toMatchObject({ backupState: true, lastUsedAt: 12_000 })
        const account = await store.loadAccount(ada.pseudonym)
        expect(account.passkeys).toMatchObject([{ profileToldAt: 12_000, signCountRegressedAt: null }])
      })
    })

    describe('a new passkey', () => {
      const made = credentialUpdate('c-1', { publicKey: 'a2V5' })
      it('is taken once, and changes nothing where it is on record', async () => {
        expect(await store.addPasskey(ada, made)).toBe('created')
        const before = await store.loadPasskey(credential('c-1'))
        expect(await store.addPasskey(ada, { ...made, publicKey: 'b3RoZXI' })).toBe('known')
        expect(await store.addPasskey(bob, { ...made, publicKey: 'b3RoZXI' })).toBe('foreign')
        await store.revokeCredential(ada.pseudonym, credential('c-1'), 600)
        expect(await store.addPasskey(ada, made)).toBe('known')
        expect(await store.loadPasskey(credential('c-1'))).toEqual({ ...before, revokedAt: 600 })
      })
    })

    describe('an account nobody has told about', () => {
      it('is empty', async () => {
        expect(await store.loadAccount(ada.pseudonym)).toEqual({
          state: null,
          userHandle: null,
          profile: null,
          profileAt: null,
          credentialsComplete: false,
          passkeys: [],
        })
      })
    })
  })
}
