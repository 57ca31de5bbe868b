import type { MatrixFixture } from '../../../contract/matrix.ts'
import type { BrowserName, OsName, SituationKind } from '../../../contract/words.ts'

/** What readers see instead of the words of the contract. */

export type ActionWord = MatrixFixture['action']

export interface ActionLook {
  readonly letter: string
  readonly label: string
  readonly meaning: string
}

export const actionLooks: Readonly<Record<ActionWord, ActionLook>> = {
  passkey: { letter: 'P', label: 'passkey', meaning: 'starts a passkey ceremony right here' },
  'cross-device': { letter: 'C', label: 'cross-device', meaning: 'a phone brings the passkey, by QR code' },
  fallback: { letter: 'F', label: 'fallback', meaning: 'goes to another method: no dead end' },
  offer: { letter: 'O', label: 'offer', meaning: 'offers to create a passkey' },
  conditional: { letter: 'A', label: 'automatic', meaning: 'creates a passkey without a question' },
  skip: { letter: 'S', label: 'skip', meaning: 'offers nothing' },
}
export const actionOrder: readonly ActionWord[] = [
  'passkey',
  'cross-device',
  'fallback',
  'offer',
  'conditional',
  'skip',
]

export const osLabels: Readonly<Record<OsName, string>> = {
  windows: 'Windows',
  macos: 'macOS',
  ios: 'iOS',
  ipados: 'iPadOS',
  android: 'Android',
  chromeos: 'ChromeOS',
  linux: 'Linux',
  other: 'Other systems',
}

/** Browsers with a column of their own, in this order; the others share one until they are asked for. */
export const mainBrowsers: readonly BrowserName[] = [
  'chrome',
  'edge',
  'safari',
  'firefox',
  'samsung',
  'opera',
  'brave',
  'duckduckgo',
  'webview',
]

export const browserLabels: Readonly<Record<BrowserName, string>> = {
  chrome: 'Chrome',
  edge: 'Edge',
  safari: 'Safari',
  firefox: 'Firefox',
  samsung: 'Samsung',
  opera: 'Opera',
  brave: 'Brave',
  vivaldi: 'Vivaldi',
  duckduckgo: 'DuckDuckGo',
  yandex: 'Yandex',
  uc: 'UC',
  webview: 'In-app',
  bot: 'Bots',
  'android-browser': 'Android browser',
  chromium: 'Chromium',
  ecosia: 'Ecosia',
  electron: 'Electron',
  'headless-chrome': 'Headless Chrome',
  huawei: 'Huawei',
  ie: 'Internet Explorer',
  miui: 'MIUI',
  oculus: 'Oculus',
  'opera-mini': 'Opera Mini',
  qq: 'QQ',
  silk: 'Silk',
  whale: 'Whale',
  other: 'Unknown browser',
}

/** A situation, as a label and as the middle of a sentence that begins with "What happens when". */
export const situationWords: Readonly<Record<SituationKind | 'none', readonly [string, string]>> = {
  unidentified: ['Nobody identified', 'nobody has said who they are yet'],
  'no-passkey': ['No passkey', 'the user has no passkey'],
  'made-here': ['Made here', 'the passkey was made here, on this device'],
  'same-ecosystem': ['Same ecosystem', 'the passkey was made on another device of the same ecosystem'],
  'foreign-ecosystem': [
    'Foreign ecosystem',
    'the passkey lies in another ecosystem (say an iPhone’s, seen from Windows)',
  ],
  manager: ['Passkey manager', 'a passkey manager keeps the passkey'],
  'bound-elsewhere': ['Bound elsewhere', 'the passkey is bound to another device'],
  'security-key': ['Security key', 'the passkey is on a security key'],
  ghost: ['Deleted here', 'the passkey should be here and was deleted'],
  none: ['Single cases', 'a single case of its own is tested, outside the series'],
}

export const statusLabels: Readonly<Record<MatrixFixture['status'], string>> = {
  passing: 'passing',
  failing: 'failing',
  'known-gap': 'known gap',
}

const has = <T extends object>(labels: T, word: PropertyKey): word is keyof T => Object.hasOwn(labels, word)

/** A word that has no label yet is shown as it is. */
export const nameOs = (word: string): string => (has(osLabels, word) ? osLabels[word] : word)
export const nameBrowser = (word: string): string => (has(browserLabels, word) ? browserLabels[word] : word)

export const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
