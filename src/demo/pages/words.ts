import type { DecisionResponse } from '../../contract/decision.ts'

type Answer = Pick<DecisionResponse, 'action' | 'ceremony'>

/** What a page does on a decision, as one would say it. */
export function tellAction({ action, ceremony }: Answer): string {
  if (action === 'passkey' && ceremony?.mediation === 'conditional')
    return 'Suggest passkeys in the e-mail field'
  if (action === 'passkey' && ceremony?.uiMode === 'immediate') return 'Try a passkey, silently'
  return actionWords[action]
}
const actionWords: Readonly<Record<DecisionResponse['action'], string>> = {
  passkey: 'Start a passkey',
  'cross-device': 'Use the phone',
  fallback: 'Go to the password',
  offer: 'Offer to create a passkey',
  conditional: 'Create a passkey on the side',
  skip: 'Offer no passkey',
}

const triggerWords: Readonly<Record<string, string>> = {
  'not-found': 'no passkey is found',
  cancelled: 'it is cancelled',
  'timed-out': 'time runs out',
  refused: 'the browser refuses',
  'hybrid-failed': 'the phone fails',
  any: 'anything else happens',
}
const nextWords: Readonly<Record<string, string>> = {
  passkey: 'try the passkey again',
  'cross-device': 'use the phone',
  fallback: 'go to the password',
}
/** What follows where it does not work, a sentence for each case. */
export function tellNext(next: DecisionResponse['next']): readonly string[] {
  const [only] = next
  if (next.length === 1 && only) return [`If it does not work: ${nextWords[only.action] ?? only.action}`]
  return next.map(({ on, action }) => `If ${triggerWords[on] ?? on}: ${nextWords[action] ?? action}`)
}

export const purposeWords: Readonly<Record<string, string>> = {
  authentication: 'Log in',
  registration: 'Offer a passkey?',
  'step-up': 'Confirm once more',
}

const systems: Readonly<Record<string, string>> = {
  windows: 'Windows',
  macos: 'a Mac',
  ios: 'an iPhone',
  ipados: 'an iPad',
  android: 'Android',
  chromeos: 'ChromeOS',
  linux: 'Linux',
}
const browsers: Readonly<Record<string, string>> = {
  chrome: 'Chrome',
  edge: 'Edge',
  safari: 'Safari',
  firefox: 'Firefox',
  samsung: 'Samsung Internet',
  'headless-chrome': 'Chrome',
}
const capitalize = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** "Chrome on Windows", as far as somebody knows. */
export function tellPlace(os: unknown, browser: unknown): string {
  const system = systems[String(os)] ?? (typeof os === 'string' && os !== 'unknown' ? os : '')
  const name =
    browsers[String(browser)] ??
    (typeof browser === 'string' && browser !== 'unknown' ? capitalize(browser) : '')
  if (system === '') return name === '' ? 'a place nobody told' : name
  return name === '' ? capitalize(system) : `${name} on ${system}`
}

const reachWords: Readonly<Record<string, string>> = {
  'used-here': 'has been used in this browser',
  'made-here': 'was made in this browser',
  'same-ecosystem': 'syncs to this kind of system',
  manager: 'in a passkey manager that may be here',
  roaming: 'on a security key',
  'same-os-unknown-machine': 'made on such a system, perhaps this very machine',
  'foreign-ecosystem': 'lives in another ecosystem',
  'bound-elsewhere': 'bound to another device',
}
export const tellReach = (reach: string): string => reachWords[reach] ?? reach

export const tellPercent = (share: number): string => `${Math.round(share * 100)} %`

const day = new Intl.DateTimeFormat('en', { dateStyle: 'medium' })
const time = new Intl.DateTimeFormat('en', { timeStyle: 'short' })
/** "today at 14:05", or the date. */
export function tellTime(text: unknown): string {
  if (typeof text !== 'string') return 'never'
  const at = new Date(text)
  const isToday = day.format(at) === day.format(new Date())
  return isToday ? `today at ${time.format(at)}` : day.format(at)
}
