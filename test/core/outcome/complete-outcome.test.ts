import { describe, expect, it } from 'vitest'
import type { CredentialId } from '../../../src/contract/ids.ts'
import type { DecisionRecord, OutcomeRecord } from '../../../src/core/history/decision-record.ts'
import { readHistory } from '../../../src/core/index.ts'
import { completeOutcome } from '../../../src/core/outcome/complete-outcome.ts'

const hello = 'hello' as CredentialId
const synced = 'synced' as CredentialId
const key = 'key' as CredentialId
const history = readHistory({
  credentials: [
    { id: hello, transports: ['internal'], authenticatorAttachment: 'platform' },
    { id: synced, transports: ['internal', 'hybrid'], authenticatorAttachment: 'platform' },
    { id: 'silent', authenticatorAttachment: 'platform' },
    { id: key, transports: ['usb'], authenticatorAttachment: 'cross-platform' },
  ],
})
const decision = (offered: readonly CredentialId[], mode: DecisionRecord['mode'] = 'modal') =>
  ({ offered, mode, action: 'passkey' }) as DecisionRecord
const login = (told: Partial<OutcomeRecord> = {}) =>
  ({
    result: 'success',
    method: 'passkey',
    credentialId: null,
    authenticatorAttachment: null,
    ...told,
  }) as OutcomeRecord

describe('a passkey login that tells neither credential nor attachment', () => {
  it('is told to be the only one offered, and used here where no phone could serve it', () => {
    expect(completeOutcome(login(), decision([hello]), history)).toMatchObject({
      credentialId: hello,
      authenticatorAttachment: 'platform',
    })
  })

  it('stays open where several were offered, or where the list was not filled', () => {
    expect(completeOutcome(login(), decision([hello, synced]), history).credentialId).toBeNull()
    expect(completeOutcome(login(), decision([hello], 'conditional'), history).credentialId).toBeNull()
    expect(completeOutcome(login(), decision([hello], 'immediate'), history).credentialId).toBeNull()
    const phone: DecisionRecord = { ...decision([hello]), action: 'cross-device' }
    expect(completeOutcome(login(), phone, history).credentialId).toBeNull()
  })

  it('is told to be another authenticator where only a security key could serve', () => {
    expect(completeOutcome(login({ credentialId: key }), decision([]), history)).toMatchObject({
      authenticatorAttachment: 'cross-platform',
    })
  })

  it('leaves the attachment open where a phone may have served, or nobody knows what', () => {
    for (const id of [synced, 'silent', 'unheard-of'] as CredentialId[]) {
      expect(
        completeOutcome(login({ credentialId: id }), decision([]), history).authenticatorAttachment,
      ).toBeNull()
    }
  })
})

describe('what is told', () => {
  it('is never overruled', () => {
    const told = login({ credentialId: synced, authenticatorAttachment: 'cross-platform' })
    expect(completeOutcome(told, decision([hello]), history)).toEqual(told)
  })

  it('is left alone where it is no passkey login', () => {
    for (const told of [
      login({ result: 'failure' }),
      login({ method: 'password' }),
      login({ method: 'cross-device' }),
    ]) {
      expect(completeOutcome(told, decision([hello]), history)).toBe(told)
    }
  })
})
