import { describe, expect, it } from 'vitest'
import { lintUntoldCondition } from '../../../../src/core/platform/lint/lint-untold-condition.ts'
import { failure, issue, placesOf } from './draft-of.ts'

describe('a row about particular clients', () => {
  it('asks for no more than what is kept of a decision', () => {
    const failures = [
      failure({
        where: { os: 'ios', osVersion: '>=16', browser: 'safari', exactly: true, browserVersion: '>=16' },
      }),
      failure({ where: { os: 'ios', webview: true } }),
      failure({ where: [{ os: 'ios' }, { deviceType: 'tablet', touch: true }] }),
    ]
    expect(placesOf(lintUntoldCondition, { failures })).toEqual([
      'failures.json#/failures/1/where/webview',
      'failures.json#/failures/2/where/1/deviceType',
      'failures.json#/failures/2/where/1/touch',
    ])
  })

  it('is alone in this', () => {
    expect(
      placesOf(lintUntoldCondition, { issues: [issue({ match: { os: 'ios', webview: true } })] }),
    ).toEqual([])
  })
})
