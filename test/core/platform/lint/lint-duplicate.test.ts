import { describe, expect, it } from 'vitest'
import { lintDuplicate } from '../../../../src/core/platform/lint/lint-duplicate.ts'
import { draftOf, failure, issue, placesOf, provider } from './draft-of.ts'

describe('a name that stands twice', () => {
  const aaguid = 'bada5566-a7aa-401f-bd96-45619a55120d'

  it('is reported for providers, at the second', () => {
    const providers = [
      provider(),
      provider({ aaguids: [aaguid] }),
      provider({ id: 'other', aaguids: [aaguid] }),
    ]
    expect(placesOf(lintDuplicate, { providers: { providers } })).toEqual([
      'providers.json#/providers/1/id',
      'providers.json#/providers/2/aaguids/0',
    ])
  })

  it('is reported for rows of the failure table', () => {
    expect(placesOf(lintDuplicate, { failures: [failure(), failure({ id: 'other' }), failure()] })).toEqual([
      'failures.json#/failures/2/id',
    ])
  })

  it('is reported for known issues, and says where the first stands', () => {
    expect(lintDuplicate.find(draftOf({ issues: [issue(), issue()] }))).toEqual([
      {
        file: 'knowledge/known-issues.json',
        pointer: '/issues/1/id',
        message: '`KI-01` stands twice',
        help: 'the first stands at /issues/0/id',
      },
    ])
  })

  it('is not seen where names differ', () => {
    const issues = [issue(), issue({ id: 'KI-02' })]
    const providers = [provider({ aaguids: [aaguid] }), provider({ id: 'other' })]
    expect(placesOf(lintDuplicate, { issues, providers: { providers } })).toEqual([])
  })
})
