import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CredentialId, DeviceId } from '../../src/contract/ids.ts'
import type { DecisionRecord, OutcomeRecord, UserPseudonym } from '../../src/core/index.ts'
import type { CredentialUpdate, OutcomeReducer, UserRef } from '../../src/store/history-store.ts'
import { pseudonymOf } from '../../src/store/pseudonym.ts'

export const siteKey = Buffer.alloc(32, 7)
export const credential = (id: string) => id as CredentialId
export const device = (id: string) => id as DeviceId
export const userOf = (id: string): UserRef => ({ pseudonym: pseudonymOf(siteKey, id), id })

/** A database file in a folder of its own. */
export const newDatabaseFile = () => join(mkdtempSync(join(tmpdir(), 'keywise-store-')), 'keywise.db')

export function decisionRecord(id: string, user: UserPseudonym | null, changes?: Partial<DecisionRecord>) {
  const record: DecisionRecord = {
    id,
    at: 1_000,
    user,
    deviceId: device('d-1'),
    deviceProven: false,
    purpose: 'authentication',
    action: 'passkey',
    reason: 'try-once',
    rule: null,
    revision: 'r1',
    os: 'macos',
    osVersion: '15.1',
    browser: 'safari',
    browserMajor: null,
    mode: null,
    offered: [credential('c-1')],
    probability: { local: 0.25, crossDevice: 0 },
    provider: null,
    reach: null,
    confidence: 'high',
    passive: 'none',
    network: null,
    startedAt: null,
    view: 'back-end',
    exposures: null,
    shadow: null,
    answerHash: null,
    input: '{"signals":{"userAgent":"Secret/1.0"}}',
  }
  return { ...record, ...changes }
}

export function outcomeRecord(
  decisionId: string,
  user: UserPseudonym | null,
  changes?: Partial<OutcomeRecord>,
): OutcomeRecord {
  return {
    decisionId,
    method: 'passkey',
    attempt: 1,
    result: 'success',
    classified: 'succeeded',
    errorName: null,
    evidence: null,
    weight: 0,
    proven: true,
    credentialId: credential('c-1'),
    authenticatorAttachment: 'platform',
    elapsedMs: 900,
    user,
    at: 2_000,
    ...changes,
  }
}

export const credentialUpdate = (id: string, changes?: Partial<CredentialUpdate>): CredentialUpdate => ({
  id: credential(id),
  transports: ['internal', 'hybrid'],
  createdAt: 500,
  ...changes,
})

/** Says of each proven outcome what it says by itself, so that what a store does with it can be seen alone. */
export const reduceAlone: OutcomeReducer = (decision, _earlier, outcome) => {
  const { user, credentialId, at } = outcome
  const { deviceId, os, osVersion, browser } = decision
  if (!outcome.proven || user === null || credentialId === null || deviceId === null) return []
  const key = `${outcome.decisionId} ${outcome.method} ${outcome.attempt}`
  const here = { user, credentialId, deviceId, at }
  if (outcome.result === 'failure') return [{ type: 'evidence', key, kind: 'cancelled', ...here }]
  const kind = outcome.method === 'cross-device' ? 'succeeded-by-phone' : 'succeeded-here'
  return [
    { type: 'evidence', key, kind, ...here },
    { type: 'credential-used', user, credentialId, at },
    { type: 'device-proven', user, deviceId, os, osVersion, browser, at },
  ]
}
