import { describe, expect, it } from 'vitest'
import { lintInsecureSource } from '../../../../src/core/platform/lint/lint-insecure-source.ts'
import { draftOf, statement } from './draft-of.ts'

describe('an address', () => {
  const from = (source: string) =>
    lintInsecureSource.find(
      draftOf({ platforms: [{ statements: [statement(undefined, undefined, { source })] }] }),
    )

  it('is reported without https', () => {
    expect(from('https://www.w3.org/; http://example.org/bug')).toEqual([
      {
        file: 'knowledge/platforms/0.json',
        pointer: '/statements/0/source',
        message: '`http://example.org/bug` is fetched without https',
        help: 'did you mean `https://example.org/bug`?',
      },
    ])
  })

  it('is fine with it, and a name is no address', () => {
    expect([...from('https://example.org/bug'), ...from('Chromium source, http/')]).toEqual([])
  })
})
