import { describe, expect, it } from 'vitest'
import { lintMisplacedEvidence } from '../../../../src/core/platform/lint/lint-misplaced-evidence.ts'
import { failure, placesOf } from './draft-of.ts'

const places = (row: Parameters<typeof failure>[0]) =>
  placesOf(lintMisplacedEvidence, { failures: [failure(row)] })
const dialog = { operation: 'authentication', route: 'passkey', mode: 'modal' } as const
const silent = { route: 'passkey', mode: 'immediate' } as const

describe('evidence of a failure', () => {
  it('has a kind and a weight', () => {
    expect(places({ ...dialog, evidence: 'cancelled', weight: 1 })).toEqual([])
    expect(places({ ...dialog, evidence: 'cancelled' })).toEqual(['failures.json#/failures/0/evidence'])
    expect(places({ ...dialog, weight: 1 })).toEqual(['failures.json#/failures/0/weight'])
    expect(places(dialog)).toEqual([])
  })

  it.each([
    ['cancelled', dialog],
    ['abandoned', dialog],
    ['immediate-fast-reject', silent],
    ['immediate-slow-reject', silent],
    ['credential-exists', { operation: 'registration' }],
    ['phone-failed', { operation: 'authentication', route: 'cross-device' }],
  ] as const)('of the kind `%s` stands where such an attempt can be', (evidence, conditions) => {
    expect(places({ ...conditions, evidence, weight: 1 })).toEqual([])
    for (const key of Object.keys(conditions)) {
      expect(places({ ...conditions, [key]: undefined, evidence, weight: 1 }), key).toHaveLength(1)
    }
    expect(
      places({ operation: 'registration', route: ['other'], mode: 'conditional', evidence, weight: 1 }),
    ).toHaveLength(Object.keys(conditions).length - (evidence === 'credential-exists' ? 1 : 0))
  })
})
