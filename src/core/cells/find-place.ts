import { type BrowserName, browserNames, type OsName, osNames } from '../../contract/words.ts'
import type { ClientPlatform } from '../platform/client-platform.ts'
import type { Knowledge } from '../platform/knowledge.ts'
import { type VersionSpan, versionPart } from '../platform/version-range.ts'
import type { CellPlace } from './cell-reading.ts'

/** What a place is told by; a decision's record has the same. */
export interface ToldPlatform extends Pick<ClientPlatform, 'os' | 'osVersion' | 'browser'> {
  readonly browserMajor: number | 'unknown' | null
}

interface Majors {
  readonly oldest: number
  readonly newest: number
}

type Window = Pick<Knowledge, 'newestVerified' | 'providers'>

/** Majors this much older than the newest verified one are still told apart; releases to come are believed as well. */
const olderMajors = 15
const newerMajors = 4

/** Systems of whose versions the knowledge names no newest one: what exists, and a few to come. */
const systemMajors: Readonly<Partial<Record<OsName, Majors>>> = {
  android: { oldest: 7, newest: 20 },
  macos: { oldest: 10, newest: 30 },
}

/** Windows is told by name, not by number. */
const windowsVersions: ReadonlySet<string> = new Set(['7', '8', '8.1', '10', '11', '12'])

/** Browsers that carry another one's version as their own. */
const versionedLike: Readonly<Partial<Record<BrowserName, BrowserName>>> = {
  brave: 'chrome',
  chromium: 'chrome',
  'headless-chrome': 'chrome',
  webview: 'chrome',
}

/**
 * The canonical place of a client. Clients may claim anything; here every word comes from a closed list or a bounded
 * range around what the knowledge has verified, and the rest is one bucket, `unknown`.
 */
export function findPlace(platform: ToldPlatform, provider: string | null, knowledge: Window): CellPlace {
  return {
    os: platform.os,
    osVersion: readOsVersion(platform.os, platform.osVersion, knowledge),
    browser: platform.browser,
    browserMajor: readMajor(platform, knowledge),
    provider: provider !== null && knowledge.providers.has(provider) ? provider : null,
  }
}

function readOsVersion(os: OsName, version: string, knowledge: Window): string {
  if (os === 'windows') {
    const name = /^8\.1(?:\.|$)/.test(version) ? '8.1' : (version.split('.', 1)[0] ?? '')
    return windowsVersions.has(name) ? name : 'unknown'
  }
  const majors = osMajors(os, knowledge)
  const major = Number(/^\d{1,3}(?=\.|$)/.exec(version)?.[0] ?? Number.NaN)
  return majors !== null && major >= majors.oldest && major <= majors.newest ? String(major) : 'unknown'
}

function readMajor({ browser, browserMajor }: ToldPlatform, knowledge: Window): number | 'unknown' {
  const majors = browserMajors(browser, knowledge)
  if (majors === null || typeof browserMajor !== 'number') return 'unknown'
  return browserMajor >= majors.oldest && browserMajor <= majors.newest ? browserMajor : 'unknown'
}

const around = (verified: VersionSpan | undefined): Majors | null => {
  if (verified === undefined) return null
  const major = Math.floor(verified.from / (versionPart * versionPart))
  return { oldest: Math.max(1, major - olderMajors), newest: major + newerMajors }
}

const osMajors = (os: OsName, { newestVerified }: Window): Majors | null =>
  around(newestVerified.systems[os]) ?? systemMajors[os] ?? null

const browserMajors = (browser: BrowserName, { newestVerified }: Window): Majors | null =>
  around(newestVerified.browsers[versionedLike[browser] ?? browser])

const sizeOf = (majors: Majors | null): number => (majors === null ? 0 : majors.newest - majors.oldest + 1)

/** How many places there can be at most with this knowledge, whatever clients claim. */
export function countPlaces(knowledge: Window): number {
  let versions = 0
  for (const os of osNames) {
    versions += 1 + (os === 'windows' ? windowsVersions.size : sizeOf(osMajors(os, knowledge)))
  }
  let browsers = 0
  for (const browser of browserNames) browsers += 1 + sizeOf(browserMajors(browser, knowledge))
  return versions * browsers * (1 + knowledge.providers.size)
}
