import type { MatrixFixture } from '../../../contract/matrix.ts'
import { every, otherBrowsers, summarize } from './build-map.ts'
import { any } from './facets.ts'
import type { ViewState } from './view-state.ts'
import { actionLooks, countOf, nameBrowser, nameOs, situationWords } from './words.ts'

/** What is asked and shown, in words: for those who do not want to read five filters. */

const purposeWords: Readonly<Record<string, string>> = {
  authentication: 'someone signs in',
  registration: 'someone has signed in and could create a passkey',
  'step-up': 'someone must prove themselves once more for an action',
}
const bluetoothWords: Readonly<Record<string, string>> = {
  yes: 'Bluetooth is there',
  no: 'Bluetooth is not there',
  'not-reported': 'nothing is reported about Bluetooth',
}
const capabilityWords: Readonly<Record<string, string>> = {
  reported: 'the page reports client capabilities',
  'not-reported': 'the page reports no client capabilities',
}

/** "What happens when someone signs in and the user has no passkey?" */
export function askInWords({ chosen, text }: ViewState): string {
  const isKind = (word: string): word is keyof typeof situationWords => Object.hasOwn(situationWords, word)
  const conditions = [
    purposeWords[chosen.purpose] ?? 'someone signs in, registers or steps up',
    isKind(chosen.situation) ? situationWords[chosen.situation][1] : null,
    bluetoothWords[chosen.bluetooth] ?? null,
    capabilityWords[chosen.capabilities] ?? null,
  ].filter((condition) => condition !== null)
  const only = [
    chosen.status === any
      ? null
      : `only what is ${chosen.status === 'known-gap' ? 'a known gap' : chosen.status}`,
    text.trim() === '' ? null : `only with “${text.trim()}” in it`,
  ].filter((condition) => condition !== null)
  return `What happens when ${listWords(conditions)}${only.length === 0 ? '' : `, ${listWords(only)}`}?`
}

/** "120 fixtures: passkey 80 (67 %), fallback 40 (33 %); 2 failing." */
export function answerInWords(fixtures: readonly MatrixFixture[]): string {
  const { total, failing, gaps, actions } = summarize(fixtures)
  if (total === 0) return 'No fixture asks this.'
  const parts = actions.map(
    ({ action, count }) => `${actionLooks[action].label} ${count} (${Math.round((100 * count) / total)} %)`,
  )
  const failed = failing === 0 ? '' : `; ${failing} failing`
  const known = gaps === 0 ? '' : `; ${countOf(gaps, 'known gap')}`
  return `${countOf(total, 'fixture')}: ${parts.join(', ')}${failed}${known}.`
}

const listWords = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`

export const nameColumn = (column: string): string =>
  column === otherBrowsers ? 'Other browsers' : nameBrowser(column)

export function nameRow(os: string, version: string): string {
  if (os === every) return 'All systems'
  if (version === every) return nameOs(os)
  return version === 'unknown' ? 'version not told' : `${nameOs(os)} ${version}`
}

/** `windows/11/chrome` as "Chrome on Windows 11". */
export function nameCell(key: string): string {
  const [os = every, version = every, browser = every] = key.split('/')
  const system =
    os === every
      ? 'all systems'
      : version === 'unknown'
        ? `${nameOs(os)}, version not told`
        : nameRow(os, version)
  return `${browser === every ? 'all browsers' : nameColumn(browser)} on ${system}`
}
