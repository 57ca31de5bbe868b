import { describe, expect, it } from 'vitest'
import { lintFileName } from '../../../../src/core/platform/lint/lint-file-name.ts'
import { draftOf, placesOf } from './draft-of.ts'

describe('a file of the knowledge', () => {
  it('is reported where nobody reads it, with the nearest name', () => {
    const found = lintFileName.find(draftOf({ paths: ['knowledge/provider.json'] }))
    expect(found).toEqual([
      {
        file: 'knowledge/provider.json',
        pointer: '',
        message: 'no part of the knowledge is called `knowledge/provider.json`',
        help: 'did you mean `knowledge/providers.json`?',
      },
    ])
  })

  it('is left alone where it has its place, and so is what is no knowledge', () => {
    const paths = [
      'knowledge/providers.json',
      'knowledge/platforms/haiku.json',
      'knowledge/README.md',
      'switches.json',
    ]
    expect(placesOf(lintFileName, { paths })).toEqual([])
  })
})
