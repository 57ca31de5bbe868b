import type { BrowserName, DeviceType, OsName } from '../../contract/words.ts'
import type { ClientHints, Signals } from '../signals/signals.ts'
import type { ClientPlatform } from './client-platform.ts'
import { findConflicts, type HintedClaims } from './find-conflicts.ts'
import { identifyHintedBrowser } from './hinted-browser.ts'
import { identifyHintedOs, readHintedOsVersion } from './hinted-os.ts'
import { readUserAgentClaims, type UserAgentClaims } from './user-agent-claims.ts'
import { type OsVersionReading, unknownOsVersion } from './user-agent-os.ts'

/**
 * Which client this is. The user agent makes claims; hints, touch points and `navigator.platform` complete and
 * correct them; what contradicts is told in `conflicts`. What is frozen or withheld stays `'unknown'`.
 */
export function identifyPlatform(signals: Signals): ClientPlatform {
  const claims = readUserAgentClaims(signals.userAgent)
  const hinted = { os: identifyHintedOs(signals.hints), browser: identifyHintedBrowser(signals.hints) }
  const os = identifyOs(claims, hinted, signals)
  const { osVersion, osVersionSource, osVersionAtLeast } = readOsVersion(os, claims, signals.hints)
  const { browser, browserVersion, webview } = identifyBrowser(claims, hinted)
  const version = readBrowserVersion(browserVersion)
  return {
    os,
    osVersion,
    osVersionSource,
    osVersionAtLeast,
    browser,
    browserMajor: version.browserMajor,
    browserVersion: version.browserVersion,
    deviceType: identifyDeviceType(os, claims, signals.hints),
    webview,
    bot: claims.bot,
    conflicts: findConflicts(claims, hinted, signals),
  }
}

function identifyOs(claims: UserAgentClaims, hinted: HintedClaims, signals: Signals): OsName {
  const { maxTouchPoints = 0, navigatorPlatform = '' } = signals
  if (claims.desktopMode && hinted.os === 'linux') return 'android'
  if (hinted.os !== undefined && !claims.bot && claims.os !== 'other') return hinted.os
  // iPadOS 13 and later ask for desktop sites and then look like a Mac, but for the touch points.
  if (claims.macOrIpad && /^iPhone|^iPod/.test(navigatorPlatform)) return 'ios'
  if (claims.macOrIpad && (maxTouchPoints > 1 || /^iPad/.test(navigatorPlatform))) return 'ipados'
  // An iPhone that asks for the desktop site in Chrome, Firefox or Edge.
  if (claims.os === 'ipados' && /^iPhone|^iPod/.test(navigatorPlatform)) return 'ios'
  return claims.os ?? 'other'
}

function readOsVersion(os: OsName, claims: UserAgentClaims, hints: ClientHints): OsVersionReading {
  const hinted = readHintedOsVersion(os, hints)
  if (hinted.osVersionSource !== 'none') return hinted
  return os === claims.os ? claims : unknownOsVersion
}

interface BrowserIdentity {
  readonly browser: BrowserName
  readonly browserVersion: string | undefined
  readonly webview: string | null
}

function identifyBrowser(claims: UserAgentClaims, hints: HintedClaims): BrowserIdentity {
  const { browser, browserVersion, webview } = claims
  const hinted = hints.browser
  if (claims.bot || hinted === undefined) return claims
  if (hinted.webView2) {
    return { browser: 'webview', browserVersion: hinted.browserVersion, webview: webview ?? 'webview2' }
  }
  const nameless = claims.plainChromium || (!claims.chromium && hints.os !== undefined)
  if (nameless && webview === null) {
    return {
      browser: hinted.browser,
      browserVersion: hinted.browserVersion,
      webview: hinted.browser === 'webview' ? 'android-webview' : null,
    }
  }
  // Opera, Brave and others number themselves in the user agent; hints only add what was cut to `.0.0.0`.
  const sameMajor =
    hinted.browser === browser && majorOf(hinted.browserVersion) === majorOf(browserVersion ?? '')
  return { browser, webview, browserVersion: sameMajor ? hinted.browserVersion : browserVersion }
}

const majorOf = (version: string): string => version.split('.', 1)[0] ?? ''

const dottedVersion = /^(\d{1,9})((?:\.\d{1,9}){0,4})(?!\d)/

/** Chromium's user agent ends in `.0.0.0` since 101 to 107: the zeros are frozen, the major is told. */
function readBrowserVersion(version = ''): Pick<ClientPlatform, 'browserMajor' | 'browserVersion'> {
  const match = dottedVersion.exec(version)
  const major = match?.[1]
  const rest = match?.[2] ?? ''
  if (major === undefined) return { browserMajor: 'unknown', browserVersion: 'unknown' }
  return { browserMajor: Number(major), browserVersion: rest === '.0.0.0' ? major : major + rest }
}

function identifyDeviceType(os: OsName, claims: UserAgentClaims, hints: ClientHints): DeviceType {
  const { deviceType } = claims
  if (deviceType === 'bot' || deviceType === 'tv' || deviceType === 'console') return deviceType
  if (hints.formFactors.includes('XR') || hints.formFactors.includes('Watch')) return 'other'
  if (os === 'ipados') return 'tablet'
  if (os === 'ios') return deviceType === 'tablet' ? 'tablet' : 'mobile'
  // Where the user agent names no system, hints alone speak of the device.
  const hintsAlone = claims.os === undefined
  if (os === 'android' && (deviceType !== 'other' || hintsAlone)) {
    if (hints.formFactors.includes('Tablet')) return 'tablet'
    if (hints.mobile === true) return 'mobile'
    if (hintsAlone && hints.mobile === undefined) return 'other'
    return deviceType === 'desktop' || hintsAlone ? 'tablet' : deviceType
  }
  return os === claims.os || os === 'other' ? deviceType : 'desktop'
}
