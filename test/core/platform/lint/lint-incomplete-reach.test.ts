import { describe, expect, it } from 'vitest'
import { lintIncompleteReach } from '../../../../src/core/platform/lint/lint-incomplete-reach.ts'
import { draftOf, placesOf, provider, reach } from './draft-of.ts'

describe('the reach of a provider', () => {
  const mobile = reach({ os: ['ios', 'ipados', 'android'] })

  it('answers for every system, on every client of it', () => {
    const some = [
      mobile,
      reach({ os: 'macos', browser: 'safari' }, 'yes'),
      reach({ os: 'windows', osVersion: '<10' }),
      reach({ os: ['linux', 'chromeos'] }),
    ]
    expect(
      lintIncompleteReach.find(draftOf({ providers: { providers: [provider({ reach: some })] } })),
    ).toEqual([
      {
        file: 'knowledge/providers.json',
        pointer: '/providers/0/reach',
        message: 'the reach of a-manager has no answer for every client of `windows`, `macos`',
        help: 'end the list with a statement that asks for the system only; `unknown` is an answer',
      },
    ])
  })

  it('may leave the rest to its pattern', () => {
    const reachPatterns = { rest: [reach({ os: ['windows', 'macos', 'linux', 'chromeos'] })] }
    const providers = [provider({ reach: [mobile], reachLike: 'rest' })]
    expect(placesOf(lintIncompleteReach, { providers: { reachPatterns, providers } })).toEqual([])
  })
})
