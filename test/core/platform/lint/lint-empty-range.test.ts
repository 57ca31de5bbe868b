import { describe, expect, it } from 'vitest'
import { lintEmptyRange } from '../../../../src/core/platform/lint/lint-empty-range.ts'
import { draftOf, issue, placesOf, provider, runsOn, statement } from './draft-of.ts'

describe('a range of versions', () => {
  it('is reported where no version lies in it', () => {
    const statements = [statement({ os: 'ios', osVersion: '>=18 <17' })]
    expect(lintEmptyRange.find(draftOf({ platforms: [{ statements }] }))).toEqual([
      {
        file: 'knowledge/platforms/0.json',
        pointer: '/statements/0/where/osVersion',
        message: 'no version lies in `>=18 <17`',
        help: 'the lower bound comes first: `>=13 <14`',
      },
    ])
  })

  it('is looked at wherever one may stand', () => {
    const browsers = { runsOn: [runsOn({ browser: 'safari', browserVersion: '>=17 <17' }, '<0')] }
    const issues = [issue({ match: [{ os: 'ios' }, { os: 'windows', windowsPlatformVersion: '>=15 <13' }] })]
    const phones = [{ os: 'ios', osVersion: '>=18 <17', certainty: 'low' } as const]
    const providers = { providers: [provider({ phones })] }
    expect(placesOf(lintEmptyRange, { browsers, issues, providers }).sort()).toEqual([
      'browsers.json#/runsOn/0/osVersion',
      'browsers.json#/runsOn/0/where/browserVersion',
      'known-issues.json#/issues/0/match/1/windowsPlatformVersion',
      'providers.json#/providers/0/phones/0/osVersion',
    ])
  })

  it.each(['>=17 <18', '>=13.3 <13.4', '=13.6.5', '<14', '>=13'])('is fine as %s', (osVersion) => {
    const statements = [statement({ os: 'ios', osVersion })]
    expect(placesOf(lintEmptyRange, { platforms: [{ statements }] })).toEqual([])
  })
})
