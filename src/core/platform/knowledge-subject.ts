import type { BrowserName, Certainty } from '../../contract/words.ts'
import type { Signals } from '../signals/signals.ts'
import type { ClientPlatform } from './client-platform.ts'
import { type PackedReports, readReports } from './client-reports.ts'
import type { Knowledge } from './knowledge.ts'
import { anyVersion, narrowSpan, readVersionSpan, type VersionSpan } from './version-range.ts'

/** What a client counts as: itself first, then the browser it mirrors (Edge counts as Chrome). */
export interface BrowserIdentity {
  readonly browser: BrowserName
  readonly version: VersionSpan
}

/** A client as statements see it: versions as spans, mirrors followed, hidden versions narrowed. */
export interface KnowledgeSubject {
  readonly platform: ClientPlatform
  readonly osVersion: VersionSpan
  /** Certainty of the narrowing of a hidden system version; null where nothing was narrowed. */
  readonly narrowed: Certainty | null
  readonly identities: readonly BrowserIdentity[]
  readonly windowsPlatformVersion: VersionSpan
  readonly touch: boolean
  readonly reports: PackedReports
  /** Newer than what the knowledge was verified against: its values are extrapolated. */
  readonly newer: boolean
  /** The statements about mirrors and systems that went into this. */
  readonly refs: readonly string[]
}

/** What signals add to a platform for statements; part of the memo key, so as few values as possible. */
export interface SubjectSignals {
  readonly chromiumVersion: string
  readonly windowsPlatformVersion: string
  readonly touch: boolean
  readonly reports: PackedReports
}

const noSignals: SubjectSignals = {
  chromiumVersion: 'unknown',
  windowsPlatformVersion: 'unknown',
  touch: false,
  reports: 0,
}

// These carry their Chromium version as their own; every other relative of Chrome has a numbering of its own.
const sameNumbering: readonly BrowserName[] = ['chrome', 'edge', 'brave', 'firefox', 'safari', 'samsung']

/** Opera, Vivaldi and others tell their Chromium version in the brand list or in the `Chrome/` token. */
function readChromiumVersion(platform: ClientPlatform, signals: Signals): string {
  if (sameNumbering.includes(platform.browser)) return 'unknown'
  const brand = [...signals.hints.fullVersionList, ...signals.hints.brands].find(
    ({ brand }) => brand === 'Chromium',
  )
  return brand?.version ?? /\bChrome\/(\d{1,4})\./.exec(signals.userAgent.text)?.[1] ?? 'unknown'
}

/** The part of the signals that statements may test. */
export function readSubjectSignals(platform: ClientPlatform, signals: Signals | undefined): SubjectSignals {
  if (signals === undefined) return noSignals
  return {
    chromiumVersion: readChromiumVersion(platform, signals),
    windowsPlatformVersion:
      platform.os === 'windows' ? (signals.hints.platformVersion ?? 'unknown') : 'unknown',
    touch: (signals.maxTouchPoints ?? 0) > 0,
    reports: readReports(signals),
  }
}

// One decision asks about one client many times (support, issues, each provider), so its text is built once.
// INVARIANT: a client platform never changes; an entry lives as long as its platform.
const platformTexts = new WeakMap<ClientPlatform, string>()

/** Everything a statement can see of a client, as a memo key. */
export function platformKey(platform: ClientPlatform, extra: SubjectSignals): string {
  let text = platformTexts.get(platform)
  if (text === undefined) {
    const {
      os,
      osVersion,
      osVersionAtLeast,
      browser,
      browserVersion,
      browserMajor,
      deviceType,
      webview,
      bot,
    } = platform
    text = `${os}\n${osVersion}\n${osVersionAtLeast}\n${browser}\n${browserVersion}\n${browserMajor}\n${deviceType}\n${webview}\n${bot}`
    platformTexts.set(platform, text)
  }
  return `${extra.chromiumVersion}\n${extra.windowsPlatformVersion}\n${extra.touch}\n${text}`
}

const browserSpan = (platform: ClientPlatform): VersionSpan =>
  readVersionSpan(
    platform.browserVersion === 'unknown' ? String(platform.browserMajor) : platform.browserVersion,
  )

/** A hidden version may have a lowest one. */
function readSystemSpan({ osVersion, osVersionAtLeast }: ClientPlatform): VersionSpan {
  if (osVersion !== 'unknown' || osVersionAtLeast === null) return readVersionSpan(osVersion)
  return { from: readVersionSpan(osVersionAtLeast).from, below: anyVersion.below }
}

/** Turns a client into what statements are tested against. Costs some microseconds: memoised by its callers. */
export function buildSubject(
  platform: ClientPlatform,
  extra: SubjectSignals,
  knowledge: Pick<Knowledge, 'mirrors' | 'runsOn' | 'assumedWindows' | 'newestVerified'>,
): KnowledgeSubject {
  const own: BrowserIdentity = { browser: platform.browser, version: browserSpan(platform) }
  const isHidden = platform.os === 'windows' && extra.windowsPlatformVersion === 'unknown'
  const assumed = isHidden ? knowledge.assumedWindows : null
  const subject: KnowledgeSubject = {
    platform,
    osVersion: readSystemSpan(platform),
    narrowed: null,
    identities: [own],
    windowsPlatformVersion: assumed?.span ?? readVersionSpan(extra.windowsPlatformVersion),
    touch: extra.touch,
    reports: extra.reports,
    newer: false,
    refs: assumed === null ? [] : [assumed.ref],
  }
  const mirror = knowledge.mirrors.find((candidate) => candidate.holds(subject) === true)
  const mirrored: BrowserIdentity[] =
    mirror === undefined
      ? []
      : [
          {
            browser: mirror.of,
            version: mirror.versions === 'same' ? own.version : readVersionSpan(extra.chromiumVersion),
          },
        ]
  const identities = [own, ...mirrored]
  const refs = mirror === undefined ? subject.refs : [...subject.refs, mirror.ref]
  const narrowed = narrowSystem({ ...subject, identities, refs }, knowledge)
  return { ...narrowed, newer: isNewer(narrowed, knowledge) }
}

/** A browser version tells which system versions it can run on; used only where the system hides its version. */
function narrowSystem(subject: KnowledgeSubject, knowledge: Pick<Knowledge, 'runsOn'>): KnowledgeSubject {
  if (subject.platform.osVersion !== 'unknown') return subject
  const limit = knowledge.runsOn.find((candidate) => candidate.holds(subject) === true)
  if (limit === undefined) return subject
  const span = limit.osVersion === 'same' ? subject.identities[0]?.version : limit.osVersion
  return {
    ...subject,
    osVersion: narrowSpan(subject.osVersion, span ?? anyVersion),
    narrowed: limit.certainty,
    refs: [...subject.refs, limit.ref],
  }
}

function isNewer(
  { platform, osVersion, identities }: KnowledgeSubject,
  { newestVerified }: Pick<Knowledge, 'newestVerified'>,
): boolean {
  const newestSystem = newestVerified.systems[platform.os]
  if (newestSystem !== undefined && osVersion.from >= newestSystem.below) return true
  return identities.some(({ browser, version }) => {
    // Browsers on iOS follow the system, whatever their own number says.
    if (platform.os === 'ios' || platform.os === 'ipados') return false
    const newest = newestVerified.browsers[browser]
    return newest !== undefined && version.from >= newest.below
  })
}
