import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { evidenceKinds } from '../../src/contract/words.ts'
import { type CredentialRecord, emptyHistory, type HistoryChange } from '../../src/core/index.ts'
import { createMemoryHistory } from '../../src/simulation/memory-history.ts'
import { createSqliteStore } from '../../src/store/sqlite-store.ts'
import { credential, device, newDatabaseFile, siteKey, userOf } from '../store/records.ts'
import { times } from '../times.ts'

const store = createSqliteStore({ file: newDatabaseFile(), siteKey })
afterAll(() => store.close())

const { pseudonym } = userOf('nobody')
const credentialId = fc.constantFrom(credential('c-1'), credential('c-2'))
const deviceId = fc.constantFrom(device('d-1'), device('d-2'), device('d-3'))
/** Few times and keys, so that the same are told again, and out of order. */
const at = fc.integer({ min: 1, max: 40 })
const change: fc.Arbitrary<HistoryChange> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('evidence' as const),
      key: fc.integer({ min: 0, max: 60 }).map((number) => `k${number}`),
      user: fc.constant(pseudonym),
      credentialId,
      deviceId,
      kind: fc.constantFrom(...evidenceKinds),
      at,
    }),
  },
  fc.record({
    type: fc.constant('device-proven' as const),
    user: fc.constant(pseudonym),
    deviceId,
    os: fc.constantFrom('windows' as const, 'macos' as const, 'unknown' as const),
    osVersion: fc.constantFrom('11', '10', 'unknown'),
    browser: fc.constantFrom('chrome' as const, 'edge' as const, 'unknown' as const),
    at,
  }),
  fc.record({
    type: fc.constant('credential-used' as const),
    user: fc.constant(pseudonym),
    credentialId,
    at,
  }),
  fc.record({
    type: fc.constant('registration-asked' as const),
    user: fc.constant(pseudonym),
    variant: fc.constantFrom('default' as const, 'after-error' as const),
    deviceId: fc.option(deviceId, { nil: null }),
    declinedForGood: fc.boolean(),
    taken: fc.boolean(),
    at,
  }),
)

const recordOf = (id: string): CredentialRecord => ({
  id: credential(id),
  aaguid: null,
  transports: ['hybrid', 'internal'],
  backupEligible: true,
  backupState: true,
  authenticatorAttachment: 'unknown',
  createdAt: 0,
  lastUsedAt: null,
  revokedAt: null,
  madeOn: null,
})

describe('a history in memory', () => {
  it('is empty at first', () => {
    expect(createMemoryHistory().history).toEqual(emptyHistory)
  })

  let users = 0
  it('becomes what the store makes of the same changes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 120 }), async (changes) => {
        const user = userOf(`somebody-${users++}`)
        const memory = createMemoryHistory()
        for (const id of ['c-2', 'c-1']) {
          const own = `${id}-${users}`
          memory.addCredential(recordOf(own))
          const { transports, backupState } = recordOf(own)
          await store.saveCredential(user, {
            id: credential(own),
            transports,
            backupEligible: true,
            backupState: backupState === true,
            createdAt: 0,
          })
        }
        const own = changes.map((one) => ({
          ...one,
          user: user.pseudonym,
          ...('credentialId' in one ? { credentialId: credential(`${one.credentialId}-${users}`) } : {}),
        }))
        memory.apply(own)
        await store.saveChanges(user, own)
        expect(memory.history).toEqual(await store.loadHistory(user.pseudonym))
      }),
      times(40),
    )
  })
})
