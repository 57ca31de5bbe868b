import { describe, expect, it } from 'vitest'
import { lintBoldIssue } from '../../../../src/core/platform/lint/lint-bold-issue.ts'
import { issue, placesOf } from './draft-of.ts'

describe('an issue of low certainty', () => {
  const bold = issue({ advice: 'no-ceremony', certainty: 'low' })

  it('does not change what people are offered without a reason', () => {
    expect(placesOf(lintBoldIssue, { issues: [bold] })).toEqual(['known-issues.json#/issues/0/advice'])
  })

  it('may with a note, or by a note only, or where it is likely', () => {
    const issues = [
      { ...bold, note: 'one vendor says so' },
      issue({ certainty: 'low' }),
      issue({ advice: 'no-hybrid', certainty: 'medium' }),
    ]
    expect(placesOf(lintBoldIssue, { issues })).toEqual([])
  })
})
