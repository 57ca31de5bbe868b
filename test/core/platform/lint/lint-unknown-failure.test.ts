import { describe, expect, it } from 'vitest'
import { lintUnknownFailure } from '../../../../src/core/platform/lint/lint-unknown-failure.ts'
import { draftOf, failure, placesOf } from './draft-of.ts'

const rows = (before: string[]) => [
  failure({ id: 'first' }),
  failure({ id: 'second', before }),
  failure({ id: 'third' }),
]

describe('a row that stands before others', () => {
  it('names rows further down', () => {
    expect(placesOf(lintUnknownFailure, { failures: rows(['third']) })).toEqual([])
    expect(placesOf(lintUnknownFailure, { failures: rows(['third', 'first']) })).toEqual([
      'failures.json#/failures/1/before/1',
    ])
    expect(placesOf(lintUnknownFailure, { failures: rows(['second']) })).toHaveLength(1)
  })

  it('is told which one was meant', () => {
    const [finding] = lintUnknownFailure.find(draftOf({ failures: rows(['thrid']) }))
    expect(finding).toMatchObject({ help: 'did you mean `third`?' })
  })
})
