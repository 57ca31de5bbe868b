import { describe, expect, it } from 'vitest'
import { lintStrangeError } from '../../../../src/core/platform/lint/lint-strange-error.ts'
import { draftOf, failure, placesOf } from './draft-of.ts'

describe('the name of an error', () => {
  it('is one that browsers are known to tell, case and all', () => {
    const failures = [
      failure({ errors: ['NotAllowedError', 'NotAlowedError'] }),
      failure({ errors: ['notallowederror'] }),
      failure({ errors: 'none' }),
      failure(),
    ]
    expect(placesOf(lintStrangeError, { failures })).toEqual([
      'failures.json#/failures/0/errors/1',
      'failures.json#/failures/1/errors/0',
    ])
    expect(lintStrangeError.find(draftOf({ failures }))[0]).toMatchObject({
      help: 'did you mean `NotAllowedError`?',
    })
  })
})
