import type { OsName } from '../../contract/words.ts'
import type { Signals } from '../signals/signals.ts'
import type { HintedBrowser } from './hinted-browser.ts'
import type { UserAgentClaims } from './user-agent-claims.ts'

/** What the hints say, read once. */
export interface HintedClaims {
  readonly os: OsName | undefined
  readonly browser: HintedBrowser | undefined
}

export type Conflict = 'user-agent-hints' | 'user-agent-navigator-platform' | 'user-agent-touch'

/** What the client says against itself. Any conflict lowers confidence and rules out an automatic modal. */
export function findConflicts(
  claims: UserAgentClaims,
  hinted: HintedClaims,
  signals: Signals,
): readonly Conflict[] {
  if (claims.bot) return none
  const conflicts: Conflict[] = []
  if (hintsDiffer(claims, hinted, signals)) conflicts.push('user-agent-hints')
  if (navigatorPlatformDiffers(claims, signals)) conflicts.push('user-agent-navigator-platform')
  if (touchDiffers(claims, signals)) conflicts.push('user-agent-touch')
  return conflicts.length === 0 ? none : conflicts
}

const none: readonly Conflict[] = []

function hintsDiffer(
  { os, chromium, desktopMode }: UserAgentClaims,
  hinted: HintedClaims,
  { userAgent }: Signals,
): boolean {
  if (userAgent.text === '') return false
  // Only Chromium sends hints.
  if (!chromium && hinted.browser !== undefined) return true
  if (hinted.os === undefined || os === undefined || os === 'other' || hinted.os === os) return false
  // A phone that asks for the desktop site says Linux in its user agent, and not always in its hints.
  return !(os === 'linux' && hinted.os === 'android') && !(desktopMode && hinted.os === 'linux')
}

type Family = 'windows' | 'apple-desktop' | 'apple-mobile' | 'unix'

/** https://developer.mozilla.org/docs/Web/API/Navigator/platform; a word not listed says nothing. */
const familyOfNavigatorPlatform = (platform: string): Family | undefined =>
  /^Win/.test(platform)
    ? 'windows'
    : /^Mac/.test(platform)
      ? 'apple-desktop'
      : /^(?:iPhone|iPad|iPod)/.test(platform)
        ? 'apple-mobile'
        : /^(?:Linux|Android|X11|FreeBSD|OpenBSD)/.test(platform)
          ? 'unix'
          : undefined

/** What an honest client of each system says. An iPad says MacIntel, whichever site it asks for. */
const honestFamilies: Readonly<Record<Exclude<OsName, 'other'>, readonly Family[]>> = {
  windows: ['windows'],
  macos: ['apple-desktop'],
  ios: ['apple-mobile'],
  ipados: ['apple-mobile', 'apple-desktop'],
  android: ['unix'],
  chromeos: ['unix'],
  linux: ['unix'],
}

function navigatorPlatformDiffers(claims: UserAgentClaims, { navigatorPlatform }: Signals): boolean {
  const { os, macOrIpad } = claims
  if (navigatorPlatform === undefined || os === undefined || os === 'other') return false
  const family = familyOfNavigatorPlatform(navigatorPlatform)
  if (family === undefined || (macOrIpad && family === 'apple-mobile')) return false
  return !honestFamilies[os].includes(family)
}

/**
 * No iPhone is without touch, and no Mac has it (in Chrome or Firefox; in Safari it is an iPad). A Linux with it may be a
 * laptop with a touch screen as well as an Android device in desktop mode: that is for the knowledge to leave open.
 */
function touchDiffers({ os, macOrIpad, deviceType }: UserAgentClaims, { maxTouchPoints }: Signals): boolean {
  if (maxTouchPoints === undefined) return false
  if (maxTouchPoints === 0) return os === 'ios' || (os === 'ipados' && deviceType === 'tablet')
  return os === 'macos' && !macOrIpad
}
