import { describe, expect, it } from 'vitest'
import { lintClaimedImmediate } from '../../../../src/core/platform/lint/lint-claimed-immediate.ts'
import { placesOf, statement } from './draft-of.ts'

describe('an immediate request', () => {
  it('is never claimed by a version', () => {
    const statements = [statement({ browser: 'chrome', browserVersion: '>=149' }, { immediateGet: true })]
    expect(placesOf(lintClaimedImmediate, { platforms: [{ statements }] })).toEqual([
      'platforms/0.json#/statements/0/values/immediateGet',
    ])
  })

  it('may be ruled out or left unknown', () => {
    const statements = [
      statement({ browser: 'chrome' }, { immediateGet: 'unknown' }),
      statement({ browser: 'safari' }, { immediateGet: false }),
    ]
    expect(placesOf(lintClaimedImmediate, { platforms: [{ statements }] })).toEqual([])
  })
})
