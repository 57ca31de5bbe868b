import { describe, expect, it } from 'vitest'
import { lintSilentVerification } from '../../../../src/core/platform/lint/lint-silent-verification.ts'
import { placesOf, provider } from './draft-of.ts'

const evidence = {
  certainty: 'high',
  source: 'https://passkeys.dev/docs/reference/known-issues/',
  verifiedOn: '2026-11',
} as const

const placesIn = (...providers: readonly ReturnType<typeof provider>[]) =>
  placesOf(lintSilentVerification, { providers: { providers: [...providers] } })

describe('a source for the user verification of a provider', () => {
  it('says what it is', () => {
    expect(placesIn(provider(), provider({ id: 'b-manager', userVerification: evidence }))).toEqual([
      'providers.json#/providers/1/userVerification',
    ])
  })

  it('is fine where it speaks of the extension or of the apps', () => {
    const extension = provider({ userVerification: { extension: 'dishonest', ...evidence } })
    const native = provider({ id: 'b-manager', userVerification: { native: 'honest', ...evidence } })
    expect(placesIn(extension, native)).toEqual([])
  })
})
