import { describe, expect, it } from 'vitest'
import { lintKnownAnonymous } from '../../../../src/core/platform/lint/lint-known-anonymous.ts'
import { placesOf, provider } from './draft-of.ts'

describe('an AAGUID that names nobody', () => {
  const zeros = '00000000-0000-0000-0000-000000000000'

  it('belongs to no provider', () => {
    const providers = [provider({ aaguids: [zeros] })]
    expect(placesOf(lintKnownAnonymous, { providers: { anonymousAaguids: [zeros], providers } })).toEqual([
      'providers.json#/providers/0/aaguids/0',
    ])
  })

  it('is told from those that do', () => {
    const providers = [provider({ aaguids: ['bada5566-a7aa-401f-bd96-45619a55120d'] })]
    expect(placesOf(lintKnownAnonymous, { providers: { anonymousAaguids: [zeros], providers } })).toEqual([])
  })
})
