import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ClientPlatform } from '../../../src/core/platform/client-platform.ts'
import { identifyPlatform } from '../../../src/core/platform/identify-platform.ts'
import { readSignals } from '../../../src/core/signals/read-signals.ts'
import type { RawSignals } from '../../../src/core/signals/signals.ts'
import { anyCharacter } from '../../../src/proof/arbitraries/any-character.ts'

const identify = (raw: RawSignals): ClientPlatform => identifyPlatform(readSignals(raw))

const chromium = 'AppleWebKit/537.36 (KHTML, like Gecko)'
const webkit = 'AppleWebKit/605.1.15 (KHTML, like Gecko)'
const windows = 'Windows NT 10.0; Win64; x64'
const mac = 'Macintosh; Intel Mac OS X 10_15_7'
const macSafari = `Mozilla/5.0 (${mac}) ${webkit} Version/26.1 Safari/605.1.15`

/** `os osVersion (source) browser major deviceType webview` */
const tell = (platform: ClientPlatform) =>
  [
    platform.os,
    `${platform.osVersion} (${platform.osVersionSource})`,
    platform.browser,
    platform.browserMajor,
    platform.deviceType,
    platform.webview ?? '-',
  ].join(' ')

/**
 * What current releases send. Sources: the makers' own documents, named per row; `reduction` is
 * https://www.chromium.org/updates/ua-reduction/.
 */
describe('a user agent of today, with nothing else said', () => {
  it.each([
    // reduction: NT 10.0 is Windows 10 and 11 alike
    [
      `Mozilla/5.0 (${windows}) ${chromium} Chrome/143.0.0.0 Safari/537.36`,
      'windows unknown (none) chrome 143 desktop -',
    ],
    [
      `Mozilla/5.0 (${windows}) ${chromium} Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0`,
      'windows unknown (none) edge 143 desktop -',
    ],
    [
      `Mozilla/5.0 (${windows}) ${chromium} Chrome/142.0.0.0 Safari/537.36 OPR/126.0.0.0`,
      'windows unknown (none) opera 126 desktop -',
    ],
    [
      `Mozilla/5.0 (${windows}) ${chromium} SamsungBrowser/29.0 Chrome/136.0.0.0 Safari/537.36`,
      'windows unknown (none) samsung 29 desktop -',
    ],
    // https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/User-Agent/Firefox
    [
      `Mozilla/5.0 (${windows}; rv:145.0) Gecko/20100101 Firefox/145.0`,
      'windows unknown (none) firefox 145 desktop -',
    ],
    // rv was held at 109.0 from 110 to 119 (bugzilla 1805967)
    [
      `Mozilla/5.0 (${windows}; rv:109.0) Gecko/20100101 Firefox/115.0`,
      'windows unknown (none) firefox 115 desktop -',
    ],
    // Chrome 109 is the last for Windows 7 and 8, and does not reduce there
    [
      `Mozilla/5.0 (Windows NT 6.1; Win64; x64) ${chromium} Chrome/109.0.0.0 Safari/537.36`,
      'windows 7 (user-agent) chrome 109 desktop -',
    ],
    [
      `Mozilla/5.0 (${mac}) ${chromium} Chrome/143.0.0.0 Safari/537.36`,
      'macos unknown (none) chrome 143 desktop -',
    ],
    [
      `Mozilla/5.0 (${mac}) ${chromium} Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0`,
      'macos unknown (none) edge 143 desktop -',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:145.0) Gecko/20100101 Firefox/145.0',
      'macos unknown (none) firefox 145 desktop -',
    ],
    // Safari holds 10_15_7 since macOS 11 (webkit bug 216593)
    [macSafari, 'macos unknown (none) safari 26 desktop -'],
    [
      `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_14_6) ${webkit} Version/14.1.2 Safari/605.1.15`,
      'macos 10.14.6 (user-agent) safari 14 desktop -',
    ],
    // WebKit holds the system at 18_6 and 18_7 from iOS 26 on, Version/ goes on telling
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) ${webkit} Version/26.0 Mobile/15E148 Safari/604.1`,
      'ios 26.0 (safari-version) safari 26 mobile -',
    ],
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) ${webkit} Version/26.1 Mobile/15E148 Safari/604.1`,
      'ios 26.1 (safari-version) safari 26 mobile -',
    ],
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) ${webkit} Version/18.6 Mobile/15E148 Safari/604.1`,
      'ios 18.6 (user-agent) safari 18 mobile -',
    ],
    [
      `Mozilla/5.0 (iPad; CPU OS 17_7_2 like Mac OS X) ${webkit} Version/17.7 Mobile/15E148 Safari/604.1`,
      'ipados 17.7.2 (user-agent) safari 17 tablet -',
    ],
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 15_8_4 like Mac OS X) ${webkit} Version/15.6.6 Mobile/15E148 Safari/604.1`,
      'ios 15.8.4 (user-agent) safari 15 mobile -',
    ],
    // Chrome and Edge on iOS tell the version: https://chromium.googlesource.com/chromium/src/+/HEAD/docs/ios/user_agent.md
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 26_1_0 like Mac OS X) ${webkit} CriOS/143.0.7499.92 Mobile/15E148 Safari/604.1`,
      'ios 26.1.0 (user-agent) chrome 143 mobile -',
    ],
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) ${webkit} CriOS/143.0.7499.92 Mobile/15E148 Safari/604.1`,
      'ios 18.7 (user-agent) chrome 143 mobile -',
    ],
    [
      `Mozilla/5.0 (iPad; CPU OS 18_6_2 like Mac OS X) ${webkit} EdgiOS/139.0.3405.111 Version/18.0 Mobile/15E148 Safari/604.1`,
      'ipados 18.6.2 (user-agent) edge 139 tablet -',
    ],
    // Firefox for iOS tells WebKit's frozen value and no Version/
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) ${webkit} FxiOS/145.0 Mobile/15E148 Safari/605.1.15`,
      'ios unknown (none) firefox 145 mobile -',
    ],
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) ${webkit} FxiOS/127.0 Mobile/15E148 Safari/605.1.15`,
      'ios 17.5 (user-agent) firefox 127 mobile -',
    ],
    // iOS-only browsers that ask for the desktop site, the default on iPads
    [
      `Mozilla/5.0 (${mac}) ${webkit} CriOS/143 Version/11.1.1 Safari/605.1.15`,
      'ipados unknown (none) chrome 143 tablet -',
    ],
    [
      `Mozilla/5.0 (${mac}) ${webkit} FxiOS/145.0 Safari/605.1.15`,
      'ipados unknown (none) firefox 145 tablet -',
    ],
    // reduction: "Android 10; K" whatever the phone
    [
      `Mozilla/5.0 (Linux; Android 10; K) ${chromium} Chrome/143.0.0.0 Mobile Safari/537.36`,
      'android unknown (none) chrome 143 mobile -',
    ],
    [
      `Mozilla/5.0 (Linux; Android 10; K) ${chromium} Chrome/143.0.0.0 Safari/537.36`,
      'android unknown (none) chrome 143 tablet -',
    ],
    [
      `Mozilla/5.0 (Linux; Android 10; K) ${chromium} Chrome/143.0.0.0 Mobile Safari/537.36 EdgA/143.0.0.0`,
      'android unknown (none) edge 143 mobile -',
    ],
    [
      `Mozilla/5.0 (Linux; Android 10; K) ${chromium} SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36`,
      'android unknown (none) samsung 29 mobile -',
    ],
    [
      `Mozilla/5.0 (Linux; Android 9; SM-G950F) ${chromium} Chrome/105.0.5195.136 Mobile Safari/537.36`,
      'android 9 (user-agent) chrome 105 mobile -',
    ],
    // Samsung Internet, desktop mode: Linux, but it exists for Android and Windows only
    [
      `Mozilla/5.0 (X11; Linux x86_64) ${chromium} SamsungBrowser/29.0 Chrome/136.0.0.0 Safari/537.36`,
      'android unknown (none) samsung 29 tablet -',
    ],
    // Firefox for Android says 10 for 10 and older (bugzilla 1865766)
    [
      'Mozilla/5.0 (Android 10; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0',
      'android unknown (none) firefox 145 mobile -',
    ],
    [
      'Mozilla/5.0 (Android 12; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0',
      'android 12 (user-agent) firefox 145 mobile -',
    ],
    [
      'Mozilla/5.0 (Android 15; Tablet; rv:145.0) Gecko/145.0 Firefox/145.0',
      'android 15 (user-agent) firefox 145 tablet -',
    ],
    // reduction: 14541.0.0 on every Chromebook
    [
      `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${chromium} Chrome/143.0.0.0 Safari/537.36`,
      'chromeos unknown (none) chrome 143 desktop -',
    ],
    [
      `Mozilla/5.0 (X11; Linux x86_64) ${chromium} Chrome/143.0.0.0 Safari/537.36`,
      'linux unknown (none) chrome 143 desktop -',
    ],
    [
      'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
      'linux unknown (none) firefox 145 desktop -',
    ],
    [
      `Mozilla/5.0 (X11; Linux x86_64) ${chromium} Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0`,
      'linux unknown (none) edge 143 desktop -',
    ],
    // the rest of the world
    [
      `Mozilla/5.0 (${mac}) ${chromium} Chrome/144.0.0.0 Safari/537.36 Vivaldi/7.8.3925.66`,
      'macos unknown (none) vivaldi 7 desktop -',
    ],
    [
      `Mozilla/5.0 (Linux; Android 10; K) ${chromium} Chrome/124.0.0.0 Mobile DuckDuckGo/5 Safari/537.36`,
      'android unknown (none) duckduckgo 5 mobile -',
    ],
    [
      `Mozilla/5.0 (${windows}) ${chromium} Chrome/128.0.6613.468 YaBrowser/24.10.1.468 Yowser/2.5 Safari/537.36`,
      'windows unknown (none) yandex 24 desktop -',
    ],
    [
      `Mozilla/5.0 (${windows}) ${chromium} MyApp/1.0.0 Chrome/142.0.7444.59 Electron/39.0.0 Safari/537.36`,
      'windows unknown (none) electron 39 desktop electron',
    ],
    [
      `Mozilla/5.0 (X11; Linux x86_64) ${chromium} HeadlessChrome/143.0.0.0 Safari/537.36`,
      'linux unknown (none) headless-chrome 143 desktop -',
    ],
    [
      `Mozilla/5.0 (Web0S; Linux/SmartTV) ${chromium} Chrome/120.0.6099.270 Safari/537.36 WebAppManager`,
      'other unknown (none) other unknown tv -',
    ],
    [
      `Mozilla/5.0 (PlayStation; PlayStation 5/8.40) ${webkit} Version/17.0 Safari/605.1.15`,
      'other unknown (none) other 17 console -',
    ],
    [
      `Mozilla/5.0 (${windows}; Xbox; Xbox One) ${chromium} Chrome/129.0.0.0 Safari/537.36 Edg/129.0.0.0`,
      'other unknown (none) edge 129 console -',
    ],
    [
      'Mozilla/5.0 (Mobile; Nokia_2720_Flip; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5.2',
      'other unknown (none) firefox 48 mobile -',
    ],
    ['', 'other unknown (none) other unknown other -'],
  ])('%s is %s', (userAgent, wanted) => {
    expect(tell(identify({ userAgent }))).toBe(wanted)
    expect(identify({ userAgent }).conflicts).toEqual([])
  })
})

describe('a page inside an app', () => {
  const iphone = `Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) ${webkit} Mobile/15E148`
  const frozenIphone = `Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) ${webkit} Mobile/15E148`
  const android = `Mozilla/5.0 (Linux; Android 15; Pixel 8 Build/AP4A.250105.002; wv) ${chromium} Version/4.0 Chrome/143.0.7499.34 Mobile Safari/537.36`
  it.each([
    // https://developer.chrome.com/docs/webview/user-agent
    [android, 'android 15 (user-agent) webview 143 mobile android-webview'],
    [iphone, 'ios 18.5 (user-agent) webview unknown mobile wkwebview'],
    // WebKit's frozen value, and nobody who tells more
    [frozenIphone, 'ios unknown (none) webview unknown mobile wkwebview'],
    // Meta's apps tell the version of the system in FBSV
    [
      `${frozenIphone} [FBAN/FBIOS;FBAV/540.0.0.30.65;FBDV/iPhone17,1;FBMD/iPhone;FBSN/iOS;FBSV/26.1;FBSS/3]`,
      'ios 26.1 (user-agent) webview unknown mobile facebook',
    ],
    [
      `${frozenIphone} Instagram 408.0.0.25.92 (iPhone17,1; iOS 26_1; en_US; en; scale=3.00; 1206x2622)`,
      'ios 26.1 (user-agent) webview unknown mobile instagram',
    ],
    [
      `${iphone} [FBAN/MessengerForiOS;FBAV/400.0.0.1;FBSN/iOS;FBSV/18.5]`,
      'ios 18.5 (user-agent) webview unknown mobile facebook-messenger',
    ],
    [`${android} [FB_IAB/FB4A;FBAV/540.0.0.30.65;]`, 'android 15 (user-agent) webview 143 mobile facebook'],
    [
      `${android} Instagram 408.0.0.25.92 Android (35/15; 420dpi; 1080x2400)`,
      'android 15 (user-agent) webview 143 mobile instagram',
    ],
    [
      `${android} Barcelona 408.0.0.0.51 Android (35/15; 420dpi)`,
      'android 15 (user-agent) webview 143 mobile threads',
    ],
    [
      `${android} musical_ly_2023603030 JsSdk/1.0 AppVersion/36.3.3 BytedanceWebview/d8a21c6`,
      'android 15 (user-agent) webview 143 mobile tiktok',
    ],
    [
      `${iphone} musical_ly_31.4.0 JsSdk/2.0 AppVersion/31.4.0 BytedanceWebview/d8a21c6`,
      'ios 18.5 (user-agent) webview unknown mobile tiktok',
    ],
    [`${iphone} Safari/604.1 Line/15.4.0`, 'ios 18.5 (user-agent) webview unknown mobile line'],
    [
      `${iphone} MicroMessenger/8.0.61(0x18003d28) NetType/WIFI Language/en`,
      'ios 18.5 (user-agent) webview unknown mobile wechat',
    ],
    [`${iphone} [LinkedInApp]/9.31.1`, 'ios 18.5 (user-agent) webview unknown mobile linkedin'],
    [
      `${iphone} Safari/604.1 Twitter for iPhone/11.0`,
      'ios 18.5 (user-agent) webview unknown mobile twitter',
    ],
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 26_1_0 like Mac OS X) ${webkit} GSA/399.2.845414227 Mobile/15E148 Safari/604.1`,
      'ios 26.1.0 (user-agent) webview unknown mobile gsa',
    ],
    [`${android} GoogleApp/16.44`, 'android 15 (user-agent) webview 143 mobile gsa'],
    // a browser that is built on the system's webview keeps its name
    [`${frozenIphone} Ddg/26.1`, 'ios unknown (none) duckduckgo 26 mobile wkwebview'],
    [`Mozilla/5.0 (${mac}) ${webkit}`, 'macos unknown (none) webview unknown desktop wkwebview'],
  ])('%s is %s', (userAgent, wanted) => {
    expect(tell(identify({ userAgent }))).toBe(wanted)
  })

  it('is seen in tokens behind the characters that the parser reads', () => {
    expect(identify({ userAgent: `${iphone} ${'x/1 '.repeat(200)}Instagram 408.0` }).webview).toBe(
      'instagram',
    )
  })

  it('is WebView2 by its brand, for it shares the user agent of Edge', () => {
    const userAgent = `Mozilla/5.0 (${windows}) ${chromium} Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0`
    const brands = [
      { brand: 'Microsoft Edge WebView2', version: '143' },
      { brand: 'Microsoft Edge', version: '143' },
    ]
    expect(identify({ userAgent, clientHints: { platform: 'Windows', brands } })).toMatchObject({
      browser: 'webview',
      browserMajor: 143,
      webview: 'webview2',
      conflicts: [],
    })
  })
})

describe('a robot', () => {
  it.each([
    `Mozilla/5.0 ${chromium}; compatible; Googlebot/2.1; +http://www.google.com/bot.html) Chrome/143.0.0.0 Safari/537.36`,
    `Mozilla/5.0 (${mac}) ${chromium} Chrome/131.0.0.0 Safari/537.36; compatible; OAI-SearchBot/1.3; robots.txt`,
    'facebookexternalhit/1.1',
    'curl/8.5.0',
    'WhatsApp/2.23.20.0',
    'python-requests/2.32.3',
  ])('is %s', (userAgent) => {
    expect(identify({ userAgent })).toMatchObject({
      bot: true,
      browser: 'bot',
      deviceType: 'bot',
      conflicts: [],
    })
  })

  it.each([
    'Mozilla/5.0 (Linux; Android 12; CUBOT NOTE 20) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/105.0.0.0 Mobile Safari/537.36',
    `Mozilla/5.0 (${windows}) ${chromium} Chrome/96.0.4664.110 Safari/537.36/iBot7KTt-08`,
  ])('is not %s', (userAgent) => {
    expect(identify({ userAgent }).bot).toBe(false)
  })
})

describe('client hints', () => {
  const chrome = (system: string) => `Mozilla/5.0 (${system}) ${chromium} Chrome/151.0.0.0 Safari/537.36`
  it.each([
    // https://learn.microsoft.com/microsoft-edge/web-platform/how-to-detect-win11
    [windows, 'Windows', '15.0.0', '11'],
    [windows, 'Windows', '13.0.0', '11'],
    [windows, 'Windows', '12.0.0', 'unknown'],
    [windows, 'Windows', '10.0.0', '10'],
    [windows, 'Windows', '1.0.0', '10'],
    [windows, 'Windows', '0.3.0', '8.1'],
    [windows, 'Windows', '0.2.0', '8'],
    [windows, 'Windows', '0.1.0', '7'],
    [windows, 'Windows', '0.0.0', 'unknown'],
    [windows, 'Windows', 'fifteen', 'unknown'],
    [mac, 'macOS', '13.6.5', '13.6.5'],
    [mac, 'macOS', '', 'unknown'],
    ['Linux; Android 10; K', 'Android', '16.0.0', '16.0.0'],
    ['X11; CrOS x86_64 14541.0.0', 'Chrome OS', '16433.41.0', '16433.41.0'],
    ['X11; Linux x86_64', 'Linux', '6.8.0', 'unknown'],
  ])('on %s with %s %s tell the version %s', (system, platform, platformVersion, wanted) => {
    const found = identify({ userAgent: chrome(system), clientHints: { platform, platformVersion } })
    expect(found.osVersion).toBe(wanted)
    expect(found.osVersionSource).toBe(wanted === 'unknown' ? 'none' : 'hint')
    expect(found.conflicts).toEqual([])
  })

  it.each([
    [['Google Chrome', 'Chromium', 'Not A(Brand'], 'chrome'],
    [['Chromium', 'Not)A;Brand'], 'chromium'],
    [['Brave', 'Chromium', ';Not A Brand'], 'brave'],
    [['Not=A?Brand', 'Chromium', 'Microsoft Edge'], 'edge'],
    [['Chromium', 'Opera GX', 'Not/A)Brand'], 'opera'],
    [['Chromium', 'Avast Secure Browser', 'Not_A Brand'], 'other'],
  ])('with the brands %j name %s behind a bare Chrome token', (names, wanted) => {
    const brands = names.map((brand) => ({ brand, version: '151' }))
    const found = identify({ userAgent: chrome(windows), clientHints: { platform: 'Windows', brands } })
    expect(found).toMatchObject({ browser: wanted, browserMajor: 151, webview: null, conflicts: [] })
  })

  it('complete a version that the user agent cuts, and leave the one that Opera tells itself', () => {
    const fullVersionList = [
      { brand: 'Google Chrome', version: '151.0.7000.12' },
      { brand: 'Chromium', version: '151.0.7000.12' },
    ]
    const brands = [{ brand: 'Google Chrome', version: '151' }]
    expect(identify({ userAgent: chrome(windows) }).browserVersion).toBe('151')
    expect(
      identify({ userAgent: chrome(windows), clientHints: { brands, fullVersionList } }).browserVersion,
    ).toBe('151.0.7000.12')
    const opera = {
      brands: [{ brand: 'Opera', version: '126' }],
      fullVersionList: [{ brand: 'Opera', version: '151.0.7000.12' }],
    }
    expect(identify({ userAgent: `${chrome(windows)} OPR/126.0.0.0`, clientHints: opera })).toMatchObject({
      browserMajor: 126,
      browserVersion: '126',
    })
  })

  it('in headers say the same as in the body', () => {
    const headers = {
      'user-agent': chrome(windows),
      'sec-ch-ua': '"Not A(Brand";v="8", "Chromium";v="151", "Google Chrome";v="151"',
      'sec-ch-ua-platform': '"Windows"',
      'sec-ch-ua-platform-version': '"15.0.0"',
    }
    expect(tell(identify({ headers }))).toBe('windows 11 (hint) chrome 151 desktop -')
  })
})

describe('a Macintosh with WebKit', () => {
  it.each([
    ['is a Mac while touch is unknown', {}, 'macos'],
    ['is a Mac without touch points', { maxTouchPoints: 0, platform: 'MacIntel' }, 'macos'],
    ['is an iPad with touch points', { maxTouchPoints: 5, platform: 'MacIntel' }, 'ipados'],
    ['is an iPad where it says so', { platform: 'iPad' }, 'ipados'],
    ['is an iPhone where it says so', { maxTouchPoints: 5, platform: 'iPhone' }, 'ios'],
  ] as const)('%s', (_situation, touch, wanted) => {
    const found = identify({ userAgent: macSafari, ...touch })
    expect(found).toMatchObject({ os: wanted, osVersion: 'unknown', conflicts: [] })
    expect(found.deviceType).toBe({ macos: 'desktop', ipados: 'tablet', ios: 'mobile' }[wanted])
  })
})

describe('what contradicts itself', () => {
  const chromeAt = (system: string) =>
    `Mozilla/5.0 (${system}) ${chromium} Chrome/151.0.0.0 Mobile Safari/537.36`
  const iphoneSafari = `Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) ${webkit} Version/18.5 Mobile/15E148 Safari/604.1`
  const brands = [{ brand: 'Google Chrome', version: '151' }]
  it.each([
    [
      'a Mac that says Win32',
      { userAgent: chromeAt(mac), platform: 'Win32' },
      ['user-agent-navigator-platform'],
    ],
    [
      'an emulated iPhone on a Mac',
      { userAgent: iphoneSafari, platform: 'MacIntel' },
      ['user-agent-navigator-platform'],
    ],
    [
      'an emulated Android on a PC',
      { userAgent: chromeAt('Linux; Android 10; K'), platform: 'Win32' },
      ['user-agent-navigator-platform'],
    ],
    [
      'a Mac with hints of Windows',
      { userAgent: chromeAt(mac), clientHints: { platform: 'Windows', brands } },
      ['user-agent-hints'],
    ],
    [
      'Safari with hints at all',
      { userAgent: macSafari, clientHints: { platform: 'macOS', brands } },
      ['user-agent-hints'],
    ],
    [
      'Firefox with hints at all',
      {
        userAgent: `Mozilla/5.0 (${windows}; rv:145.0) Gecko/20100101 Firefox/145.0`,
        clientHints: { brands },
      },
      ['user-agent-hints'],
    ],
    ['an iPhone without touch', { userAgent: iphoneSafari, maxTouchPoints: 0 }, ['user-agent-touch']],
    [
      'a Linux with touch: a laptop, or Android in desktop mode; no contradiction',
      { userAgent: chromeAt('X11; Linux x86_64'), maxTouchPoints: 5 },
      [],
    ],
    [
      'everything at once',
      { userAgent: chromeAt(mac), platform: 'Win32', maxTouchPoints: 5, clientHints: { platform: 'Linux' } },
      ['user-agent-hints', 'user-agent-navigator-platform', 'user-agent-touch'],
    ],
  ])('is told: %s', (_situation, raw, wanted) => {
    expect(identify(raw).conflicts).toEqual(wanted)
  })

  it.each([
    ['Android', chromeAt('Linux; Android 10; K'), { platform: 'Linux armv8l', maxTouchPoints: 5 }],
    ['Android', chromeAt('Linux; Android 10; K'), { platform: 'Linux armv81', maxTouchPoints: 5 }],
    ['Android', chromeAt('Linux; Android 10; K'), { platform: 'Linux aarch64', maxTouchPoints: 0 }],
    [
      'an iPad that asks for the mobile site',
      `Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) ${webkit} Version/18.5 Mobile/15E148 Safari/604.1`,
      { platform: 'MacIntel', maxTouchPoints: 5 },
    ],
    ['an iPhone', iphoneSafari, { platform: 'iPhone', maxTouchPoints: 5 }],
    ['a Windows tablet', chromeAt(windows), { platform: 'Win32', maxTouchPoints: 10 }],
    [
      'a Chromebook',
      chromeAt('X11; CrOS x86_64 14541.0.0'),
      { platform: 'Linux x86_64', maxTouchPoints: 10 },
    ],
    [
      'a phone on the desktop site whose hints tell the truth',
      chromeAt('X11; Linux x86_64'),
      { clientHints: { platform: 'Android' } },
    ],
    ['a platform nobody knows', chromeAt(windows), { platform: 'Pike v7.6 release 92' }],
  ])('is not %s', (_situation, userAgent, raw) => {
    expect(identify({ userAgent, ...raw }).conflicts).toEqual([])
  })

  it('is decided by the hints, which are harder to change by accident', () => {
    const found = identify({
      userAgent: chromeAt(mac),
      clientHints: { platform: 'Windows', platformVersion: '15.0.0', brands },
    })
    expect(tell(found)).toBe('windows 11 (hint) chrome 151 desktop -')
  })
})

const version = (parts: number) =>
  fc
    .array(fc.integer({ min: 0, max: 40 }), { minLength: parts, maxLength: parts })
    .map((numbers) => numbers.join('.'))
const major = fc.integer({ min: 100, max: 400 })

describe('a frozen user agent', () => {
  const frozen = fc.oneof(
    fc
      .tuple(
        fc.constantFrom(
          windows,
          'Windows NT 10.0',
          mac,
          'X11; Linux x86_64',
          'X11; CrOS x86_64 14541.0.0',
          'Linux; Android 10; K',
        ),
        major,
        fc.constantFrom('', ' Mobile'),
        fc.constantFrom('', ' Edg/140.0.0.0', ' OPR/126.0.0.0', ' Vivaldi/7.8.3925.66'),
      )
      .map(
        ([system, chrome, mobile, more]) =>
          `Mozilla/5.0 (${system}) ${chromium} Chrome/${chrome}.0.0.0${mobile} Safari/537.36${more}`,
      ),
    fc
      .tuple(
        fc.constantFrom(
          'Windows NT 10.0; Win64; x64',
          'Macintosh; Intel Mac OS X 10.15',
          'X11; Linux x86_64',
          'Android 10; Mobile',
          'Android 10; Tablet',
        ),
        major,
      )
      .map(
        ([system, firefox]) => `Mozilla/5.0 (${system}; rv:${firefox}.0) Gecko/20100101 Firefox/${firefox}.0`,
      ),
    version(2).map((safari) => `Mozilla/5.0 (${mac}) ${webkit} Version/${safari} Safari/605.1.15`),
    fc
      .tuple(
        fc.constantFrom('18_6', '18_7'),
        fc.constantFrom('', ' FxiOS/145.0', ' Ddg/26.1', ' Instagram 408.0'),
      )
      .map(
        ([system, more]) =>
          `Mozilla/5.0 (iPhone; CPU iPhone OS ${system} like Mac OS X) ${webkit}${more} Mobile/15E148`,
      ),
  )
  it('never yields a version of the system', () => {
    fc.assert(
      fc.property(frozen, fc.constantFrom(undefined, 0, 5), (userAgent, maxTouchPoints) => {
        const found = identify({ userAgent, ...(maxTouchPoints !== undefined && { maxTouchPoints }) })
        expect(found).toMatchObject({ osVersion: 'unknown', osVersionSource: 'none' })
      }),
      { numRuns: 1000 },
    )
  })
})

/** A client as it is, and all that it would truthfully say about itself. */
interface Truth {
  readonly os: string
  readonly osVersion: string
  readonly browser: string
  readonly major: number
  readonly raw: RawSignals
}

const chromiumTruth: fc.Arbitrary<Truth> = fc
  .record({
    system: fc.oneof(
      fc
        .constantFrom(['13.0.0', '11'], ['15.0.0', '11'], ['19.0.0', '11'], ['10.0.0', '10'], ['1.0.0', '10'])
        .map(([hint, osVersion]) => ({
          os: 'windows',
          token: windows,
          platform: 'Windows',
          navigator: 'Win32',
          touch: 0,
          hint,
          osVersion,
        })),
      fc
        .tuple(fc.integer({ min: 11, max: 27 }), version(2))
        .map(([first, rest]) => `${first}.${rest}`)
        .map((hint) => ({
          os: 'macos',
          token: mac,
          platform: 'macOS',
          navigator: 'MacIntel',
          touch: 0,
          hint,
          osVersion: hint,
        })),
      fc
        .integer({ min: 8, max: 17 })
        .map((first) => `${first}.0.0`)
        .map((hint) => ({
          os: 'android',
          token: 'Linux; Android 10; K',
          platform: 'Android',
          navigator: 'Linux armv8l',
          touch: 5,
          hint,
          osVersion: hint,
        })),
      fc.constant({
        os: 'linux',
        token: 'X11; Linux x86_64',
        platform: 'Linux',
        navigator: 'Linux x86_64',
        touch: 0,
        hint: '',
        osVersion: 'unknown',
      }),
    ),
    product: fc.constantFrom(
      ['chrome', 'Google Chrome', ''],
      ['edge', 'Microsoft Edge', ' Edg/'],
      ['opera', 'Opera', ' OPR/'],
    ),
    chrome: major,
    build: fc.integer({ min: 1, max: 9999 }),
    invented: fc.constantFrom('Not A(Brand', 'Not;A=Brand', '.Not/A)Brand', 'Not?A_Brand'),
    first: fc.boolean(),
  })
  .map(({ system, product: [browser = '', brand = '', token = ''], chrome, build, invented, first }) => {
    const list = (its: string) => {
      const known = [
        { brand, version: its },
        { brand: 'Chromium', version: its },
      ]
      const grease = { brand: invented, version: '99' }
      return first ? [grease, ...known] : [...known, grease]
    }
    return {
      os: system.os,
      osVersion: system.osVersion ?? 'unknown',
      browser,
      major: chrome,
      raw: {
        userAgent: `Mozilla/5.0 (${system.token}) ${chromium} Chrome/${chrome}.0.0.0 Safari/537.36${token === '' ? '' : `${token}${chrome}.0.0.0`}`,
        clientHints: {
          platform: system.platform,
          platformVersion: system.hint,
          mobile: false,
          brands: list(`${chrome}`),
          fullVersionList: list(`${chrome}.0.${build}.1`),
        },
        platform: system.navigator,
        maxTouchPoints: system.touch,
      },
    }
  })

const appleTruth: fc.Arbitrary<Truth> = fc
  .record({
    first: fc.integer({ min: 13, max: 27 }),
    second: fc.integer({ min: 0, max: 7 }),
    device: fc.constantFrom('ios', 'ipados', 'macos'),
  })
  .map(({ first, second, device }) => {
    const told = `${first}.${second}`
    const frozen = first >= 26 ? '18_6' : `${first}_${second}`
    const userAgent =
      device === 'ios'
        ? `Mozilla/5.0 (iPhone; CPU iPhone OS ${frozen} like Mac OS X) ${webkit} Version/${told} Mobile/15E148 Safari/604.1`
        : `Mozilla/5.0 (${mac}) ${webkit} Version/${told} Safari/605.1.15`
    const platform = device === 'ios' ? 'iPhone' : 'MacIntel'
    const raw = { userAgent, platform, maxTouchPoints: device === 'macos' ? 0 : 5 }
    return {
      os: device,
      osVersion: device === 'ios' ? told : 'unknown',
      browser: 'safari',
      major: first,
      raw,
    }
  })

describe('a client that tells the truth, or a part of it', () => {
  const partOf = (record: Readonly<Record<string, unknown>>, kept: readonly boolean[]) =>
    Object.fromEntries(Object.entries(record).filter((_entry, index) => kept[index % kept.length]))

  it('is known as what it is or not known, however much of it is told; and never contradicts itself', () => {
    fc.assert(
      fc.property(
        fc.oneof(chromiumTruth, appleTruth),
        fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
        fc.boolean(),
        (truth, kept, touchTold) => {
          const { userAgent = '', clientHints, platform = '', maxTouchPoints = 0 } = truth.raw
          const found = identify({
            userAgent,
            ...(clientHints && { clientHints: partOf(clientHints, kept) }),
            ...(touchTold && { maxTouchPoints, platform }),
          })
          // Without touch points an iPad on the desktop site is expected to be a Mac: the one guess that is made.
          if (touchTold || truth.os !== 'ipados') expect(found.os).toBe(truth.os)
          expect([truth.browser, 'unknown']).toContain(found.browser)
          expect([truth.major, 'unknown']).toContain(found.browserMajor)
          expect([truth.osVersion, 'unknown']).toContain(found.osVersion)
          expect(found.conflicts).toEqual([])
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('keeps every value that was known when it tells more', () => {
    fc.assert(
      fc.property(chromiumTruth, fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }), (truth, kept) => {
        const { userAgent = '', clientHints = {} } = truth.raw
        const before = identify({ userAgent, clientHints: partOf(clientHints, kept) })
        const after = identify(truth.raw)
        expect(after.osVersion).toBe(truth.osVersion)
        for (const key of ['os', 'osVersion', 'browser', 'browserMajor'] as const) {
          if (before[key] !== 'unknown') expect(after[key]).toBe(before[key])
        }
      }),
      { numRuns: 1000 },
    )
  })
})

describe('any text at all', () => {
  const tokens = fc.constantFrom(
    'Mozilla/5.0',
    ' (',
    '; ',
    ') ',
    windows,
    mac,
    'iPad; CPU OS ',
    '18_6',
    ' like Mac OS X',
    chromium,
    webkit,
    'Chrome/',
    'Version/',
    'Safari/',
    'Mobile',
    '151.0.0.0',
    '9'.repeat(30),
    '.',
    'FBSV/',
    'wv)',
    'Instagram 1',
    'rv:',
    '\u0000',
    '😀',
  )
  const text = fc.oneof(
    fc.string({ unit: anyCharacter, maxLength: 200 }),
    fc.array(tokens, { maxLength: 40 }).map((parts) => parts.join('')),
  )
  it('is identified without a throw, the same way twice, in words of the contract', () => {
    fc.assert(
      fc.property(
        text,
        fc.jsonValue({ maxDepth: 3 }),
        fc.option(text, { nil: '' }),
        fc.integer({ min: 0, max: 400 }),
        (userAgent, json, platform, repeat) => {
          const raw = {
            userAgent: userAgent.repeat(1 + repeat).slice(0, 100_000),
            clientHints: {
              platform: json,
              platformVersion: userAgent,
              brands: [{ brand: userAgent, version: json }, json],
            },
            platform,
          }
          const found = identify(raw)
          expect(identify(structuredClone(raw))).toEqual(found)
          expect(found.osVersion).toMatch(/^(unknown|\d+(\.\d+)*)$/)
          expect(found.browserVersion).toMatch(/^(unknown|\d+(\.\d+)*)$/)
          expect(found.browserMajor === 'unknown' || Number.isSafeInteger(found.browserMajor)).toBe(true)
          expect(found.osVersion === 'unknown').toBe(found.osVersionSource === 'none')
        },
      ),
      { numRuns: 1500 },
    )
  })
})
