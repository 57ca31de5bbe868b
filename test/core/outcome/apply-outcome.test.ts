import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import type { DecisionRecord, OutcomeRecord } from '../../../src/core/history/decision-record.ts'
import { applyOutcome } from '../../../src/core/outcome/apply-outcome.ts'
import type { HistoryChange } from '../../../src/core/outcome/history-change.ts'
import { credentialIds, deviceIds, noon, users } from '../../../src/proof/arbitraries/history.ts'
import { decisionRecord, outcomes } from '../../arbitraries/outcome.ts'
import { times } from '../../times.ts'

const [credA, credB] = credentialIds
const [device] = deviceIds
const [alice, bob] = users
if (!credA || !credB || !device || !alice || !bob) throw new Error('the lists of ids are too short')

const decision: DecisionRecord = {
  id: 'd1',
  at: noon,
  user: alice,
  deviceId: device,
  deviceProven: false,
  purpose: 'authentication',
  action: 'passkey',
  reason: 'manager-passkey-likely',
  rule: null,
  revision: 'r1',
  os: 'windows',
  osVersion: '11',
  browser: 'chrome',
  browserMajor: 157,
  mode: 'modal',
  offered: [credA, credB],
  probability: { local: 0.57, crossDevice: 0 },
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
  input: '{}',
}
const failed: OutcomeRecord = {
  decisionId: 'd1',
  method: 'passkey',
  attempt: 1,
  result: 'failure',
  classified: 'abandoned',
  errorName: 'NotAllowedError',
  evidence: 'abandoned',
  weight: 1,
  proven: false,
  credentialId: null,
  authenticatorAttachment: null,
  elapsedMs: 14_000,
  user: null,
  at: noon + 14_000,
}
const password: OutcomeRecord = {
  ...failed,
  method: 'password',
  result: 'success',
  classified: 'succeeded',
  errorName: null,
  evidence: null,
  weight: 0,
  proven: true,
  at: noon + 60_000,
}
const passkey: OutcomeRecord = {
  ...password,
  method: 'passkey',
  attempt: 2,
  credentialId: credA,
  authenticatorAttachment: 'platform',
}
const proven = { ...decision, deviceProven: true }

const told = (changes: readonly HistoryChange[]) =>
  changes.map((change) =>
    change.type === 'evidence' ? `${change.credentialId} ${change.kind}` : change.type,
  )
const evidenceOf = (changes: readonly HistoryChange[]) =>
  changes.filter((change) => change.type === 'evidence')

describe('a failure', () => {
  it('changes nothing while nobody vouches for it', () => {
    expect(applyOutcome(decision, [], failed)).toEqual([])
  })
  it('counts for each offered passkey on a proven device', () => {
    expect(applyOutcome(proven, [], failed)).toEqual([
      {
        type: 'evidence',
        key: 'd1:passkey:1:cred-a',
        user: alice,
        credentialId: credA,
        deviceId: device,
        kind: 'abandoned',
        weight: 1,
        elapsedMs: 14_000,
        at: failed.at,
      },
      expect.objectContaining({ key: 'd1:passkey:1:cred-b', credentialId: credB }),
    ])
  })
  it('is promoted, at its own time, by a proven login of the same decision', () => {
    const second = { ...failed, attempt: 2, at: noon + 30_000 }
    const changes = applyOutcome(decision, [failed, second], password)
    expect(told(changes)).toEqual([
      'cred-a abandoned',
      'cred-b abandoned',
      'cred-a abandoned',
      'cred-b abandoned',
      'device-proven',
    ])
    expect(evidenceOf(changes).map((one) => one.at)).toEqual([failed.at, failed.at, second.at, second.at])
  })
  it('counts at once when the proven login was told first', () => {
    expect(told(applyOutcome(decision, [password], failed))).toEqual(['cred-a abandoned', 'cred-b abandoned'])
  })
  it('is not told twice when another login follows', () => {
    expect(told(applyOutcome(decision, [failed, password], { ...password, attempt: 2 }))).toEqual([
      'device-proven',
    ])
  })
  it.each([
    ['by an unproven login', { ...password, proven: false }],
    ["by somebody else's login", { ...password, user: bob }],
  ])('is not promoted %s', (_, login) => {
    expect(evidenceOf(applyOutcome(decision, [failed], login))).toEqual([])
  })
  it('says nothing without a device', () => {
    expect(applyOutcome({ ...proven, deviceId: null }, [], failed)).toEqual([])
  })

  it('counts as much as it was weighed, and not at all without weight', () => {
    const weights = (weight: number) =>
      evidenceOf(applyOutcome(proven, [], { ...failed, weight })).map((one) => one.weight)
    expect(weights(0.25)).toEqual([0.25, 0.25])
    expect(weights(0)).toEqual([])
    expect(weights(Number.NaN)).toEqual([])
  })
  it('keeps what it was weighed as when it was told, however late it is promoted', () => {
    const light = { ...failed, evidence: 'cancelled' as const, weight: 0.1 }
    expect(evidenceOf(applyOutcome(decision, [light], password))).toMatchObject([
      { kind: 'cancelled', weight: 0.1, elapsedMs: 14_000, at: failed.at },
      { kind: 'cancelled', weight: 0.1, elapsedMs: 14_000, at: failed.at },
    ])
  })

  it.each([
    ['passkey', 'cancelled', true],
    ['passkey', 'abandoned', true],
    ['passkey', 'immediate-fast-reject', true],
    ['passkey', 'immediate-slow-reject', true],
    ['passkey', 'phone-failed', false],
    ['passkey', 'credential-exists', false],
    ['passkey', 'succeeded-here', false],
    ['cross-device', 'phone-failed', true],
    ['cross-device', 'cancelled', false],
    ['password', 'cancelled', false],
    ['passkey', null, false],
  ] as const)('by `%s` that was classified as `%s` counts: %s', (method, evidence, counts) => {
    const known = [{ id: credA, transports: ['hybrid'], revokedAt: null }]
    const changes = applyOutcome({ ...proven, offered: [credA] }, [], { ...failed, method, evidence }, known)
    expect(evidenceOf(changes).map((one) => one.kind)).toEqual(counts ? [evidence] : [])
  })
  it('of a phone counts where phones were asked for', () => {
    const asked = { ...proven, action: 'cross-device' as const, offered: [credA] }
    const phone = { ...failed, method: 'cross-device', evidence: 'phone-failed' as const }
    expect(evidenceOf(applyOutcome(asked, [], phone)).map((one) => one.kind)).toEqual(['phone-failed'])
  })
  it('of a password says nothing of passkeys', () => {
    expect(applyOutcome(proven, [], { ...failed, method: 'password' })).toEqual([])
  })
})

describe('a failure over a phone', () => {
  const askedPhones: DecisionRecord = { ...proven, action: 'cross-device', offered: [credA] }
  const credentials = [
    { id: credA, transports: ['internal'], revokedAt: null },
    { id: credB, transports: ['hybrid', 'internal'], revokedAt: null },
  ]
  const overPhone: OutcomeRecord = {
    ...failed,
    method: 'cross-device',
    classified: 'hybrid-failed',
    evidence: 'phone-failed',
  }

  it.each([
    ['passkey', 'cancelled'],
    ['passkey', 'abandoned'],
    ['cross-device', 'phone-failed'],
  ] as const)(
    'that was told as `%s` and says `%s` is about the phones that were asked for, and about nothing that is here',
    (method, evidence) => {
      expect(told(applyOutcome(askedPhones, [], { ...failed, method, evidence }, credentials))).toEqual([
        'cred-a phone-failed',
      ])
    },
  )
  it.each([
    ['passkey', null],
    ['passkey', 'immediate-fast-reject'],
    ['passkey', 'immediate-slow-reject'],
    ['cross-device', null],
    ['cross-device', 'cancelled'],
    ['cross-device', 'abandoned'],
  ] as const)('that was told as `%s` and says `%s` says nothing of phones', (method, evidence) => {
    expect(applyOutcome(askedPhones, [], { ...overPhone, method, evidence }, credentials)).toEqual([])
  })
  it('that followed a try here is about the passkeys that say a phone can serve them', () => {
    expect(told(applyOutcome(proven, [], overPhone, credentials))).toEqual(['cred-b phone-failed'])
    const revoked = credentials.map((one) => ({ ...one, revokedAt: noon }))
    expect(applyOutcome(proven, [], overPhone, revoked)).toEqual([])
    expect(applyOutcome(proven, [], overPhone)).toEqual([])
  })
  it('counts only where somebody vouches for it, and never at a registration', () => {
    const unproven = { ...askedPhones, deviceProven: false }
    expect(applyOutcome(unproven, [], overPhone)).toEqual([])
    expect(told(applyOutcome(unproven, [overPhone], password))).toEqual([
      'cred-a phone-failed',
      'device-proven',
    ])
    const creation: DecisionRecord = { ...proven, purpose: 'registration', action: 'skip' }
    expect(applyOutcome(creation, [], overPhone, credentials)).toEqual([])
  })
})

describe('a proven success', () => {
  it('with the own authenticator is a sighting here', () => {
    expect(applyOutcome(decision, [], passkey)).toEqual([
      {
        type: 'device-proven',
        user: alice,
        deviceId: device,
        os: 'windows',
        osVersion: '11',
        browser: 'chrome',
        at: passkey.at,
      },
      { type: 'credential-used', user: alice, credentialId: credA, at: passkey.at },
      {
        type: 'evidence',
        key: 'd1:passkey:2:cred-a:success',
        user: alice,
        credentialId: credA,
        deviceId: device,
        kind: 'succeeded-here',
        at: passkey.at,
      },
    ])
  })
  it('with a phone proves the way over the phone', () => {
    const phone = { ...passkey, method: 'cross-device', authenticatorAttachment: 'cross-platform' as const }
    expect(told(applyOutcome(decision, [], phone))).toEqual([
      'device-proven',
      'credential-used',
      'cred-a succeeded-by-phone',
    ])
  })
  it('with a security key says which key is used here, by its transports', () => {
    const key = { ...passkey, authenticatorAttachment: 'cross-platform' as const }
    const by = (transports: readonly string[], outcome: OutcomeRecord = key) =>
      evidenceOf(applyOutcome(decision, [], outcome, [{ id: credA, transports, revokedAt: null }])).map(
        ({ kind }) => kind,
      )
    for (const transports of [['usb'], ['nfc', 'usb'], ['ble'], ['smart-card', 'usb']])
      expect(by(transports)).toEqual(['succeeded-by-key'])
    // A phone, something inside a device, or nobody knows what: never a key.
    for (const transports of [
      ['hybrid'],
      ['hybrid', 'usb'],
      ['internal'],
      ['internal', 'usb'],
      [],
      ['laser'],
    ])
      expect(by(transports)).toEqual([])
    expect(by(['usb'], { ...key, method: 'cross-device' })).toEqual([])
    expect(by(['usb'], { ...key, authenticatorAttachment: 'platform' })).toEqual(['succeeded-here'])
    expect(by(['usb'], { ...key, proven: false })).toEqual([])
  })
  it.each([
    ['a missing attachment', { method: 'cross-device', authenticatorAttachment: null }],
    ['a key', { method: 'passkey', authenticatorAttachment: 'cross-platform' as const }],
    ['a password', { method: 'password', authenticatorAttachment: 'platform' as const }],
  ])('with %s says nothing of presence', (_, change) => {
    expect(evidenceOf(applyOutcome(decision, [], { ...passkey, ...change }))).toEqual([])
  })
  it('counts beside the failure of the same attempt that was told before', () => {
    const success = { ...passkey, attempt: failed.attempt }
    const changes = evidenceOf(applyOutcome({ ...decision, offered: [credA] }, [failed], success))
    expect(changes.map(({ kind }) => kind)).toEqual(['abandoned', 'succeeded-here'])
    expect(new Set(changes.map(({ key }) => key)).size).toBe(2)
  })
  it('promotes failures before it also where the device vouches: nobody knows whether it did then', () => {
    expect(told(applyOutcome({ ...proven, offered: [credA] }, [failed], passkey))).toEqual([
      'cred-a abandoned',
      'device-proven',
      'credential-used',
      'cred-a succeeded-here',
    ])
  })
  it('goes to the one who was proven, not to the one who was asked about', () => {
    const changes = applyOutcome(proven, [failed], { ...passkey, user: bob })
    expect(told(changes)).toEqual(['device-proven', 'credential-used', 'cred-a succeeded-here'])
    expect(changes.every((change) => change.user === bob)).toBe(true)
  })
  it('names the user where nobody was asked about', () => {
    const changes = applyOutcome({ ...decision, user: null }, [], { ...passkey, user: bob })
    expect(told(changes)).toEqual(['device-proven', 'credential-used', 'cred-a succeeded-here'])
    expect(applyOutcome({ ...decision, user: null }, [], passkey)).toEqual([])
  })
})

describe('an offer to create a passkey', () => {
  const offer: DecisionRecord = {
    ...proven,
    purpose: 'registration',
    action: 'offer',
    reason: 'offer-default',
  }
  const asked = {
    type: 'registration-asked',
    user: alice,
    deviceId: device,
    declinedForGood: false,
    taken: false,
    at: failed.at,
  }

  it('that was declined is an ask', () => {
    expect(applyOutcome(offer, [], failed)).toEqual([{ ...asked, variant: 'default' }])
  })
  it('is one ask however often it was tried', () => {
    expect(applyOutcome(offer, [failed], { ...failed, attempt: 2 })).toEqual([])
  })
  it('is an ask for good when the user says never, even as the second word', () => {
    const never = { ...failed, method: 'never', attempt: 2 }
    expect(applyOutcome(offer, [failed], never)).toMatchObject([{ declinedForGood: true }])
  })
  it('is no ask while nobody vouches for it, and one at the first time when somebody does', () => {
    const unproven = { ...offer, deviceProven: false }
    expect(applyOutcome(unproven, [], failed)).toEqual([])
    expect(applyOutcome(unproven, [failed], passkey)).toMatchObject([
      { ...asked, taken: true, variant: 'default' },
      { type: 'device-proven' },
    ])
  })
  it('that was taken makes a passkey, which is no use of one', () => {
    expect(told(applyOutcome(offer, [], passkey))).toEqual(['registration-asked', 'device-proven'])
  })
  it('is declined for all devices where the back end says so, and for one where a page does', () => {
    const vouched = { ...failed, proven: true }
    const never = { ...failed, method: 'never', attempt: 2 }
    expect(applyOutcome(offer, [], vouched)).toMatchObject([{ deviceId: null, declinedForGood: false }])
    expect(applyOutcome(offer, [], never)).toMatchObject([{ deviceId: device, declinedForGood: true }])
    expect(applyOutcome(offer, [failed], { ...never, proven: true })).toMatchObject([
      { deviceId: null, declinedForGood: true },
    ])
    // The back end vouches for what it says, not for what a page adds.
    expect(applyOutcome(offer, [vouched], never)).toMatchObject([{ deviceId: device, declinedForGood: true }])
  })
  it('is declined for nobody by a page without a device, whoever logs in', () => {
    const nowhere = { ...offer, deviceId: null, deviceProven: false }
    const never = { ...failed, method: 'never' }
    expect(applyOutcome(nowhere, [password], never)).toEqual([])
    expect(applyOutcome(nowhere, [never], password)).toEqual([])
    expect(applyOutcome(nowhere, [never], passkey)).toEqual([
      { ...asked, variant: 'default', deviceId: null, taken: true, at: passkey.at },
    ])
  })
  it('that has counted while somebody vouched is not counted again when somebody does anew', () => {
    const unproven = { ...offer, deviceProven: false }
    const asks = (hasCounted: boolean) =>
      applyOutcome(unproven, [failed], password, [], () => hasCounted).filter(
        ({ type }) => type === 'registration-asked',
      )
    expect(asks(false)).toHaveLength(1)
    expect(asks(true)).toEqual([])
  })
  it('is no ask where the answer was to skip it', () => {
    expect(applyOutcome({ ...offer, action: 'skip', reason: 'already-here' }, [], failed)).toEqual([])
  })
  it.each([
    ['offer', 'offer-after-cross-device', 'after-cross-device'],
    ['offer', 'offer-after-error', 'after-error'],
    ['conditional', 'conditional-create', 'conditional'],
    ['conditional', 'no-rule-matched', 'conditional'],
    ['offer', 'no-rule-matched', 'default'],
  ] as const)('as `%s` for `%s` is the variant `%s`', (action, reason, variant) => {
    expect(applyOutcome({ ...offer, action, reason }, [], failed)).toMatchObject([{ variant }])
  })
  it('that met an excluded passkey says that one of them is here, and nobody has declined', () => {
    const changes = applyOutcome(offer, [], {
      ...failed,
      classified: 'credential-exists',
      evidence: 'credential-exists',
    })
    expect(told(changes)).toEqual(['cred-a credential-exists', 'cred-b credential-exists'])
  })
  it.each(['refused', 'aborted', 'server-rejected'] as const)(
    'that was %s was not declined',
    (classified) => {
      expect(applyOutcome(offer, [], { ...failed, classified })).toEqual([])
    },
  )
  it.each(['later', 'never', 'not-now'])('that was answered with `%s` was declined', (method) => {
    const said = { ...failed, method, classified: 'refused' as const }
    expect(applyOutcome(offer, [], said)).toMatchObject([
      { taken: false, declinedForGood: method === 'never' },
    ])
  })
  it('is not answered by what happened before it was shown', () => {
    const refused = { ...failed, classified: 'refused' as const }
    expect(applyOutcome(offer, [refused], { ...failed, attempt: 2 })).toMatchObject([{ taken: false }])
  })
  it('that is taken after all is told', () => {
    const [change] = applyOutcome(offer, [failed], { ...passkey, attempt: 2 })
    expect(change).toMatchObject({ type: 'registration-asked', taken: true })
  })
  it('is taken where that is proven, and not where a page says so', () => {
    expect(applyOutcome(offer, [], { ...passkey, proven: false })).toEqual([])
    expect(applyOutcome(offer, [], passkey)).toContainEqual(expect.objectContaining({ taken: true }))
  })
  it('to create quietly has failed, though nothing was shown', () => {
    const quiet = { ...offer, action: 'conditional' as const, reason: 'conditional-create' as const }
    const refused = { ...failed, classified: 'refused' as const }
    expect(applyOutcome(quiet, [], refused)).toMatchObject([{ variant: 'conditional', taken: false }])
  })
})

/** What a series of outcomes leaves behind, as a store with keys would hold it. */
function applyAll(asked: DecisionRecord, arriving: readonly OutcomeRecord[]) {
  const evidence = new Map<string, HistoryChange>()
  const counts: Record<string, number> = {}
  arriving.forEach((outcome, i) => {
    for (const change of applyOutcome(asked, arriving.slice(0, i), outcome)) {
      if (change.type === 'evidence') evidence.set(change.key, change)
      else counts[change.type] = (counts[change.type] ?? 0) + 1
    }
  })
  return { evidence, counts }
}

describe('the laws of outcomes', () => {
  const runs = times(2_000)

  test.prop([decisionRecord, outcomes], runs)('unproven outcomes alone change nothing', (asked, arriving) => {
    const observed = arriving.map((one) => ({ ...one, proven: false }))
    const { evidence, counts } = applyAll({ ...asked, deviceProven: false }, observed)
    expect([evidence.size, counts]).toEqual([0, {}])
  })

  test.prop([decisionRecord, outcomes, fc.nat()], runs)(
    'the evidence and the counts do not depend on the order of arrival',
    (asked, arriving, turn) => {
      const at = arriving.length === 0 ? 0 : turn % arriving.length
      const turned = [...arriving.slice(at), ...arriving.slice(0, at)].reverse()
      const a = applyAll(asked, arriving)
      const b = applyAll(asked, turned)
      expect(Object.fromEntries(b.evidence)).toEqual(Object.fromEntries(a.evidence))
      expect(b.counts['device-proven']).toBe(a.counts['device-proven'])
    },
  )

  test.prop([decisionRecord, outcomes], runs)(
    'failures speak about the offered passkeys of the asked user on the reporting device only',
    (asked, arriving) => {
      for (const change of applyAll(asked, arriving).evidence.values()) {
        if (change.type !== 'evidence' || change.kind.startsWith('succeeded')) continue
        expect(change.user).toBe(asked.user)
        expect(change.deviceId).toBe(asked.deviceId)
        expect(asked.offered).toContain(change.credentialId)
      }
    },
  )
})
