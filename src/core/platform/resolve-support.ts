import type { Signals } from '../signals/signals.ts'
import type { ClientPlatform } from './client-platform.ts'
import type { PackedReports } from './client-reports.ts'
import type { Knowledge, SupportKey, SupportWord } from './knowledge.ts'
import { buildSubject, platformKey, readSubjectSignals } from './knowledge-subject.ts'
import type { PlatformSupport, SupportStatement, SupportValue } from './platform-support.ts'
import {
  buildSupportProfile,
  type SupportProfile,
  setSupport,
  supportKeys,
  type WritableSupport,
} from './support-profile.ts'

/**
 * What this client can do: its own reports against the knowledge. A report that is believed beats the table, and
 * a believed no beats a yes; a report that is known to lie here says nothing. Never a guess: `'unknown'` stays.
 */
export function resolveSupport(
  platform: ClientPlatform,
  signals: Signals,
  knowledge: Knowledge,
): PlatformSupport {
  const extra = readSubjectSignals(platform, signals)
  const key = platformKey(platform, extra)
  const supportKey = `${extra.reports}\n${key}`
  const remembered = knowledge.memo.supports.get(supportKey)
  if (remembered !== undefined) return remembered
  let profile = knowledge.memo.profiles.get(key)
  if (profile === undefined) {
    // Reports are weighed below, each by itself: what the table says must not depend on them.
    profile = buildSupportProfile(buildSubject(platform, { ...extra, reports: 0 }, knowledge), knowledge)
    knowledge.memo.profiles.set(key, profile)
  }
  const support = Object.freeze(weighReports(profile, extra.reports))
  knowledge.memo.supports.set(supportKey, support)
  return support
}

// Which report wins where two speak of the same feature: a no, then a yes, then a doubt.
const weights = new Map<SupportWord, number>([
  [false, 3],
  ['none', 3],
  ['unknown', 1],
])
const weightOf = (value: SupportWord): number => weights.get(value) ?? 2

function weighReports({ table, meanings }: SupportProfile, reports: PackedReports): PlatformSupport {
  const support: WritableSupport = { ...table }
  meanings.forEach(([no, yes], index) => {
    const bits = (reports >> (2 * index)) & 3
    if (bits === 0) return
    for (const [key, statement] of bits === 2 ? yes : no) {
      const current = support[key]
      const first = current.source !== 'reported'
      if (first || weightOf(statement.value) > weightOf(current.value)) setSupport(support, key, statement)
    }
  })
  return limitByWebauthn(support)
}

// A phone can be scanned whatever its browser can do: that one is a property of the device.
const dependentKeys: readonly SupportKey[] = supportKeys.filter(
  (key) => key !== 'webauthn' && key !== 'hybridAuthenticator',
)

/** Without WebAuthn a client can do nothing else of it, and where it is unknown nothing else is sure. */
function limitByWebauthn(support: WritableSupport): PlatformSupport {
  const { webauthn } = support
  if (webauthn.value === true) return support
  for (const key of dependentKeys) setSupport(support, key, limitOne(key, support[key], webauthn))
  return support
}

function limitOne(
  key: SupportKey,
  own: SupportStatement<SupportWord>,
  webauthn: SupportStatement<SupportValue>,
): SupportStatement<SupportWord> {
  const nothing = key === 'passkeySync' || key === 'thirdPartyProviders' ? 'none' : false
  if (own.value === nothing) return own
  return { ...webauthn, value: webauthn.value === false ? nothing : 'unknown' }
}
