import { describe, expect, it } from 'vitest'
import type { Where } from '../../../../src/contract/knowledge-files.ts'
import { lintLoneCondition } from '../../../../src/core/platform/lint/lint-lone-condition.ts'
import { draftOf, issue, placesOf, statement } from './draft-of.ts'

describe('a condition that needs another', () => {
  it.each<readonly [string, Where, keyof Where]>([
    ['a system version without its system', { osVersion: '<10' }, 'osVersion'],
    ['a system version of two systems', { os: ['windows', 'macos'], osVersion: '<11' }, 'osVersion'],
    ['a browser version without its browser', { os: 'linux', browserVersion: '<108' }, 'browserVersion'],
    ['exactly nobody', { os: 'linux', exactly: true }, 'exactly'],
    [
      'a Windows platform version elsewhere',
      { os: 'macos', windowsPlatformVersion: '>=15' },
      'windowsPlatformVersion',
    ],
  ])('is reported: %s', (_situation, match, key) => {
    expect(placesOf(lintLoneCondition, { issues: [issue({ match })] })).toEqual([
      `known-issues.json#/issues/0/match/${key}`,
    ])
  })

  it('names the systems it was asked of', () => {
    const [found] = lintLoneCondition.find(
      draftOf({ issues: [issue({ match: { os: ['windows', 'macos'], osVersion: '<11' } })] }),
    )
    expect(found?.message).toMatch(/here: `windows`, `macos`$/)
  })

  it('is fine where the file names the system, and where iPhones and iPads share their numbers', () => {
    const statements = [statement({ osVersion: '<10' }), statement({ windowsPlatformVersion: '<15' })]
    const issues = [issue({ match: { os: ['ios', 'ipados'], osVersion: '<16' } })]
    const platforms = [{ where: { os: 'windows' as const }, statements }]
    expect(placesOf(lintLoneCondition, { platforms, issues })).toEqual([])
  })
})
