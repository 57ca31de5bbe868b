import { describe, expect, it } from 'vitest'
import { lintUnverifiedVersion } from '../../../../src/core/platform/lint/lint-unverified-version.ts'
import { draftOf, placesOf, statement } from './draft-of.ts'

describe('a version of a browser', () => {
  const about = (browserVersion: string) => ({
    platforms: [{ statements: [statement({ browser: ['chrome', 'firefox'], browserVersion })] }],
  })

  it('is not newer than what was verified', () => {
    expect(lintUnverifiedVersion.find(draftOf(about('>=1490')))).toEqual([
      {
        file: 'knowledge/platforms/0.json',
        pointer: '/statements/0/where/browserVersion',
        message: '`>=1490` begins after the newest chrome that was verified, 157',
        help: 'raise `newestVerified` in browsers.json, or correct the number',
      },
    ])
  })

  it.each(['>=157', '>=149', '<160'])('may be %s', (range) => {
    expect(placesOf(lintUnverifiedVersion, about(range))).toEqual([])
  })
})
