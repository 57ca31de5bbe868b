import { describe, expect, it } from 'vitest'
import { lintUnknownPattern } from '../../../../src/core/platform/lint/lint-unknown-pattern.ts'
import { draftOf, placesOf, provider, reach } from './draft-of.ts'

describe('a reach pattern that a provider leans on', () => {
  const reachPatterns = { 'third-party-manager': [reach(undefined)] }

  it('must exist', () => {
    const providers = [provider({ reachLike: 'third-party-manger' })]
    expect(lintUnknownPattern.find(draftOf({ providers: { reachPatterns, providers } }))).toEqual([
      {
        file: 'knowledge/providers.json',
        pointer: '/providers/0/reachLike',
        message: 'no reach pattern is called `third-party-manger`',
        help: 'did you mean `third-party-manager`?',
      },
    ])
  })

  it('is fine where it does, or where none is named', () => {
    const providers = [provider({ reachLike: 'third-party-manager' }), provider({ id: 'other' })]
    expect(placesOf(lintUnknownPattern, { providers: { reachPatterns, providers } })).toEqual([])
  })
})
