import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { OsName } from '../src/contract/words.ts'
import { parseKnowledge } from '../src/core/platform/parse-knowledge.ts'
import { providerReachHere } from '../src/core/platform/provider-reach.ts'
import { resolveSupport } from '../src/core/platform/resolve-support.ts'
import { client, parseShipped, readShippedFolder, sent } from './core/platform/knowledge-of-the-house.ts'
import { findSharedData, sharedDataRequired } from './shared-data.ts'

const knowledge = parseShipped()

describe('the shipped knowledge', () => {
  it('passes its schema without a problem', () => {
    expect(parseKnowledge(readShippedFolder()).problems).toEqual([])
  })

  const { dated, statements } = knowledge

  it('has a source and a date on every statement', () => {
    expect(dated.length).toBeGreaterThan(300)
    for (const { ref, source, verifiedOn } of dated) {
      expect(source.length, ref).toBeGreaterThan(2)
      expect(verifiedOn, ref).toMatch(/^20\d\d-\d\d$/)
    }
  })

  it('names every statement once', () => {
    const refs = dated.map(({ ref }) => ref)
    expect(new Set(refs).size).toBe(refs.length)
  })

  it('says something of every feature', () => {
    for (const [feature, list] of Object.entries(statements)) expect(list.length, feature).toBeGreaterThan(0)
  })
})

/** Facts that others collected, as far as they can be read by a machine. */
function readShared<T>(name: string) {
  const { file, present, reason } = findSharedData(name)
  return {
    absent: !present && !sharedDataRequired,
    read: (): T => {
      if (!present) expect.fail(reason)
      return JSON.parse(readFileSync(file, 'utf8'))
    },
    // The list is needed to name the tests; without the data there are none to name.
    listed: present ? (JSON.parse(readFileSync(file, 'utf8')) as T) : null,
  }
}

type TheirSystem = 'windows10' | 'windows11' | Exclude<OsName, 'windows' | 'ipados' | 'other'>
interface TheirProvider {
  readonly id: string
  readonly aaguids: readonly string[]
  readonly sync: string
  readonly transports: readonly string[] | null
  readonly backupEligible: boolean | null
  readonly createdOn: readonly TheirSystem[]
  readonly sameDeviceOnly?: boolean
  readonly local: Readonly<
    Partial<
      Record<
        TheirSystem,
        { readonly answer: string; readonly certainty: string; readonly requires?: readonly string[] }
      >
    >
  >
  readonly qrVia: readonly TheirSystem[]
  readonly qrCertainty?: string
  readonly uvHonest?: { readonly extension?: boolean | null; readonly native?: boolean | null } | null
}

const ourId = (id: string): string => (id === 'apple-passwords' ? 'icloud-keychain' : id)

/** One of their systems is one or two of ours: they say iOS of iPads too. */
const ourSystems = (system: TheirSystem): readonly OsName[] =>
  system === 'ios'
    ? ['ios', 'ipados']
    : system === 'windows10' || system === 'windows11'
      ? ['windows']
      : [system]

/** The browser their `via` speaks of, current, where one is named; else Chrome. */
const viaBrowser: Readonly<Record<string, string>> = {
  'apple-passwords macos': 'safari 27.2',
  'microsoft-password-manager windows10': 'edge 157',
  'microsoft-password-manager macos': 'edge 157',
  'edge-profile-mac macos': 'edge 157',
  'chromium-browser macos': 'brave 157',
}
const newestOf: Readonly<Record<TheirSystem, string>> = {
  windows10: '10',
  windows11: '11',
  macos: '27',
  ios: '27.2',
  android: '16',
  chromeos: 'unknown',
  linux: 'unknown',
}

const collected = readShared<{ readonly providers: readonly TheirProvider[] }>('providers.json')
const honesty = (honest: boolean | null | undefined) =>
  honest === undefined || honest === null ? undefined : honest ? 'honest' : 'dishonest'

describe('the providers, beside the collected facts', () => {
  it.skipIf(collected.absent)('are the same', () => {
    const theirs = collected.read().providers.filter(({ id }) => id !== 'unknown-zero-aaguid')
    expect([...knowledge.providers.keys()].sort()).toEqual(theirs.map(({ id }) => ourId(id)).sort())
  })

  it.skipIf(collected.absent)('leave the AAGUID that names nobody to nobody', () => {
    const nobody = collected.read().providers.find(({ id }) => id === 'unknown-zero-aaguid')
    expect([...knowledge.anonymousAaguids]).toEqual(nobody?.aaguids)
  })

  for (const theirs of collected.listed?.providers ?? []) {
    const ours = knowledge.providers.get(ourId(theirs.id))
    if (ours === undefined) continue

    it(`agree on what ${ours.id} is`, () => {
      expect(ours.aaguids).toEqual(theirs.aaguids)
      expect(ours.sync).toBe(theirs.sync)
      expect(ours.transports).toEqual(theirs.transports)
      expect(ours.backupEligible).toBe(theirs.backupEligible)
      expect([...ours.createdOn].sort()).toEqual([...new Set(theirs.createdOn.flatMap(ourSystems))].sort())
      expect(ours.userVerification?.extension).toBe(honesty(theirs.uvHonest?.extension))
      expect(ours.userVerification?.native).toBe(honesty(theirs.uvHonest?.native))
    })

    it(`agree on the phones that serve ${ours.id}`, () => {
      expect(ours.phones.map(({ os }) => os).sort()).toEqual(theirs.qrVia.flatMap(ourSystems).sort())
      if (theirs.qrCertainty === undefined) return
      for (const { certainty } of ours.phones) expect(certainty).toBe(theirs.qrCertainty)
    })

    for (const [name, local] of Object.entries(theirs.local)) {
      const system = name as TheirSystem
      it.each(ourSystems(system))(`agree on ${ours.id} where it is used: ${system}, %s`, (os) => {
        const browser =
          viaBrowser[`${theirs.id} ${system}`] ??
          (ourSystems(system).includes('ios') ? 'safari 27.2' : 'chrome 157')
        const platform = client(`${os} ${newestOf[system]}`, browser)
        // Every Windows 11 tells its platform version, where it tells anything: that of 24H2.
        const told = sent(system === 'windows11' ? { platformVersion: '19.0.0' } : {})
        const support = resolveSupport(platform, told, knowledge)
        const reach = providerReachHere(ours, platform, support, knowledge, told)
        expect(reach).toMatchObject({ answer: local.answer, certainty: local.certainty })
        expect(reach.requires.length > 0).toBe((local.requires ?? []).length > 0)
        // A passkey that stays on its device says so wherever it can be used.
        if (theirs.sameDeviceOnly === true && local.answer === 'conditional') {
          expect(reach.requires).toContain('same device')
        }
      })
    }
  }
})

interface TheirIssue {
  readonly id: string
  readonly certainty: string
  readonly advice: string
}
const collectedIssues = readShared<{ readonly knownIssues: readonly TheirIssue[] }>('known-issues.json')

/** Their advice is prose: what each comes to for a rule, read once by a person. The rest is for people only. */
const adviceInProse: Readonly<Record<string, string>> = {
  'no ceremony': 'no-ceremony',
  'do not offer creation': 'no-creation',
  'trust the webview detection, not the probes': 'no-ceremony',
  // The registration fails there; to sign in is not touched.
  fallback: 'no-creation',
  'send allowCredentials; do not offer usernameless login': 'no-conditional',
  'never offer QR': 'no-hybrid',
  'no ceremony unless the app says it opted in': 'no-ceremony',
  'no local ceremony': 'no-creation',
  'try once': 'try-once',
  'no QR without Bluetooth': 'no-hybrid',
}

describe('the known issues, beside the collected facts', () => {
  it.skipIf(collectedIssues.absent)('are the same, with the same certainty and advice', () => {
    const theirs = collectedIssues.read().knownIssues
    const ours = knowledge.issues.map(({ id, certainty, advice }) => ({ id, certainty, advice }))
    const byId = (one: { readonly id: string }, other: { readonly id: string }) =>
      one.id.localeCompare(other.id)
    expect(ours.toSorted(byId)).toEqual(
      theirs
        .map(({ id, certainty, advice }) => ({ id, certainty, advice: adviceInProse[advice] ?? 'note' }))
        .toSorted(byId),
    )
  })
})
