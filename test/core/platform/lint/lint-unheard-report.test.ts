import { describe, expect, it } from 'vitest'
import { lintUnheardReport } from '../../../../src/core/platform/lint/lint-unheard-report.ts'
import { issue, placesOf, statement } from './draft-of.ts'

describe('a condition on what a page reported', () => {
  const reports = { bluetooth: false }

  it('never holds in the table', () => {
    const statements = [statement({ os: 'linux', reports })]
    expect(placesOf(lintUnheardReport, { platforms: [{ statements }] })).toEqual([
      'platforms/0.json#/statements/0/where/reports',
    ])
  })

  it('is what known issues are made of', () => {
    expect(placesOf(lintUnheardReport, { issues: [issue({ match: { os: 'linux', reports } })] })).toEqual([])
  })
})
