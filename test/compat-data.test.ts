import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import type { BrowserName, OsName, SupportFeature } from '../src/contract/words.ts'
import { resolveSupport } from '../src/core/platform/resolve-support.ts'
import { isWithin, readVersionRange, readVersionSpan } from '../src/core/platform/version-range.ts'
import { client, parseShipped, sent } from './core/platform/knowledge-of-the-house.ts'

/**
 * What we say of every release of every browser, beside `@mdn/browser-compat-data`. That data rates an interface,
 * whatever system it runs on and whether anything can be done with it, so we differ on purpose here and there: each
 * such place is listed in `compat-data-exceptions.json` with its reason.
 */

interface Release {
  readonly status: string
  readonly engine?: string
  readonly engine_version?: string
}
interface Support {
  readonly version_added: string | false | null
  readonly version_removed?: string
  readonly partial_implementation?: boolean
  readonly flags?: unknown
}
interface Compat {
  readonly __compat: { readonly support: Readonly<Record<string, Support | readonly Support[]>> }
}
interface CompatData {
  readonly browsers: Readonly<Record<string, { readonly releases: Readonly<Record<string, Release>> }>>
  readonly api: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

interface Exception {
  readonly browser: string
  readonly os: readonly OsName[]
  readonly feature: SupportFeature
  /** The releases it is about, numbered as the browser numbers them. */
  readonly versions: string
  readonly ours: boolean | 'unknown'
  readonly theirs: boolean
  readonly why: string
  readonly source: string
}

/** May only shrink. */
const mostExceptions = 33

const data: CompatData = createRequire(import.meta.url)('@mdn/browser-compat-data')
const exceptions: readonly Exception[] = JSON.parse(
  readFileSync(new URL('compat-data-exceptions.json', import.meta.url), 'utf8'),
)
const knowledge = parseShipped()

const compatAt = (path: string): Compat =>
  path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], data) as Compat

/** Where the data speaks of our features. It says nothing of related origins and of immediate requests. */
const features = {
  webauthn: ['api.PublicKeyCredential'],
  conditionalGet: ['api.PublicKeyCredential.isConditionalMediationAvailable_static'],
  getClientCapabilities: ['api.PublicKeyCredential.getClientCapabilities_static'],
  signalMethods: [
    'api.PublicKeyCredential.signalAllAcceptedCredentials_static',
    'api.PublicKeyCredential.signalCurrentUserDetails_static',
    'api.PublicKeyCredential.signalUnknownCredential_static',
  ],
  conditionalCreate: ['api.CredentialsContainer.create.mediation_option'],
  hints: [
    'api.CredentialsContainer.create.publicKey_option.hints',
    'api.CredentialsContainer.get.publicKey_option.hints',
  ],
} as const satisfies Partial<Record<SupportFeature, readonly string[]>>
type Feature = keyof typeof features
const featureNames = Object.keys(features) as readonly Feature[]

interface Modelled {
  readonly browser: BrowserName
  readonly webview?: string
  /** Systems on which the browser alone decides; `same`: the system has its version. */
  readonly newest: readonly `${OsName} ${string}`[]
  /** Older systems: there we may say less than the data, and never more. */
  readonly older?: readonly `${OsName} ${string}`[]
}

const oldDesktops = ['windows 7', 'windows 10', 'macos 11', 'macos 12', 'macos 13.2', 'macos 14'] as const
const oldPhones = ['android 6', 'android 8', 'android 9', 'android 13'] as const
const desktops = ['windows 11', 'macos 27', 'linux unknown'] as const

/** Which client of ours is meant by a browser of theirs. */
const modelled: Readonly<Record<string, Modelled>> = {
  chrome: { browser: 'chrome', newest: [...desktops, 'chromeos unknown'], older: oldDesktops },
  chrome_android: { browser: 'chrome', newest: ['android 16'], older: oldPhones },
  edge: { browser: 'edge', newest: desktops, older: oldDesktops },
  firefox: { browser: 'firefox', newest: desktops, older: oldDesktops },
  firefox_android: { browser: 'firefox', newest: ['android 16'], older: oldPhones },
  ie: { browser: 'ie', newest: ['windows 10'], older: ['windows 7'] },
  oculus: { browser: 'oculus', newest: ['android 14'] },
  opera: { browser: 'opera', newest: desktops, older: oldDesktops },
  opera_android: { browser: 'opera', newest: ['android 16'], older: oldPhones },
  safari: {
    browser: 'safari',
    newest: ['macos 27'],
    older: oldDesktops.filter((os) => os.startsWith('macos')),
  },
  safari_ios: { browser: 'safari', newest: ['ios same', 'ipados same'] },
  samsunginternet_android: { browser: 'samsung', newest: ['android 16'], older: oldPhones },
  webview_android: {
    browser: 'webview',
    webview: 'android-webview',
    newest: ['android 16'],
    older: oldPhones,
  },
  webview_ios: { browser: 'webview', webview: 'wkwebview', newest: ['ios same'] },
}

// A release called `16` is 16.0: to us `16` alone would be any 16.x.
const exact = (version: string): string => (version.includes('.') ? version : `${version}.0`)
const isFrom = (version: string, from: string): boolean =>
  readVersionSpan(exact(version)).from >= readVersionSpan(exact(from)).from

/** Every release that people have; not betas and what is planned. */
const releasesOf = (browser: string): readonly (readonly [version: string, release: Release])[] =>
  Object.entries(data.browsers[browser]?.releases ?? {}).filter(([, { status }]) =>
    ['retired', 'current', 'esr'].includes(status),
  )

/** There by default, complete, and not taken away again. */
const hasAt = (support: Support, version: string): boolean =>
  typeof support.version_added === 'string' &&
  support.flags === undefined &&
  support.partial_implementation !== true &&
  isFrom(version, support.version_added) &&
  (support.version_removed === undefined || !isFrom(version, support.version_removed))

const theirs = (browser: string, version: string, feature: Feature): boolean =>
  features[feature].every((path) => {
    const support = compatAt(path).__compat.support[browser]
    if (support === undefined) return false
    return [support].flat().some((one) => hasAt(one, version))
  })

function ours(browser: string, [version, release]: readonly [string, Release], system: string) {
  const { browser: name, webview = null } = modelled[browser] ?? { browser: 'other' }
  const [os = '', osVersion = 'unknown'] = system.split(' ')
  const full = exact(version)
  const platform = client(`${os} ${osVersion === 'same' ? full : osVersion}`, `${name} ${full}`, { webview })
  const chromium = release.engine === 'Blink' ? `Chrome/${release.engine_version}.0.0.0` : ''
  const signals = sent(os === 'windows' && osVersion === '11' ? { platformVersion: '19.0.0' } : {})
  return resolveSupport(
    platform,
    { ...signals, userAgent: { ...signals.userAgent, text: chromium } },
    knowledge,
  )
}

interface Row {
  readonly browser: string
  readonly os: string
  readonly version: string
  readonly feature: Feature
  readonly ours: boolean | 'unknown'
  readonly theirs: boolean
}

const compare = (systemsOf: (model: Modelled) => readonly string[]): readonly Row[] =>
  Object.entries(modelled).flatMap(([browser, model]) =>
    systemsOf(model).flatMap((system) =>
      releasesOf(browser).flatMap((release) => {
        const support = ours(browser, release, system)
        return featureNames.map((feature) => ({
          browser,
          os: system.split(' ')[0] ?? '',
          version: release[0],
          feature,
          ours: support[feature].value,
          theirs: theirs(browser, release[0], feature),
        }))
      }),
    ),
  )

const isAbout = (exception: Exception, row: Omit<Row, 'ours' | 'theirs'>): boolean =>
  exception.browser === row.browser &&
  exception.feature === row.feature &&
  exception.os.some((os) => os === row.os) &&
  isWithin(readVersionSpan(exact(row.version)), readVersionRange(exception.versions)) === true

const told = ({ browser, os, version, feature, ours: our, theirs: their }: Row): string =>
  `${feature} of ${browser} ${version} on ${os}: we say ${our}, the data says ${their}`

describe('every release of every browser, beside browser-compat-data', () => {
  const rows = compare(({ newest }) => newest)

  it('is looked at', () => {
    expect(rows.length).toBeGreaterThan(8_000)
    const browsers = Object.keys(data.browsers).filter((name) => !['bun', 'deno', 'nodejs'].includes(name))
    expect(Object.keys(modelled).sort()).toEqual(browsers.sort())
  })

  it('says the same as we do, or the difference is explained', () => {
    const unexplained = rows
      .filter((row) => row.ours !== row.theirs)
      .filter(
        (row) =>
          !exceptions.some(
            (exception) =>
              isAbout(exception, row) && exception.ours === row.ours && exception.theirs === row.theirs,
          ),
      )
    expect(unexplained.map(told)).toEqual([])
  })

  it.each(
    exceptions.map(
      (exception) => [exception.browser, exception.feature, exception.versions, exception] as const,
    ),
  )('still differs as explained: %s, %s %s', (_browser, _feature, _versions, exception) => {
    for (const os of exception.os) {
      const meant = rows.filter((row) => row.os === os && isAbout(exception, row))
      expect(meant.length, os).toBeGreaterThan(0)
      const needless = meant.filter((row) => row.ours !== exception.ours || row.theirs !== exception.theirs)
      expect(needless.map(told)).toEqual([])
    }
    expect(exception.why.length).toBeGreaterThan(20)
    expect(exception.source.length).toBeGreaterThan(2)
  })

  it('needs no more exceptions than it did', () => {
    expect(exceptions.length).toBeLessThanOrEqual(mostExceptions)
  })

  it('has nothing yet on what we cannot compare', () => {
    const known = JSON.stringify(data.api.CredentialsContainer) + JSON.stringify(data.api.PublicKeyCredential)
    expect(known).not.toMatch(/"(?:related_?origins?|immediate\w*|ui_?mode\w*)"/i)
  })
})

describe('the same browsers on older systems', () => {
  it('are never said to do more than their interface can', () => {
    const rows = compare(({ older = [] }) => older)
    expect(rows.length).toBeGreaterThan(10_000)
    expect(rows.filter((row) => row.ours === true && !row.theirs).map(told)).toEqual([])
  })
})
