import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import type { BrowsersFile, Where } from '../../../../src/contract/knowledge-files.ts'
import { compileWhere } from '../../../../src/core/platform/compile-where.ts'
import { buildSubject } from '../../../../src/core/platform/knowledge-subject.ts'
import { whereCovers } from '../../../../src/core/platform/lint/where-covers.ts'
import { client, parseShipped, readShippedFolder } from '../knowledge-of-the-house.ts'

const knowledge = parseShipped()
const { mirrors }: BrowsersFile = JSON.parse(readShippedFolder().get('knowledge/browsers.json') ?? '')

// Few words and few numbers, so that conditions and clients meet often.
const os = fc.constantFrom('windows', 'macos', 'ios', 'linux')
const browser = fc.constantFrom('chrome', 'edge', 'opera', 'firefox')
const range = fc.constantFrom('<2', '<3', '>=1', '>=2', '>=1 <3', '=2', '=2.1')
const version = fc.constantFrom('unknown', '0.9', '1.0', '1.5', '2.0', '2.1', '3.0')
const oneOrTwo = <T>(word: fc.Arbitrary<T>) =>
  fc.oneof(word, fc.uniqueArray(word, { minLength: 1, maxLength: 2 }))
const webview = fc.constantFrom('wkwebview', 'facebook')

// One to three conditions at a time: with all of them at once no client would meet any.
const piece: fc.Arbitrary<Where> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ browser: oneOrTwo(browser) }) },
  {
    weight: 6,
    arbitrary: fc.record(
      { browser: oneOrTwo(browser), browserVersion: range, exactly: fc.constant(true as const) },
      { requiredKeys: ['browser'] },
    ),
  },
  fc.record({ os: oneOrTwo(os) }),
  fc.record({ osVersion: range }),
  fc.record({ webview: fc.oneof(fc.boolean(), oneOrTwo(webview)) }),
  fc.record({ deviceType: oneOrTwo(fc.constantFrom('desktop' as const, 'tv' as const)) }),
  fc.record({ bot: fc.boolean() }),
  fc.record({ touch: fc.boolean() }),
  fc.record({ windowsPlatformVersion: range }),
  fc.record({
    reports: fc.record({ bluetooth: fc.boolean(), webauthn: fc.boolean() }, { requiredKeys: [] }),
  }),
)
const anyWhere = fc
  .array(piece, { minLength: 1, maxLength: 3 })
  .map((pieces): Where => Object.assign({}, ...pieces))
const conditions = fc.array(anyWhere, { minLength: 1, maxLength: 2 })

const anySubject = fc
  .record({
    os,
    osVersion: version,
    browser,
    browserVersion: version,
    webview: fc.option(webview),
    deviceType: fc.constantFrom('desktop' as const, 'tv' as const),
    bot: fc.boolean(),
    touch: fc.boolean(),
    chromiumVersion: version,
    windowsPlatformVersion: version,
    reports: fc.nat({ max: 0x3ff }),
  })
  .map(({ osVersion, browserVersion, touch, chromiumVersion, windowsPlatformVersion, reports, ...one }) =>
    buildSubject(
      client(`${one.os} ${osVersion}`, `${one.browser} ${browserVersion}`, {
        webview: one.webview,
        deviceType: one.deviceType,
        bot: one.bot,
      }),
      { chromiumVersion, windowsPlatformVersion, touch, reports },
      knowledge,
    ),
  )

describe('conditions that cover others', () => {
  const narrower = (wide: readonly Where[]): fc.Arbitrary<readonly Where[]> =>
    fc.oneof(
      conditions,
      // Nearly the same, so that a yes is not rare: with one more, with one changed, with one less.
      conditions.map((more) => [...wide, ...more]),
      piece.map((more) => wide.map((where) => ({ ...where, ...more }))),
      fc
        .constantFrom('exactly', 'browserVersion', 'os', 'webview')
        .map((less) => wide.map((where): Where => ({ ...where, [less]: undefined }))),
    )

  test.prop(
    [
      conditions.chain((wide) => fc.tuple(fc.constant(wide), narrower(wide))),
      fc.array(anySubject, { minLength: 40, maxLength: 40 }),
    ],
    { numRuns: 1_500 },
  )('hold wherever those do', ([wide, narrow], subjects) => {
    fc.pre(whereCovers(wide, narrow, mirrors))
    const [inWide, inNarrow] = [compileWhere(...wide), compileWhere(...narrow)]
    for (const subject of subjects) {
      if (inNarrow(subject) === true) expect(inWide(subject)).toBe(true)
      // Where the narrow may hold, so may the wide: it is never skipped in its favour.
      if (inNarrow(subject) !== false) expect(inWide(subject)).not.toBe(false)
    }
  })

  it.each<readonly [boolean, Where, Where]>([
    [true, { browser: 'chrome' }, { os: 'windows', browser: 'edge' }],
    [false, { browser: 'chrome' }, { os: 'ios', browser: 'edge' }],
    [false, { browser: 'chrome' }, { browser: 'edge' }],
    [true, { webview: true }, { webview: 'facebook' }],
    [false, { webview: true }, { webview: false }],
    [false, { webview: 'wkwebview' }, { webview: ['wkwebview', 'facebook'] }],
    [
      true,
      { browser: 'chrome', browserVersion: '<130' },
      { os: 'macos', browser: 'edge', browserVersion: '<128' },
    ],
    [
      false,
      { browser: 'chrome', browserVersion: '<130' },
      { os: 'macos', browser: 'opera', browserVersion: '<128' },
    ],
  ])('are told: %s for %j and %j', (answer, wide, narrow) => {
    expect(whereCovers([wide], [narrow], mirrors)).toBe(answer)
  })
})
