import { describe, expect, it } from 'vitest'
import type { Condition, Rule } from '../../src/contract/rule-files.ts'
import { policyWithEdit } from './policy-with-edit.ts'
import { expectFound, proofOf } from './proof-of.ts'

const onTop = (
  type: string,
  params: Partial<Rule['event']['params']> = {},
  conditions?: Condition,
): Rule => ({
  name: 'edited',
  priority: 1000,
  ...(conditions && { conditions }),
  event: { type, params: { reason: 'try-once', ...params } },
})
const has = (count: number): Condition => ({
  all: [{ fact: 'passkeys.count', operator: count === 0 ? 'equal' : 'greaterThan', value: 0 }],
})

/** What a manager could publish, as the checker lets it through. */
const edits: readonly (readonly [string, string, Parameters<typeof policyWithEdit>[0]])[] = [
  [
    'everybody falls back, and nothing is armed',
    'last-route-kept',
    { rules: [onTop('fallback', { passive: 'none' })] },
  ],
  [
    'one plan falls back, and nothing is armed',
    'last-route-kept',
    {
      rules: [
        onTop(
          'fallback',
          { passive: 'none' },
          {
            all: [{ fact: 'user.attributes', path: '$.plan', operator: 'equal', value: 'gold' }],
          },
        ),
      ],
    },
  ],
  [
    'a step-up leaves no way',
    'last-route-kept',
    { purpose: 'step-up', rules: [onTop('fallback', { passive: 'none' })] },
  ],
  ['no method but passkeys in the settings', 'newcomer-gets-in', { settings: { fallbacks: ['passkey'] } }],
  ['a dialog for everybody', 'dialog-needs-passkey', { rules: [onTop('passkey')] }],
  [
    'a dialog for the office, with passkeys or without',
    'dialog-needs-passkey',
    {
      rules: [
        onTop(
          'passkey',
          {},
          {
            all: [
              { fact: 'context.ip', operator: 'inIpRange', value: '198.51.100.0/24' },
              { fact: 'user.emailDomain', operator: 'matchesDomain', value: 'bank.example' },
            ],
          },
        ),
      ],
    },
  ],
  ['a dialog wherever there is any passkey', 'dialog-has-hope', { rules: [onTop('passkey', {}, has(1))] }],
  ['a phone for everybody', 'phone-needs-phone', { rules: [onTop('cross-device')] }],
  ['a dialog before anybody is named', 'nothing-starts-for-nobody', { rules: [onTop('passkey')] }],
  [
    'a dialog on broken clients',
    'broken-clients-are-spared',
    { rules: [onTop('passkey', {}, has(1))], certain: ['KI-01'] },
  ],
  [
    'a rollout by device for people without a device id',
    'rollout-draws-over-somebody',
    {
      rules: [
        {
          ...onTop(
            'passkey',
            { mode: 'conditional' },
            {
              all: [{ fact: 'user.identified', operator: 'equal', value: false }],
            },
          ),
          rollout: { percent: 50, salt: 'autofill', by: 'device' },
        },
      ],
    },
  ],
]

describe('an edit that does harm', () => {
  it.each(edits)('%s: %s', async (_edit, law, edit) => {
    await expectFound(policyWithEdit(edit), law)
  })

  it('is found before its time', async () => {
    const rule = { ...onTop('fallback', { passive: 'none' }), activeFrom: '2027-03-01T00:00:00Z' }
    const { request } = await expectFound(policyWithEdit({ rules: [rule] }), 'last-route-kept')
    expect(Date.parse(request.now ?? '')).toBeGreaterThanOrEqual(Date.parse(rule.activeFrom))
  })

  it('is no longer found when its time is over', async () => {
    const rule = { ...onTop('fallback', { passive: 'none' }), activeUntil: '2026-03-01T00:00:00Z' }
    const { ok } = await proofOf(policyWithEdit({ rules: [rule] }), ['last-route-kept'])
    expect(ok).toBe(true)
  })

  it('is not held against a rule that speaks of the broken clients', async () => {
    const rule = onTop(
      'passkey',
      {},
      {
        all: [{ fact: 'issues.noCeremony', operator: 'equal', value: 'high' }],
      },
    )
    const { laws } = await proofOf(policyWithEdit({ rules: [rule], certain: ['KI-01'] }), [
      'broken-clients-are-spared',
    ])
    expect(laws[0]?.status).toBe('holds')
  })
})
