import { describe, expect, it } from 'vitest'
import { lintUnknownSource } from '../../../../src/core/platform/lint/lint-unknown-source.ts'
import { draftOf, placesOf, provider, statement } from './draft-of.ts'

describe('a source', () => {
  const from = (source: string) =>
    lintUnknownSource.find(
      draftOf({ platforms: [{ statements: [statement(undefined, undefined, { source })] }] }),
    )

  it.each(['somebody told me', 'www.w3.org/TR', 'Chromiumfoo', 'https://nowhere'])('is not %s', (source) => {
    expect(from(source)).toMatchObject([{ pointer: '/statements/0/source' }])
  })

  it('is reported part by part, with the nearest name', () => {
    expect(from('https://www.w3.org/TR/webauthn-3/; Firefox sorce, dom')).toMatchObject([
      {
        message: '`Firefox sorce, dom` is neither an address nor a source with a name',
        help: 'did you mean `Firefox source`?',
      },
    ])
  })

  it.each([
    'https://bugs.webkit.org/show_bug.cgi?id=250912',
    'Firefox source, dom/webauthn',
    '@mdn/browser-compat-data 8.1.9',
    '@mdn/browser-compat-data 8.1.9; https://passkeys.dev/docs/reference/macos/',
    'general knowledge',
  ])('is fine as %s', (source) => {
    expect(from(source)).toEqual([])
  })

  it('is asked of every fact, of the reach of a provider too', () => {
    const entry = provider({ source: 'hearsay' })
    const reach = entry.reach.map((one) => ({ ...one, source: 'hearsay' }))
    expect(placesOf(lintUnknownSource, { providers: { providers: [{ ...entry, reach }] } })).toEqual([
      'providers.json#/providers/0/source',
      'providers.json#/providers/0/reach/0/source',
    ])
  })
})
