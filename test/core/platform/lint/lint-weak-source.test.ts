import { describe, expect, it } from 'vitest'
import { lintWeakSource } from '../../../../src/core/platform/lint/lint-weak-source.ts'
import { placesOf, statement } from './draft-of.ts'

describe('what rests on memory or one word alone', () => {
  const fact = (certainty: 'high' | 'medium', source: string) =>
    placesOf(lintWeakSource, {
      platforms: [{ statements: [statement(undefined, undefined, { certainty, source })] }],
    })

  it('is never certain', () => {
    expect(fact('high', 'general knowledge')).toEqual(['platforms/0.json#/statements/0/certainty'])
  })

  it('may be likely, and is certain with something to read', () => {
    expect(fact('medium', 'general knowledge')).toEqual([])
    expect(fact('high', 'Keywise; https://www.w3.org/TR/webauthn-3/')).toEqual([])
  })
})
