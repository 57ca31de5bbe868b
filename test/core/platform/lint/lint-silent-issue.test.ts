import { describe, expect, it } from 'vitest'
import { lintSilentIssue } from '../../../../src/core/platform/lint/lint-silent-issue.ts'
import { issue, placesOf } from './draft-of.ts'

describe('an issue that no server can tell', () => {
  it('says why', () => {
    expect(placesOf(lintSilentIssue, { issues: [issue({ match: null })] })).toEqual([
      'known-issues.json#/issues/0',
    ])
  })

  it('is fine with a note, and one that matches needs none', () => {
    const issues = [issue({ match: null, note: 'the user agent is that of Chrome' }), issue({ id: 'KI-02' })]
    expect(placesOf(lintSilentIssue, { issues })).toEqual([])
  })
})
