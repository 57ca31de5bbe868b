import { describe, expect, it } from 'vitest'
import { lintUnexplainedDoubt } from '../../../../src/core/platform/lint/lint-unexplained-doubt.ts'
import { failure, placesOf, provider, reach, statement } from './draft-of.ts'

describe('a doubt', () => {
  it('says why: an unknown value, and a value on little evidence', () => {
    const statements = [
      statement({ os: 'linux' }, { hints: 'unknown', relatedOrigins: 'unknown' }),
      statement({ os: 'macos' }, { hints: true }, { certainty: 'low' }),
    ]
    const providers = { providers: [provider({ reach: [reach(undefined, 'unknown')] })] }
    expect(placesOf(lintUnexplainedDoubt, { platforms: [{ statements }], providers }).sort()).toEqual([
      'platforms/0.json#/statements/0',
      'platforms/0.json#/statements/1',
      'providers.json#/providers/0/reach/0',
    ])
  })

  it('says why in the failure table, too', () => {
    const failures = [
      failure({ certainty: 'low' }),
      failure({ certainty: 'low', note: 'an estimate' }),
      failure({ certainty: 'medium' }),
    ]
    expect(placesOf(lintUnexplainedDoubt, { failures })).toEqual(['failures.json#/failures/0'])
  })

  it('is fine with a note, and what is sure needs none', () => {
    const statements = [
      statement({ os: 'linux' }, { hints: 'unknown' }, { note: 'contested' }),
      statement({ os: 'macos' }, { hints: true }),
    ]
    expect(placesOf(lintUnexplainedDoubt, { platforms: [{ statements }] })).toEqual([])
  })
})
