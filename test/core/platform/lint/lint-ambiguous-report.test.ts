import { describe, expect, it } from 'vitest'
import { lintAmbiguousReport } from '../../../../src/core/platform/lint/lint-ambiguous-report.ts'
import { placesOf, report } from './draft-of.ts'

describe('a report', () => {
  it('is not both believed and not', () => {
    const reports = [report(), report({ believe: false })]
    expect(placesOf(lintAmbiguousReport, { reports })).toEqual(['report-trust.json#/reports/1'])
  })

  it('says one of the two', () => {
    const { values: _values, ...silent } = report()
    expect(placesOf(lintAmbiguousReport, { reports: [silent] })).toEqual(['report-trust.json#/reports/0'])
    expect(placesOf(lintAmbiguousReport, { reports: [report(), { ...silent, believe: false }] })).toEqual([])
  })
})
