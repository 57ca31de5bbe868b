import type { OsName, OsVersionSource } from '../../contract/words.ts'

/** Systems by their token, first match wins; `other` are systems we know nothing about passkeys on. */
const osTokens: readonly (readonly [token: RegExp, os: OsName])[] = [
  [
    /Windows ?Phone|WPDesktop|Xbox|PlayStation(?! ?App)|Nintendo|Tizen|Web0S|webOS|hpwOS|NetCast|VIDAA|KAIOS/i,
    'other',
  ],
  [
    /OpenHarmony|Symb(?:ian|OS)|Series ?[346]0|BlackBerry|BB10|PlayBook|MeeGo|Maemo|Bada\/|Sailfish/i,
    'other',
  ],
  // An iPad says iPadOS only since 13; before, its system was iOS.
  [/iPad[^)]{0,40}? OS ?(?:[1-9]|1[0-2])[._]\d/, 'ios'],
  [/iPad/, 'ipados'],
  [/iPhone|iPod/, 'ios'],
  [/Android/, 'android'],
  [/Fuchsia|Roku|SMART-?TV|HbbTV|AppleTV|Apple ?TV|PICO|like Quest|CE-HTML|Opera TV/i, 'other'],
  [/CrOS/, 'chromeos'],
  [/Windows ?(?:NT|\d|CE|XP|;)|Win(?:NT|9[58]|32|64)/, 'windows'],
  [/Macintosh|Mac ?OS ?X|Mac_PowerPC/, 'macos'],
  [/Linux|Ubuntu/, 'linux'],
  [/BSD|SunOS|OpenSolaris|Haiku|AmigaOS|OS\/2|AIX/, 'other'],
  [/X11/, 'linux'],
]

/** The system a user agent names; nothing where it names none. */
export const identifyUserAgentOs = (text: string): OsName | undefined => {
  const os = osTokens.find(([token]) => token.test(text))?.[1]
  // Chrome, Firefox, Edge and the Google app have iOS tokens of their own: on a "Macintosh" they ask for the
  // desktop site, which iPads do by default.
  if (os === 'macos' && iosOnlyToken.test(text)) return 'ipados'
  // Samsung Internet exists for Android and Windows only, Xiaomi's for Android: on "Linux" they are in desktop mode.
  if (os === 'linux' && /SamsungBrowser\/|MiuiBrowser\//.test(text)) return 'android'
  // Silk exists for Fire OS only: https://docs.aws.amazon.com/silk/latest/developerguide/user-agent.html.
  if ((os === 'linux' || os === 'macos') && /\bSilk\/\d/.test(text)) return 'android'
  return os
}

const iosOnlyToken = /CriOS|FxiOS|EdgiOS|OPiOS|GSA\//

export interface OsVersionReading {
  readonly osVersion: string | 'unknown'
  readonly osVersionSource: OsVersionSource
  readonly osVersionAtLeast: string | null
}

export const unknownOsVersion: OsVersionReading = {
  osVersion: 'unknown',
  osVersionSource: 'none',
  osVersionAtLeast: null,
}
const told = (version: string | undefined): OsVersionReading =>
  version === undefined
    ? unknownOsVersion
    : { osVersion: version.replaceAll('_', '.'), osVersionSource: 'user-agent', osVersionAtLeast: null }

/**
 * The version of the system as far as the user agent can be believed. Browsers froze most of these values:
 * Chromium https://www.chromium.org/updates/ua-reduction/, Firefox https://bugzilla.mozilla.org/show_bug.cgi?id=1693295,
 * Safari (macOS since 11, iOS since 26) https://webkit.org/blog/17333/webkit-features-in-safari-26-0/.
 */
export function readUserAgentOsVersion(os: OsName | undefined, text: string): OsVersionReading {
  switch (os) {
    case 'windows':
      return told(windowsByKernel[/Windows ?NT ?(\d+\.\d+)/.exec(text)?.[1] ?? ''])
    case 'macos':
      return readMacVersion(text)
    case 'ios':
    case 'ipados':
      return readIosVersion(text)
    case 'android':
      return readAndroidVersion(text)
    default:
      // ChromeOS and Linux: frozen, or a kernel's version that says nothing about the system.
      return unknownOsVersion
  }
}

/** NT 10.0 is Windows 10 and 11 alike, and frozen. */
const windowsByKernel: Readonly<Record<string, string>> = { '6.1': '7', '6.2': '8', '6.3': '8.1' }

/** 10.15 (Firefox), 10.15.7 (Chromium, Safari) and 10.16 (early builds for macOS 11) stand for any later macOS. */
function readMacVersion(text: string): OsVersionReading {
  const version = /Mac ?OS ?X ?(\d+[._]\d+(?:[._]\d+)?)(?=[^\d._])/.exec(text)?.[1]?.replaceAll('_', '.')
  const frozen = version === '10.15' || version === '10.15.7' || version?.startsWith('10.16') === true
  return frozen ? unknownOsVersion : told(version)
}

/**
 * From iOS 26 on WebKit says 18_6 or 18_7. Apps that write the version themselves (Meta's `FBSV/`, `; iOS 26.1;`)
 * and Chrome, Edge and the Google app still tell it; Safari's own version is that of the system.
 */
function readIosVersion(text: string): OsVersionReading {
  const byApp = /FBSV\/(\d+(?:\.\d+)*)(?=[^\d.])|; ?i(?:Pad)?OS (\d+(?:[._]\d+)+)(?=[;)])/.exec(text)
  if (byApp !== null) return told(byApp[1] ?? byApp[2])
  const token = /OS ?(\d+(?:[._]\d+)+) ?like ?Mac/i.exec(text)?.[1]
  if (token === undefined) return unknownOsVersion
  const safari = /(?<![A-Za-z])Version\/(\d+(?:\.\d+)*)(?=[^\d.])/.exec(text)?.[1]
  const safariMajor = Number.parseInt(safari ?? '0', 10)
  if (safari !== undefined && safariMajor >= 26 && Number.parseInt(token, 10) < 26) {
    return { osVersion: safari, osVersionSource: 'safari-version', osVersionAtLeast: null }
  }
  const frozen = /^18[._][67]$/.test(token)
  if (!frozen || safariMajor === 18 || /CriOS|EdgiOS|GSA\//.test(text)) return told(token)
  return { ...unknownOsVersion, osVersionAtLeast: token.replaceAll('_', '.') }
}

/**
 * `Android 10; K` is Chromium's frozen value; Firefox says 10 for 10 and older; HarmonyOS puts there whatever
 * Android it imitates.
 */
function readAndroidVersion(text: string): OsVersionReading {
  const version = /Android ?(\d+(?:\.\d+)*)(?=[^\d.])/.exec(text)?.[1]
  const frozen = version === '10' && !androidTenInEarnest.test(text)
  return frozen || /HarmonyOS/.test(text) ? unknownOsVersion : told(version)
}

/** Android 10 with a model behind it that is none of the frozen words, or without one as some browsers have it. */
const androidTenInEarnest =
  /Android ?10(?:\)|[;,](?!\s{0,4}(?:K|Mobile|Tablet|TV|VR)\s{0,4}[;)])[^;)]{2,}[;)]|[^;,)\d.])/i
