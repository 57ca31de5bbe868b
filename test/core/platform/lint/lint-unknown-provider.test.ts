import { describe, expect, it } from 'vitest'
import { lintUnknownProvider } from '../../../../src/core/platform/lint/lint-unknown-provider.ts'
import { draftOf, placesOf, provider } from './draft-of.ts'

describe('the provider of an inference', () => {
  const inferred = (id: string) => ({
    providers: [provider()],
    inference: [{ provider: id, certainty: 'low', source: 'Keywise', verifiedOn: '2026-11' } as const],
  })

  it('must exist', () => {
    expect(lintUnknownProvider.find(draftOf({ providers: inferred('a-manger') }))).toEqual([
      {
        file: 'knowledge/providers.json',
        pointer: '/inference/0/provider',
        message: 'no provider is called `a-manger`',
        help: 'did you mean `a-manager`?',
      },
    ])
  })

  it('is fine where it does', () => {
    expect(placesOf(lintUnknownProvider, { providers: inferred('a-manager') })).toEqual([])
  })
})
