import fc from 'fast-check'
import type { RawSignals } from '../../src/core/signals/signals.ts'

/*
 * Clients that tell the truth, as their makers let them: what a client is, and from it the user agent as that browser
 * freezes it, its hints, touch points and `navigator.platform`. The forms are those of platform-facts, section F:
 * https://www.chromium.org/updates/ua-reduction/, https://webkit.org/blog/17333/webkit-features-in-safari-26-0/,
 * https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/User-Agent/Firefox.
 */

export interface Truth {
  readonly os: string
  /** Dotted, or `'unknown'` on systems that have no version to us. */
  readonly osVersion: string
  readonly browser: string
  readonly browserMajor: number | 'unknown'
  readonly deviceType: string
  readonly webview: string | null
}

export interface Hints {
  readonly platform: string
  readonly platformVersion: string
  readonly mobile: boolean
  readonly brands: readonly { readonly brand: string; readonly version: string }[]
  readonly fullVersionList: readonly { readonly brand: string; readonly version: string }[]
  readonly model: string
  readonly formFactors: readonly string[]
}

/** All that a client would say of itself; a part of it is still honest. */
export interface Evidence {
  readonly userAgent: string
  readonly hints?: Hints
  readonly maxTouchPoints: number
  readonly platform: string
}

export interface HonestClient {
  readonly what: string
  readonly truth: Truth
  readonly evidence: Evidence
  /** What it may be taken for while it does not say everything: less precise, and documented where it is decided. */
  readonly passesFor: { readonly [Key in keyof Truth]?: readonly Truth[Key][] }
  /** Even its whole truth looks like a contradiction: a Linux with touch points. */
  readonly conflicting?: true
}

const blink = 'AppleWebKit/537.36 (KHTML, like Gecko)'
const webkit = 'AppleWebKit/605.1.15 (KHTML, like Gecko)'
const frozenMac = 'Macintosh; Intel Mac OS X 10_15_7'

const number = (min: number, max: number) => fc.integer({ min, max })
const invented = fc.constantFrom('Not A(Brand', 'Not;A=Brand', '.Not/A)Brand', 'Not?A_Brand', 'Not)A;Brand')

/** A system that Chromium runs on, with what it says there. */
interface Machine {
  readonly os: string
  readonly osVersion: string
  readonly token: string
  readonly hinted: { readonly platform: string; readonly platformVersion: string; readonly model: string }
  readonly deviceType: string
  readonly touch: number
  readonly platform: string
  readonly conflicting?: true
  readonly passesFor?: HonestClient['passesFor']
}

const windows: fc.Arbitrary<Machine> = fc
  .record({
    release: fc.constantFrom(
      ['11', '13.0.0'],
      ['11', '14.0.0'],
      ['11', '15.0.0'],
      ['11', '19.0.0'],
      ['10', '10.0.0'],
      ['10', '8.0.0'],
      ['10', '1.0.0'],
    ),
    touch: fc.constantFrom(0, 1, 2, 10, 256),
  })
  .map(({ release: [osVersion = '', platformVersion = ''], touch }) => ({
    os: 'windows',
    osVersion,
    token: 'Windows NT 10.0; Win64; x64',
    hinted: { platform: 'Windows', platformVersion, model: '' },
    deviceType: 'desktop',
    touch,
    platform: 'Win32',
  }))

const mac: fc.Arbitrary<Machine> = fc
  .tuple(fc.constantFrom(11, 12, 13, 14, 15, 26, 27), number(0, 7), number(0, 4))
  .map((parts) => ({
    os: 'macos',
    osVersion: parts.join('.'),
    token: frozenMac,
    hinted: { platform: 'macOS', platformVersion: parts.join('.'), model: '' },
    deviceType: 'desktop',
    touch: 0,
    platform: 'MacIntel',
  }))

const linux: fc.Arbitrary<Machine> = fc.constantFrom(0, 0, 0, 10).map((touch) => ({
  os: 'linux',
  osVersion: 'unknown',
  token: 'X11; Linux x86_64',
  hinted: { platform: 'Linux', platformVersion: '', model: '' },
  deviceType: 'desktop',
  touch,
  platform: 'Linux x86_64',
  ...(touch > 0 && { conflicting: true as const }),
}))

const chromebook: fc.Arbitrary<Machine> = fc
  .tuple(fc.constantFrom('x86_64', 'aarch64'), number(15_000, 17_000), number(0, 99), fc.constantFrom(0, 10))
  .map(([machine, release, patch, touch]) => ({
    os: 'chromeos',
    osVersion: `${release}.${patch}.0`,
    token: `X11; CrOS ${machine} 14541.0.0`,
    hinted: { platform: 'Chrome OS', platformVersion: `${release}.${patch}.0`, model: '' },
    deviceType: 'desktop',
    touch,
    platform: `Linux ${machine}`,
  }))

const androidPlatform = fc.constantFrom('Linux armv8l', 'Linux armv81', 'Linux aarch64')

const android: fc.Arbitrary<Machine> = fc
  .record({ version: number(8, 17), tablet: fc.boolean(), platform: androidPlatform })
  .map(({ version, tablet, platform }) => ({
    os: 'android',
    osVersion: `${version}.0.0`,
    token: 'Linux; Android 10; K',
    hinted: {
      platform: 'Android',
      platformVersion: `${version}.0.0`,
      model: tablet ? 'Pixel Tablet' : 'Pixel 8',
    },
    deviceType: tablet ? 'tablet' : 'mobile',
    touch: 5,
    platform,
  }))

/** It says Linux in its user agent and in its hints; only the touch points are strange. */
const androidOnDesktopSite: fc.Arbitrary<Machine> = android.map((machine) => ({
  ...machine,
  token: 'X11; Linux x86_64',
  hinted: { platform: 'Linux', platformVersion: '', model: '' },
  conflicting: true as const,
  passesFor: { os: ['linux'], deviceType: ['desktop', 'tablet'] },
}))

/** A Chromium browser: its brand, its token, and how it numbers itself. */
interface Product {
  readonly browser: string
  readonly brand: string
  readonly token: (chrome: number, own: number) => string
  readonly own?: readonly [min: number, max: number]
  /** Opera writes Chromium's version into its full version list. */
  readonly fullIsChromium?: true
  readonly passesFor?: HonestClient['passesFor']
  readonly also?: readonly string[]
}

const chrome: Product = { browser: 'chrome', brand: 'Google Chrome', token: () => '' }
const brave: Product = {
  browser: 'brave',
  brand: 'Brave',
  token: () => '',
  // Brave says Chrome, and its name in the hints alone.
  passesFor: { browser: ['chrome'] },
}
const edge: Product = { browser: 'edge', brand: 'Microsoft Edge', token: (of) => ` Edg/${of}.0.0.0` }
const edgeOnAndroid: Product = { ...edge, token: (of) => ` EdgA/${of}.0.0.0` }
const opera: Product = {
  browser: 'opera',
  brand: 'Opera',
  own: [80, 130],
  fullIsChromium: true,
  token: (_of, own) => ` OPR/${own}.0.0.0`,
}
const vivaldi: Product = {
  browser: 'vivaldi',
  brand: 'Vivaldi',
  own: [6, 8],
  token: (_of, own) => ` Vivaldi/${own}.8.3925.66`,
}
const yandex: Product = {
  browser: 'yandex',
  brand: 'YaBrowser',
  own: [23, 26],
  also: ['Yowser'],
  token: (_of, own) => ` YaBrowser/${own}.6.0.0 Yowser/2.5`,
}
const samsung: Product = {
  browser: 'samsung',
  brand: 'Samsung Internet',
  own: [20, 31],
  token: (_of, own) => ` SamsungBrowser/${own}.0`,
}

/** Samsung and Yandex stand before `Mobile Safari/`, the rest behind it: the order is no promise. */
function chromium(machine: Machine, product: Product, of: number, own: number, grease: string): HonestClient {
  const version = product.own === undefined ? of : own
  const mobile = machine.deviceType === 'mobile' && machine.token.includes('Android')
  const brandList = (its: string, its2: string) => [
    { brand: grease, version: '99' },
    { brand: product.brand, version: its },
    ...(product.also ?? []).map((brand) => ({ brand, version: '2.5' })),
    { brand: 'Chromium', version: its2 },
  ]
  const full = product.fullIsChromium ? `${of}.0.7204.50` : `${version}.0.7204.50`
  return {
    what: `${product.brand} on ${machine.hinted.platform}`,
    truth: {
      os: machine.os,
      osVersion: machine.osVersion,
      browser: product.browser,
      browserMajor: version,
      deviceType: machine.deviceType,
      webview: null,
    },
    evidence: {
      userAgent: `Mozilla/5.0 (${machine.token}) ${blink} Chrome/${of}.0.0.0${mobile ? ' Mobile' : ''} Safari/537.36${product.token(of, own)}`,
      hints: {
        ...machine.hinted,
        mobile,
        brands: brandList(`${version}`, `${of}`),
        fullVersionList: brandList(full, `${of}.0.7204.50`),
        formFactors: [machine.deviceType === 'mobile' ? 'Mobile' : mobileWord(machine)],
      },
      maxTouchPoints: machine.touch,
      platform: machine.platform,
    },
    passesFor: {
      ...machine.passesFor,
      ...product.passesFor,
    },
    ...(machine.conflicting && { conflicting: true }),
  }
}

const mobileWord = ({ deviceType, token }: Machine) =>
  deviceType === 'tablet' && token.includes('Android') ? 'Tablet' : 'Desktop'

const chromiumOn = (machine: fc.Arbitrary<Machine>, ...products: readonly Product[]) =>
  fc
    .tuple(machine, fc.constantFrom(...products), number(110, 160))
    .chain(([where, product, of]) =>
      fc
        .tuple(number(...(product.own ?? [of, of])), invented)
        .map(([own, grease]) => chromium(where, product, of, own, grease)),
    )

const desktopChromium = chromiumOn(fc.oneof(windows, mac, linux), chrome, edge, brave, opera, vivaldi, yandex)
const otherChromium = fc.oneof(
  chromiumOn(chromebook, chrome),
  chromiumOn(android, chrome, edgeOnAndroid, brave, opera, vivaldi, samsung),
  chromiumOn(androidOnDesktopSite, chrome),
  // Samsung Internet gives itself away: it does not exist on Linux.
  chromiumOn(androidOnDesktopSite, samsung),
)

/** Apps around Chromium: WebView2 is known by its brand alone, Electron by its token alone. */
const desktopApp: fc.Arbitrary<HonestClient> = fc
  .tuple(fc.oneof(windows, mac), fc.boolean(), number(110, 160), number(20, 42), invented)
  .map(([machine, electron, of, own, grease]) => {
    const client = chromium(machine, edge, of, of, grease)
    const brands = (version: string) => [
      { brand: 'Chromium', version },
      ...(electron
        ? []
        : [
            { brand: 'Microsoft Edge', version },
            { brand: 'Microsoft Edge WebView2', version },
          ]),
      { brand: grease, version: '8' },
    ]
    const hints = client.evidence.hints && {
      ...client.evidence.hints,
      brands: brands(`${of}`),
      fullVersionList: brands(`${of}.0.7204.50`),
    }
    const userAgent = electron
      ? `Mozilla/5.0 (${machine.token}) ${blink} Some-App/1.4.0 Chrome/${of}.0.7204.50 Electron/${own}.1.0 Safari/537.36`
      : client.evidence.userAgent
    return {
      ...client,
      what: electron ? 'Electron' : 'WebView2',
      truth: electron
        ? { ...client.truth, browser: 'electron', browserMajor: own, webview: 'electron' }
        : { ...client.truth, browser: 'webview', webview: 'webview2' },
      evidence: { ...client.evidence, userAgent, ...(hints && { hints }) },
      passesFor: electron ? {} : { browser: ['edge'], webview: [null] },
    }
  })

/** What apps write behind the web view's own user agent. */
const androidHosts: readonly (readonly [host: string, token: string | ((version: string) => string)])[] = [
  ['android-webview', ''],
  ['facebook', ' [FB_IAB/FB4A;FBAV/540.0.0.30.65;]'],
  ['facebook-messenger', ' [FB_IAB/Orca-Android;FBAV/485.0.0.70.97;]'],
  ['instagram', ' Instagram 408.0.0.25.92 Android (420dpi; 1080x2400)'],
  ['threads', ' Barcelona 408.0.0.0.51 Android (420dpi)'],
  ['tiktok', ' musical_ly_2023603030 JsSdk/1.0 BytedanceWebview/d8a21c6'],
  ['snapchat', (version) => ` Snapchat/13.20.0.40 (SM-S911U; Android ${version}#S911USQS4CXK1#34; gzip; )`],
  ['linkedin', ' [LinkedInApp]/4.1.1023'],
  ['pinterest', ' [Pinterest/Android]'],
  ['twitter', ' TwitterAndroid'],
  ['line', ' Line/14.21.0/IAB'],
  ['kakaotalk', ';KAKAOTALK 2511230'],
  ['naver', ' NAVER(inapp; search; 2000; 12.8.4)'],
  ['wechat', ' XWEB/1300473 MMWEBID/6533 MicroMessenger/8.0.56.2800(0x28003854)'],
  ['telegram', (version) => ` Telegram-Android/11.5.3 (Google Pixel 8; Android ${version}; SDK 34; HIGH)`],
  ['gsa', ' GoogleApp/16.44'],
]

const androidApp: fc.Arbitrary<HonestClient> = fc
  .tuple(android, fc.constantFrom(...androidHosts), number(119, 160), fc.boolean(), invented)
  .map(([machine, [webview, token], of, reduced, grease]) => {
    const client = chromium(machine, { ...chrome, brand: 'Android WebView' }, of, of, grease)
    const mobile = machine.deviceType === 'mobile' ? ' Mobile' : ''
    const version = machine.osVersion.split('.')[0] ?? ''
    const system = reduced ? 'Android 10; K' : `Android ${version}; ${machine.hinted.model}`
    return {
      ...client,
      what: `${webview} on Android`,
      truth: { ...client.truth, browser: 'webview', webview },
      evidence: {
        ...client.evidence,
        userAgent: `Mozilla/5.0 (Linux; ${system}; wv) ${blink} Version/4.0 Chrome/${of}.0.0.0${mobile} Safari/537.36${typeof token === 'string' ? token : token(version)}`,
      },
      // The brand of the web view says that it is one, the user agent whose.
      passesFor: { webview: ['android-webview'] },
    }
  })

const firefox: fc.Arbitrary<HonestClient> = fc
  .tuple(fc.oneof(windows, mac, linux, android), number(91, 160))
  .map(([machine, version]) => {
    const told = Number(machine.osVersion.split('.')[0])
    const system = {
      windows: 'Windows NT 10.0; Win64; x64',
      macos: 'Macintosh; Intel Mac OS X 10.15',
      linux: 'X11; Linux x86_64',
      android: `Android ${Math.max(10, told)}; ${machine.deviceType === 'mobile' ? 'Mobile' : 'Tablet'}`,
    }[machine.os]
    const rv = version >= 110 && version < 120 ? 109 : version
    const gecko = machine.os === 'android' ? `${version}.0` : '20100101'
    return {
      what: `Firefox on ${machine.os}`,
      truth: {
        os: machine.os,
        osVersion: machine.osVersion,
        browser: 'firefox',
        browserMajor: version,
        deviceType: machine.deviceType,
        webview: null,
      },
      evidence: {
        userAgent: `Mozilla/5.0 (${system}; rv:${rv}.0) Gecko/${gecko} Firefox/${version}.0`,
        maxTouchPoints: machine.touch,
        platform: machine.platform,
      },
      passesFor: {},
      ...(machine.conflicting && { conflicting: true }),
    }
  })

/** An iPhone or an iPad. From 26 on WebKit's token stands still, and apps that write their own go on telling. */
interface Handheld {
  readonly ipad: boolean
  readonly version: string
  readonly webkitSays: string
}
const handheld: fc.Arbitrary<Handheld> = fc
  .tuple(fc.boolean(), fc.constantFrom(15, 16, 17, 18, 26, 27), number(0, 5), fc.constantFrom('18_6', '18_7'))
  .map(([ipad, first, second, frozen]) => ({
    ipad,
    version: `${first}.${second}`,
    webkitSays: first >= 26 ? frozen : `${first}_${second}`,
  }))

interface AppleProduct {
  readonly what: string
  readonly browser: string
  readonly webview: string | null
  /** True where the app writes the version of the system itself, into the token of the system. */
  readonly tells: boolean
  readonly major: (ios: number) => number | 'unknown'
  /** What stands behind the engine. */
  readonly products: (version: string) => string
}
const underlined = (version: string) => version.replaceAll('.', '_')
const inApp = (webview: string, token: (version: string) => string): AppleProduct => ({
  what: webview,
  browser: 'webview',
  webview,
  tells: false,
  major: () => 'unknown',
  products: (version) => `Mobile/15E148${token(version)}`,
})
const appleProducts: readonly AppleProduct[] = [
  {
    what: 'Safari',
    browser: 'safari',
    webview: null,
    tells: false,
    major: (ios) => ios,
    products: (version) => `Version/${version} Mobile/15E148 Safari/604.1`,
  },
  {
    what: 'Chrome',
    browser: 'chrome',
    webview: null,
    tells: true,
    major: () => 143,
    products: () => 'CriOS/143.0.7499.92 Mobile/15E148 Safari/604.1',
  },
  {
    what: 'Edge',
    browser: 'edge',
    webview: null,
    tells: true,
    major: () => 140,
    products: (version) => `Version/${version} EdgiOS/140.0.3485.94 Mobile/15E148 Safari/605.1.15`,
  },
  {
    what: 'Firefox',
    browser: 'firefox',
    webview: null,
    tells: false,
    major: () => 145,
    products: () => 'FxiOS/145.0 Mobile/15E148 Safari/605.1.15',
  },
  {
    what: 'DuckDuckGo',
    browser: 'duckduckgo',
    webview: null,
    tells: false,
    major: (ios) => ios,
    products: (version) => `Version/${version} Mobile/15E148 Safari/604.1 Ddg/${version}`,
  },
  {
    what: 'Yandex',
    browser: 'yandex',
    webview: null,
    tells: false,
    major: () => 25,
    products: (version) => `Version/${version} YaBrowser/25.6.1.500.10 SA/3 Mobile/15E148 Safari/604.1`,
  },
  {
    ...inApp('gsa', () => ''),
    tells: true,
    products: () => 'GSA/399.2.845414227 Mobile/15E148 Safari/604.1',
  },
  inApp('wkwebview', () => ''),
  inApp('facebook', (version) => ` [FBAN/FBIOS;FBAV/540.0.0.30.65;FBSN/iOS;FBSV/${version};FBSS/3]`),
  inApp('facebook-messenger', (version) => ` [FBAN/MessengerForiOS;FBAV/400.0;FBSN/iOS;FBSV/${version}]`),
  inApp(
    'instagram',
    (version) => ` Instagram 408.0.0.25.92 (iPhone17,1; iOS ${underlined(version)}; en_US; en; scale=3.00)`,
  ),
  inApp('line', () => ' Safari/604.1 Line/15.4.0'),
  inApp('wechat', () => ' MicroMessenger/8.0.61(0x18003d28) NetType/WIFI Language/en'),
  inApp('linkedin', () => ' [LinkedInApp]/9.31.1'),
  inApp('tiktok', () => ' musical_ly_37.4.0 JsSdk/2.0 BytedanceWebview/d8a21c6'),
  inApp('twitter', () => ' Safari/604.1 Twitter for iPhone/11.0'),
]

const appleMobile: fc.Arbitrary<HonestClient> = fc
  .tuple(handheld, fc.constantFrom(...appleProducts), fc.boolean())
  .map(([{ ipad, version, webkitSays }, product, macLike]) => {
    const says = product.tells ? underlined(version) : webkitSays
    const system = ipad ? `iPad; CPU OS ${says} like Mac OS X` : `iPhone; CPU iPhone OS ${says} like Mac OS X`
    return {
      what: `${product.what} on ${ipad ? 'an iPad' : 'an iPhone'}`,
      truth: {
        os: ipad ? 'ipados' : 'ios',
        osVersion: version,
        browser: product.browser,
        browserMajor: product.major(Number(version.split('.')[0])),
        deviceType: ipad ? 'tablet' : 'mobile',
        webview: product.webview,
      },
      evidence: {
        userAgent: `Mozilla/5.0 (${system}) ${webkit} ${product.products(version)}`,
        maxTouchPoints: 5,
        platform: ipad ? (macLike ? 'MacIntel' : 'iPad') : 'iPhone',
      },
      passesFor: {},
    }
  })

/** A Mac with Safari, or an iPad that asks for the desktop site: word for word the same but for the touch points. */
const macLike: fc.Arbitrary<HonestClient> = fc
  .tuple(fc.boolean(), handheld, fc.constantFrom('safari', 'duckduckgo'))
  .map(([ipad, { version }, browser]) => ({
    what: `${browser} on ${ipad ? 'an iPad that asks for the desktop site' : 'a Mac'}`,
    truth: {
      os: ipad ? 'ipados' : 'macos',
      osVersion: version,
      browser,
      browserMajor: Number(version.split('.')[0]),
      deviceType: ipad ? 'tablet' : 'desktop',
      webview: null,
    },
    evidence: {
      userAgent: `Mozilla/5.0 (${frozenMac}) ${webkit} Version/${version} Safari/605.1.15${browser === 'safari' ? '' : ` Ddg/${version}`}`,
      maxTouchPoints: ipad ? 5 : 0,
      platform: 'MacIntel',
    },
    passesFor: ipad ? { os: ['macos'], deviceType: ['desktop'] } : {},
  }))

/** Browsers that exist on iOS alone and ask for the desktop site: iPads by default, iPhones when told to. */
const iosOnlyOnDesktopSite: fc.Arbitrary<HonestClient> = fc
  .tuple(
    handheld,
    fc.constantFrom(['chrome', 143, 'CriOS/143 Version/11.1.1'], ['firefox', 145, 'FxiOS/145.0'], [
      'edge',
      140,
      'Version/18.0 EdgiOS/140.0.3485.94',
    ] as const),
  )
  .map(([{ ipad, version }, [browser, browserMajor, token]]) => ({
    what: `${browser} on ${ipad ? 'an iPad' : 'an iPhone'} that asks for the desktop site`,
    truth: {
      os: ipad ? 'ipados' : 'ios',
      osVersion: version,
      browser: `${browser}`,
      browserMajor: Number(browserMajor),
      deviceType: ipad ? 'tablet' : 'mobile',
      webview: null,
    },
    evidence: {
      userAgent: `Mozilla/5.0 (${frozenMac}) ${webkit} ${token} Safari/605.1.15`,
      maxTouchPoints: 5,
      platform: ipad ? 'MacIntel' : 'iPhone',
    },
    passesFor: ipad ? {} : { os: ['ipados'], deviceType: ['tablet'] },
  }))

export const honestClient: fc.Arbitrary<HonestClient> = fc.oneof(
  { weight: 4, arbitrary: desktopChromium },
  { weight: 4, arbitrary: otherChromium },
  { weight: 1, arbitrary: desktopApp },
  { weight: 3, arbitrary: androidApp },
  { weight: 3, arbitrary: firefox },
  { weight: 4, arbitrary: appleMobile },
  { weight: 2, arbitrary: macLike },
  { weight: 1, arbitrary: iosOnlyOnDesktopSite },
)

/** What of its evidence a client tells: the user agent, each hint, touch points, `navigator.platform`. */
export const evidenceNames = [
  'userAgent',
  'maxTouchPoints',
  'platform',
  'hints.platform',
  'hints.platformVersion',
  'hints.mobile',
  'hints.brands',
  'hints.fullVersionList',
  'hints.model',
  'hints.formFactors',
] as const
export type EvidenceName = (typeof evidenceNames)[number]

/** The named part of the evidence, as a page sends it. */
export function tell(
  { userAgent, hints, maxTouchPoints, platform }: Evidence,
  names: readonly EvidenceName[],
) {
  const told = (name: EvidenceName) => names.includes(name)
  const clientHints = Object.fromEntries(
    Object.entries(hints ?? {}).filter(([name]) => names.some((each) => each === `hints.${name}`)),
  )
  const raw: RawSignals = {
    ...(told('userAgent') && { userAgent }),
    ...(told('maxTouchPoints') && { maxTouchPoints }),
    ...(told('platform') && { platform }),
    ...(Object.keys(clientHints).length > 0 && { clientHints }),
  }
  return raw
}
