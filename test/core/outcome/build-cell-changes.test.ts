import { test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { type CellPlace, untouchedCell } from '../../../src/core/cells/cell-reading.ts'
import type { DecisionRecord, OutcomeRecord } from '../../../src/core/history/decision-record.ts'
import { buildCellChanges } from '../../../src/core/outcome/build-cell-changes.ts'
import { noon, users } from '../../../src/proof/arbitraries/history.ts'
import { decisionRecord, outcomes } from '../../arbitraries/outcome.ts'
import { times } from '../../times.ts'

const [alice, bob] = users
if (!alice || !bob) throw new Error('the list of users is too short')

const place: CellPlace = {
  os: 'windows',
  osVersion: '11',
  browser: 'chrome',
  browserMajor: 157,
  provider: 'windows-hello',
}
const decision = (changes: Partial<DecisionRecord> = {}): DecisionRecord => ({
  id: 'd1',
  at: noon,
  user: alice,
  deviceId: null,
  deviceProven: true,
  purpose: 'authentication',
  action: 'passkey',
  reason: 'passkey-used-here',
  rule: null,
  revision: 'r1',
  os: 'windows',
  osVersion: '11',
  browser: 'chrome',
  browserMajor: 157,
  mode: 'modal',
  offered: [],
  probability: { local: 0.8, crossDevice: 0.5 },
  provider: 'windows-hello',
  reach: null,
  confidence: null,
  passive: null,
  network: 'n-1',
  startedAt: null,
  view: 'back-end',
  exposures: null,
  shadow: null,
  answerHash: null,
  input: '{}',
  ...changes,
})
const outcome = (changes: Partial<OutcomeRecord> = {}): OutcomeRecord => ({
  decisionId: 'd1',
  method: 'passkey',
  attempt: 1,
  result: 'failure',
  classified: 'cancelled',
  errorName: 'NotAllowedError',
  evidence: 'cancelled',
  weight: 1,
  proven: false,
  credentialId: null,
  authenticatorAttachment: null,
  elapsedMs: 3000,
  user: null,
  at: noon + 5000,
  ...changes,
})
const success = outcome({
  result: 'success',
  classified: 'succeeded',
  proven: true,
  attempt: 2,
  at: noon + 9000,
})
const password = { ...success, method: 'password' }

const build = (
  told: OutcomeRecord,
  record: DecisionRecord = decision(),
  earlier: readonly OutcomeRecord[] = [],
  reading = untouchedCell,
) => buildCellChanges(record, earlier, told, place, reading, 0.6)

describe('what an outcome says of its platform', () => {
  it('is told with the finest cell, what had been expected, and from where', () => {
    expect(build(success)).toEqual([
      {
        type: 'cell-event',
        user: alice,
        cell: 'windows/11/chrome/157/windows-hello',
        route: 'local',
        at: noon + 9000,
        succeeded: true,
        expected: 0.8,
        network: 'n-1',
      },
    ])
  })
  it('counts a failure where the device has proven a login, and nowhere else', () => {
    expect(build(outcome())).toMatchObject([{ succeeded: false }])
    expect(build(outcome(), decision({ deviceProven: false }))).toEqual([])
  })
  it('counts a failure once the same decision ends in a proven login of the same user, by whatever method', () => {
    const unproven = decision({ deviceProven: false })
    expect(build(password, unproven, [outcome()])).toMatchObject([{ succeeded: false, at: noon + 5000 }])
    expect(build(success, unproven, [outcome()])).toMatchObject([{ succeeded: false }, { succeeded: true }])
    expect(build({ ...password, user: bob }, unproven, [outcome()])).toEqual([])
    expect(build({ ...password, proven: false }, unproven, [outcome()])).toEqual([])
  })
  it('leaves out what was learnt of the platform from what had been expected: learning must not learn itself', () => {
    const learnt = { ...untouchedCell, local: 0.5 }
    expect(
      build(success, decision({ probability: { local: 0.4, crossDevice: 0 } }), [], learnt),
    ).toMatchObject([{ expected: 0.8 }])
  })
  it('is told of a suggestion by the login that ends it: picked, or another method', () => {
    const suggesting = decision({ mode: 'conditional' })
    expect(build(success, suggesting)).toMatchObject([
      { route: 'suggestion', succeeded: true, expected: 0.8 * 0.6 },
    ])
    expect(build(password, suggesting)).toMatchObject([{ route: 'suggestion', succeeded: false }])
    expect(build({ ...password, proven: false }, suggesting)).toEqual([])
    expect(build({ ...password, user: bob }, suggesting)).toEqual([])
    // A cancel before it is no second word on the same suggestion.
    expect(build(password, suggesting, [outcome()])).toHaveLength(1)
    const learnt = { ...untouchedCell, local: 0.9, suggestion: 0.5 }
    expect(build(password, suggesting, [], learnt)).toMatchObject([{ expected: (0.8 / 0.9) * 0.6 }])
  })
  it('is told of a phone where the decision asked for one', () => {
    const byPhone = decision({ action: 'cross-device' })
    expect(build({ ...success, method: 'cross-device' }, byPhone)).toMatchObject([
      { route: 'cross-device', expected: 0.5 },
    ])
    expect(build(success, byPhone)).toEqual([])
  })
  it.each<[string, OutcomeRecord, DecisionRecord]>([
    ['a registration', success, decision({ purpose: 'registration' })],
    ['a click of the own accord', success, decision({ action: 'fallback', mode: null })],
    [
      'a suggestion of what may not be here',
      success,
      decision({ mode: 'conditional', probability: { local: 0.5, crossDevice: 0 } }),
    ],
    ['an attempt that a suggestion led to', outcome(), decision({ mode: 'conditional' })],
    ['nobody in particular', success, decision({ user: null })],
    ['another user than was expected', { ...success, user: bob }, decision()],
    ["the page's own abort", outcome({ classified: 'aborted' }), decision()],
    ['what nobody expected', success, decision({ probability: { local: 0.01, crossDevice: 0 } })],
    ['another method', password, decision()],
  ])('is nothing: %s', (_name, told, record) => {
    expect(build(told, record)).toEqual([])
  })
  test.prop([decisionRecord, outcomes], times(300))(
    'is nothing at all without proof: no proven login, no device that has had one',
    (record, told) => {
      const earlier: OutcomeRecord[] = []
      for (const one of told) {
        const unproven = { ...one, proven: false }
        expect(build(unproven, { ...record, deviceProven: false }, earlier)).toEqual([])
        earlier.push(unproven)
      }
    },
  )
})
