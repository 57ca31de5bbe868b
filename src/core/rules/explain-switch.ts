import type { Switch } from '../../contract/rule-files.ts'
import { browserBrands } from '../../contract/word-meanings.ts'
import type { BrowserName, OsName, Purpose } from '../../contract/words.ts'
import { readSwitchState } from './match-switch.ts'

const osLabels: Readonly<Record<OsName, string>> = {
  windows: 'Windows',
  macos: 'macOS',
  ios: 'iPhones',
  ipados: 'iPads',
  android: 'Android',
  chromeos: 'ChromeOS',
  linux: 'Linux',
  other: 'unknown systems',
}

const browserLabels: Readonly<Partial<Record<BrowserName, string>>> = {
  ...browserBrands,
  yandex: 'Yandex',
  uc: 'UC Browser',
  webview: 'in-app browsers',
  bot: 'bots',
  ie: 'Internet Explorer',
  miui: 'MIUI',
  qq: 'QQ',
  other: 'unknown browsers',
}

const stopped: Readonly<Record<Purpose | 'all', string>> = {
  all: 'passkeys are',
  authentication: 'logging in with passkeys is',
  registration: 'creating passkeys is',
  'step-up': 'confirming with passkeys (step-up) is',
}

/** `Opera mini` for `opera-mini`: good enough for those without a label. */
const nameBrowser = (browser: BrowserName): string =>
  browserLabels[browser] ?? `${browser.slice(0, 1).toUpperCase()}${browser.slice(1).replaceAll('-', ' ')}`

/** `2026-12-01 09:00 UTC`, to the second only where it is not zero. */
function tellTime(instant: string): string {
  const text = new Date(instant).toISOString()
  const seconds = text.slice(16, 23) === ':00.000' ? '' : text.slice(16, 23).replace('.000', '')
  return `${text.slice(0, 10)} ${text.slice(11, 16)}${seconds} UTC`
}

/** Whom a switch covers: `everybody`, `everybody on Windows`, `Firefox on Windows`. */
function tellWhom({ os, browser }: Switch): string {
  if (browser === undefined) return os === undefined ? 'everybody' : `everybody on ${osLabels[os]}`
  return os === undefined
    ? `${nameBrowser(browser)} everywhere`
    : `${nameBrowser(browser)} on ${osLabels[os]}`
}

/** One sentence on what a switch does now, and to whom. */
export function explainSwitch(entry: Switch, now: number): string {
  const what = `${stopped[entry.purpose ?? 'all']} off for ${tellWhom(entry)}`
  const until = entry.until === undefined ? '' : ` until ${tellTime(entry.until)}`
  const state = readSwitchState(entry, now)
  if (state === 'over') return `it is over since ${tellTime(entry.until ?? '')} and stops nothing any more`
  if (state === 'off') return `it is off and stops nothing; while it is on, ${what}${until}`
  const isForAll = entry.os === undefined && entry.browser === undefined
  const rest = isForAll ? '' : '; everybody else is not concerned'
  const others =
    entry.purpose === undefined || !isForAll ? '' : `; whatever else passkeys are used for is not concerned`
  return `${what}${until === '' ? ' until somebody ends it' : until}${rest}${others}`
}
