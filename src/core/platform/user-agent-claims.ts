import type { BrowserName, DeviceType, OsName } from '../../contract/words.ts'
import type { UserAgentReading } from '../signals/signals.ts'
import { botTokens } from './bot-tokens.ts'
import { browserTokens, chromeToken } from './browser-tokens.ts'
import { inAppTokens } from './in-app-tokens.ts'
import { identifyUserAgentDevice } from './user-agent-device.ts'
import { identifyUserAgentOs, type OsVersionReading, readUserAgentOsVersion } from './user-agent-os.ts'

/** What a user agent alone claims, before hints, touch points and `navigator.platform` have their say. */
export interface UserAgentClaims extends OsVersionReading {
  readonly os: OsName | undefined
  readonly browser: BrowserName
  readonly browserVersion: string | undefined
  /** Built on Chromium, and so able to send client hints. */
  readonly chromium: boolean
  /** Says Chrome and nothing more: Chrome, or any Chromium that hides its name; brands may tell. */
  readonly plainChromium: boolean
  /** A Mac's WebKit: a Mac, or an iPad that asks for desktop sites, as iPads do by default. */
  readonly macOrIpad: boolean
  /** An Android browser that asks for the desktop site, known by its name alone: it says Linux, and so do its hints. */
  readonly desktopMode: boolean
  readonly webview: string | null
  readonly bot: boolean
  readonly deviceType: DeviceType
}

/**
 * Claims belong to a reading, and readings are shared between requests of one browser build: remembering them by
 * reading makes a second look free, and they are forgotten together. Not observable from outside.
 */
const remembered = new WeakMap<UserAgentReading, UserAgentClaims>()

export function readUserAgentClaims(reading: UserAgentReading): UserAgentClaims {
  const known = remembered.get(reading)
  if (known !== undefined) return known
  const claims = scan(reading)
  remembered.set(reading, claims)
  return claims
}

function scan(reading: UserAgentReading): UserAgentClaims {
  const { text } = reading
  const os = identifyUserAgentOs(text)
  const bot = botTokens.some((token) => token.test(text))
  const chromium = chromeToken.test(text)
  const named = findNamedBrowser(text)
  const webview = bot ? null : identifyWebview(text, os, named)
  const claims = {
    os,
    ...readUserAgentOsVersion(os, text),
    chromium,
    plainChromium: chromium && named === undefined && webview === null,
    macOrIpad: os === 'macos' && /AppleWebKit/.test(text) && !chromium && !/Firefox/.test(text),
    desktopMode: os === 'android' && !/Android/.test(text),
    webview,
    bot,
    deviceType: bot ? ('bot' as const) : identifyUserAgentDevice(os, reading),
  }
  if (bot) return { ...claims, browser: 'bot', browserVersion: undefined }
  if (webview !== null && !(named !== undefined && isNameless(webview))) {
    return { ...claims, browser: 'webview', browserVersion: readVersion(chromeToken.exec(text)) }
  }
  // Televisions run Chromium under the name of their maker, if any.
  if (named === undefined && os === 'other' && claims.deviceType === 'tv') {
    return { ...claims, browser: 'other', browserVersion: undefined, plainChromium: false }
  }
  return { ...claims, ...(named ?? identifyUnnamedBrowser(text, os)) }
}

interface BrowserClaim {
  readonly browser: BrowserName
  readonly browserVersion: string | undefined
}

/** Makers that always write a dot: without one, at the very end of the text, `Firefox/14` was cut from `145.0`. */
const cutVersion =
  /(?:Chrome|CriOS|Firefox|FxiOS|Edg|EdgA|EdgiOS|OPR|SamsungBrowser|YaBrowser|Ddg|Electron|Version)\/\d{1,9}$/

function readVersion(match: RegExpExecArray | null): string | undefined {
  const version = match?.[1]
  if (match === null || version === undefined || version === '') return undefined
  return match.index + match[0].length === match.input.length && cutVersion.test(match[0])
    ? undefined
    : version
}

function findNamedBrowser(text: string): BrowserClaim | undefined {
  for (const [token, browser] of browserTokens) {
    const match = token.exec(text)
    if (match !== null) return { browser, browserVersion: readVersion(match) }
  }
  // Safari writes `Version/` right behind its engine; another product there is another WebKit browser.
  const product = /like ?Gecko\) ?(?!Version|Mobile|Safari|Chrome|CrMo)[\w.-]{1,40}\/([\d.]{1,20})/.exec(text)
  const safariLike = /AppleWebKit/.test(text) && /Version\//.test(text) && /Safari/.test(text)
  return product !== null && safariLike
    ? { browser: 'other', browserVersion: readVersion(product) }
    : undefined
}

function identifyUnnamedBrowser(text: string, os: OsName | undefined): BrowserClaim {
  const chrome = chromeToken.exec(text)
  if (chrome !== null) return { browser: 'chrome', browserVersion: readVersion(chrome) }
  const browserVersion = readVersion(/(?<![A-Za-z])Version\/([\d.]+)/.exec(text))
  if (!/Safari/.test(text)) return { browser: 'other', browserVersion: undefined }
  if (os === 'android') return { browser: 'android-browser', browserVersion }
  const apple = os === 'ios' || os === 'ipados' || os === 'macos' || os === 'windows'
  return { browser: apple ? 'safari' : 'other', browserVersion }
}

/** Webviews that tell what they are and not whose. */
const isNameless = (webview: string): boolean =>
  webview === 'android-webview' || webview === 'wkwebview' || webview === 'electron'

function identifyWebview(
  text: string,
  os: OsName | undefined,
  named: BrowserClaim | undefined,
): string | null {
  const host = inAppTokens.find(([token]) => token.test(text))?.[1]
  if (host !== undefined) return host
  if (named?.browser === 'electron') return 'electron'
  // https://developer.chrome.com/docs/webview/user-agent: `; wv` since Android 5, `Version/4.0` before Chrome in 4.4.
  if (/; ?wv\)/.test(text)) return 'android-webview'
  if (os === 'android' && named === undefined && /Version\/4\.0 Chrome\//.test(text)) return 'android-webview'
  const webkit = /AppleWebKit/.test(text) && !/Safari|Chrome/.test(text)
  if ((os === 'ios' || os === 'ipados') && webkit) return 'wkwebview'
  // A bare WKWebView on a Mac; browsers there may drop `Safari/` but then name themselves.
  return os === 'macos' && webkit && named === undefined ? 'wkwebview' : null
}
