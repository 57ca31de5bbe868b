import type { ClientSignals } from '../contract/decision.ts'
import type { ClientPlatform } from '../core/index.ts'

/** What of a platform is not known, and why nobody can tell from these signals. */
export function explainUnknown(
  platform: ClientPlatform,
  signals: ClientSignals,
): { readonly what: string; readonly why: string }[] {
  const { os, osVersion, osVersionAtLeast, browser, browserMajor } = platform
  const userAgent = signals.userAgent ?? ''
  const unknown: { what: string; why: string }[] = []
  if (os === 'other') {
    const why = userAgent === '' ? 'no user agent and no hint names it' : 'nothing in the user agent names it'
    unknown.push({ what: 'os', why })
  }
  if (osVersion === 'unknown') {
    const why =
      osVersionAtLeast === null
        ? explainVersion(userAgent)
        : `the number is frozen, and nothing older than ${osVersionAtLeast} sends it`
    unknown.push({ what: 'osVersion', why })
  }
  if (browser === 'other') unknown.push({ what: 'browser', why: 'no browser that is known by name' })
  if (browserMajor === 'unknown') unknown.push({ what: 'browserMajor', why: 'no version of it is told' })
  return unknown
}

/** Numbers that browsers froze: they are nobody's version. */
const frozen: readonly (readonly [RegExp, string])[] = [
  [/Windows NT 10\.0/, '`Windows NT 10.0` is frozen: Windows 10 and 11 both say it'],
  [/Mac OS X 10[_.]15/, '`10_15_7` is frozen: every macOS since Catalina says it'],
  [/Android 10; K\b/, '`Android 10; K` is frozen: Chrome says it on every Android'],
]

function explainVersion(userAgent: string): string {
  const found = frozen.find(([pattern]) => pattern.test(userAgent))
  if (found === undefined) return 'the client does not tell it'
  return `${found[1]}; Chromium tells it in clientHints.platformVersion`
}
