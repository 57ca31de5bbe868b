import { describe, expect, it } from 'vitest'
import { lintUnreachableStatement } from '../../../../src/core/platform/lint/lint-unreachable-statement.ts'
import { draftOf, placesOf, provider, reach, report, runsOn, statement } from './draft-of.ts'

describe('a statement below one that holds wherever it does', () => {
  const hidden = (...statements: ReturnType<typeof statement>[]) =>
    placesOf(lintUnreachableStatement, { platforms: [{ where: { os: 'windows' }, statements }] })
  const second = ['platforms/0.json#/statements/1/values/hints']

  it('is never used, and the message names the one above', () => {
    const statements = [
      statement({ browser: 'firefox' }),
      statement({ browser: 'firefox', browserVersion: '<119' }, { hints: false }),
    ]
    expect(lintUnreachableStatement.find(draftOf({ platforms: [{ statements }] }))).toEqual([
      {
        file: 'knowledge/platforms/0.json',
        pointer: '/statements/1/values/hints',
        message: 'this says nothing of hints: /statements/0 holds wherever it does, and comes first',
        help: 'put the exception above the rule, or take one of the two away',
      },
    ])
  })

  it.each<readonly [string, Parameters<typeof statement>[0], Parameters<typeof statement>[0]]>([
    ['without a condition', undefined, { browser: 'chrome' }],
    ['with the same', { osVersion: '<10' }, { osVersion: '<10' }],
    ['with a wider range', { osVersion: '<11' }, { osVersion: '>=7 <10' }],
    ['with more browsers', { browser: ['chrome', 'firefox'] }, { browser: 'firefox' }],
    ['of the browser it mirrors', { browser: 'chrome' }, { browser: 'edge' }],
    [
      'of the browser it mirrors, by the same number',
      { browser: 'chrome', browserVersion: '<130' },
      { browser: 'brave', browserVersion: '<128' },
    ],
    ['with fewer conditions', { browser: 'chrome' }, { browser: 'chrome', exactly: true, touch: true }],
    ['in any web view', { webview: true }, { webview: 'facebook' }],
    ['for all devices', { deviceType: ['tv', 'console'] }, { deviceType: 'tv', bot: true }],
  ])('is never used below one %s', (_situation, wide, narrow) => {
    expect(hidden(statement(wide), statement(narrow))).toEqual(second)
  })

  it.each<readonly [string, Parameters<typeof statement>[0], Parameters<typeof statement>[0]]>([
    ['the exception stands above', { browser: 'firefox', browserVersion: '<119' }, { browser: 'firefox' }],
    ['the ranges overlap only', { osVersion: '<11' }, { osVersion: '>=10' }],
    [
      'Opera has numbers of its own',
      { browser: 'chrome', browserVersion: '<130' },
      { browser: 'opera', browserVersion: '<100' },
    ],
    ['only Chrome itself is meant above', { browser: 'chrome', exactly: true }, { browser: 'chrome' }],
    ['only Chrome itself is meant, below is Edge', { browser: 'chrome', exactly: true }, { browser: 'edge' }],
    ['one of two browsers is new', { browser: 'firefox' }, { browser: ['firefox', 'safari'] }],
    ['the one above is about web views', { webview: true }, { browser: 'chrome' }],
    ['the one above asks for touch', { touch: true }, { touch: false }],
    ['the one above asks for a platform version', { windowsPlatformVersion: '>=15' }, { osVersion: '>=11' }],
  ])('is used where %s', (_situation, first, other) => {
    expect(hidden(statement(first), statement(other))).toEqual([])
  })

  it('is found across files, in the order of their ranks', () => {
    const platforms = [
      { rank: 20, where: { os: 'linux' as const }, statements: [statement(undefined)] },
      { rank: 10, statements: [statement({ os: ['linux', 'windows'] })] },
    ]
    expect(placesOf(lintUnreachableStatement, { platforms })).toEqual([
      'platforms/0.json#/statements/0/values/hints',
    ])
  })

  it('may still speak of another feature', () => {
    expect(hidden(statement(undefined), statement({ browser: 'chrome' }, { conditionalGet: true }))).toEqual(
      [],
    )
  })

  it('is found in reach, reports and browsers too', () => {
    const providers = [
      provider({ reach: [reach({ os: 'linux' }), reach({ os: 'linux', browser: 'chrome' })] }),
    ]
    expect(placesOf(lintUnreachableStatement, { providers: { providers } })).toEqual([
      'providers.json#/providers/0/reach/1',
    ])
    const { values: _values, ...unheard } = report({ report: 'any', where: { bot: true } })
    const reports = [{ ...unheard, believe: false as const }, report({ where: { bot: true, os: 'linux' } })]
    expect(placesOf(lintUnreachableStatement, { reports })).toEqual(['report-trust.json#/reports/1'])
    const safari = { os: 'macos', browser: 'safari' } as const
    const list = [runsOn(safari, '>=11'), runsOn({ ...safari, browserVersion: '>=18' }, '>=13')]
    expect(placesOf(lintUnreachableStatement, { browsers: { runsOn: list } })).toEqual([
      'browsers.json#/runsOn/1',
    ])
  })

  it('may stand in a pattern, for the providers that have no answer of their own', () => {
    const reachPatterns = { shared: [reach({ os: 'linux' })] }
    const providers = [provider({ reach: [reach({ os: 'linux' }, 'yes')], reachLike: 'shared' })]
    expect(placesOf(lintUnreachableStatement, { providers: { reachPatterns, providers } })).toEqual([])
  })
})
