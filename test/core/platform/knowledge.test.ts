import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { type ReportName, reportNames } from '../../../src/contract/knowledge-files.ts'
import {
  browserNames,
  certainties,
  deviceTypes,
  osNames,
  passkeySyncWords,
  supportFeatures,
  supportSources,
  thirdPartyProviderWords,
} from '../../../src/contract/words.ts'
import { chooseStatement } from '../../../src/core/platform/choose-statement.ts'
import type { ClientPlatform } from '../../../src/core/platform/client-platform.ts'
import { buildSubject, readSubjectSignals } from '../../../src/core/platform/knowledge-subject.ts'
import { matchKnownIssues } from '../../../src/core/platform/match-known-issues.ts'
import { parseKnowledge } from '../../../src/core/platform/parse-knowledge.ts'
import { providerReachHere } from '../../../src/core/platform/provider-reach.ts'
import { resolveSupport } from '../../../src/core/platform/resolve-support.ts'
import type { ClientCapability, Signals } from '../../../src/core/signals/signals.ts'
import { times } from '../../times.ts'
import { parseShipped, readShippedFolder, sent } from './knowledge-of-the-house.ts'

const knowledge = parseShipped()
const fresh = parseShipped()
const runs = times(400)

/** The shipped files, one of them changed. */
const spoiled = (file: string, change: (text: string) => string) => {
  const folder = readShippedFolder()
  const text = folder.get(file) ?? ''
  const changed = change(text)
  if (changed === text) throw new Error(`nothing changed in ${file}`)
  return parseKnowledge(folder.set(file, changed))
}

describe('files that are wrong', () => {
  it.each([
    [
      'a misspelt feature',
      'platforms/windows.json',
      '"hybridClient"',
      '"hybridCleint"',
      {
        kind: 'unknown-key',
        help: 'did you mean `hybridClient`?',
        message: 'unknown key `hybridCleint`',
      },
    ],
    [
      'a misspelt system',
      'platforms/linux.json',
      '"os": "linux"',
      '"os": "linus"',
      { kind: 'unknown-word', pointer: '/where/os', help: 'did you mean `linux`?' },
    ],
    [
      'a misspelt browser',
      'known-issues.json',
      '"electron"',
      '"electorn"',
      { kind: 'unknown-word', help: 'did you mean `electron`?' },
    ],
    [
      'a misspelt certainty',
      'report-trust.json',
      '"certainty": "high"',
      '"certainty": "hihg"',
      { kind: 'unknown-word', help: 'did you mean `high`?' },
    ],
    [
      'a misspelt report',
      'report-trust.json',
      '"report": "bluetooth"',
      '"report": "bluetoth"',
      { kind: 'unknown-word', help: 'did you mean `bluetooth`?' },
    ],
    [
      'no source',
      'platforms/ios.json',
      '"source":',
      '"sauce":',
      { kind: 'unknown-key', help: 'did you mean `source`?' },
    ],
    [
      'a range that is none',
      'platforms/macos.json',
      '"<13.3"',
      '"below 13.3"',
      {
        kind: 'wrong-value',
        message: '`below 13.3` is not a valid osVersion',
        help: expect.stringContaining('`>=13 <14`'),
      },
    ],
    [
      'a value that has none of the valid forms',
      'platforms/macos.json',
      '"platformAuthenticator": true',
      '"platformAuthenticator": {}',
      { kind: 'wrong-value', message: '`{...}` is not a valid platformAuthenticator' },
    ],
    [
      'a misspelt word in a list',
      'browsers.json',
      /"os": \[\s*"/,
      '"os": ["linus", "',
      { kind: 'unknown-word', message: '`linus` is not a valid os', help: 'did you mean `linux`?' },
    ],
    [
      'a key that stands twice',
      'providers.json',
      '"anonymousAaguids"',
      '"anonymousAaguids": [], "anonymousAaguids"',
      { kind: 'duplicate-key', pointer: '/anonymousAaguids' },
    ],
    [
      'an unknown reach pattern',
      'providers.json',
      '"reachLike": "third-party-manager"',
      '"reachLike": "third-party-manger"',
      { kind: 'unknown-pattern', help: 'did you mean `third-party-manager`?' },
    ],
    [
      'an unknown provider in an inference',
      'providers.json',
      '"provider": "windows-hello"',
      '"provider": "window-hello"',
      { kind: 'unknown-provider', help: 'did you mean `windows-hello`?' },
    ],
    [
      'an issue twice',
      'known-issues.json',
      '"KI-02"',
      '"KI-01"',
      { kind: 'duplicate', message: '`KI-01` stands twice' },
    ],
    [
      'not JSON',
      'browsers.json',
      '{',
      '{{',
      { kind: 'json-syntax', line: 1, column: 2, message: 'found `{`' },
    ],
    [
      'a report that is believed and not',
      'report-trust.json',
      '"believe": false',
      '"believe": false, "values": { "hints": true }',
      { kind: 'ambiguous-report' },
    ],
  ])('%s: file, pointer and nearest word', (_situation, file, before, after, expected) => {
    const { knowledge: parsed, problems } = spoiled(`knowledge/${file}`, (text) =>
      text.replace(before, after),
    )
    expect(parsed).toBeNull()
    expect(problems).toContainEqual(
      expect.objectContaining({ severity: 'error', file: `knowledge/${file}`, ...expected }),
    )
  })

  it('points at the very place', () => {
    const { problems } = spoiled('knowledge/platforms/windows.json', (text) =>
      text.replace('"certainty": "high"', '"certainty": "sure"'),
    )
    expect(problems[0]?.pointer).toBe('/statements/0/certainty')
  })

  it('misses a file', () => {
    const folder = readShippedFolder()
    folder.delete('knowledge/providers.json')
    expect(parseKnowledge(folder).problems).toContainEqual(
      expect.objectContaining({ kind: 'missing-file', file: 'knowledge/providers.json' }),
    )
  })

  it('knows a misspelt file', () => {
    const folder = readShippedFolder().set('knowledge/provider.json', '{}')
    expect(parseKnowledge(folder).problems).toContainEqual(
      expect.objectContaining({ kind: 'unknown-file', help: 'did you mean `knowledge/providers.json`?' }),
    )
  })

  it('leaves the rest of the folder to others', () => {
    const folder = readShippedFolder()
      .set('authentication.rules.json', 'not json')
      .set('knowledge/README.md', '#')
    expect(parseKnowledge(folder).problems).toEqual([])
  })

  test.prop([fc.constantFrom(...readShippedFolder().keys()), fc.jsonValue()], runs)(
    'never throws, whatever stands in a file',
    (file, value) => {
      const { knowledge: parsed, problems } = parseKnowledge(
        readShippedFolder().set(file, JSON.stringify(value)),
      )
      expect(parsed).toBeNull()
      expect(problems.length).toBeGreaterThan(0)
    },
    // A thousand readings of the whole folder: slow where several work at once, whatever the code does.
    60_000,
  )
})

const versionText = fc.oneof(
  fc.constant('unknown'),
  fc.nat({ max: 170 }).map(String),
  fc.tuple(fc.nat({ max: 30 }), fc.nat({ max: 9 })).map((parts) => parts.join('.')),
  fc.tuple(fc.nat({ max: 30 }), fc.nat({ max: 9 }), fc.nat({ max: 9 })).map((parts) => parts.join('.')),
  fc.string(),
)
const anyPlatform: fc.Arbitrary<ClientPlatform> = fc
  .record({
    os: fc.constantFrom(...osNames),
    osVersion: versionText,
    browser: fc.constantFrom(...browserNames),
    browserVersion: versionText,
    deviceType: fc.constantFrom(...deviceTypes),
    webview: fc.constantFrom(
      null,
      null,
      null,
      'wkwebview',
      'android-webview',
      'facebook',
      'webview2',
      'other-app',
    ),
    bot: fc.constantFrom(false, false, false, true),
  })
  .map((platform) => ({
    ...platform,
    osVersionSource: 'none',
    osVersionAtLeast: null,
    browserMajor: Number.parseInt(platform.browserVersion, 10) || 'unknown',
    conflicts: [],
  }))
const report = fc.constantFrom(undefined, true, false)
const capabilityNames = [
  'conditionalCreate',
  'conditionalGet',
  'hybridTransport',
  'immediateGet',
  'passkeyPlatformAuthenticator',
  'relatedOrigins',
  'signalUnknownCredential',
  'userVerifyingPlatformAuthenticator',
] as const satisfies readonly ClientCapability[]
type Reports = Readonly<Record<string, boolean | undefined>>
const toldOnly = (reports: Reports) =>
  Object.fromEntries(Object.entries(reports).filter(([, value]) => value !== undefined))

const anySignals: fc.Arbitrary<Signals> = fc
  .record({
    probes: fc.record({
      webauthn: report,
      userVerifyingPlatformAuthenticator: report,
      conditionalMediation: report,
      bluetooth: report,
    }),
    capabilities: fc.record(Object.fromEntries(capabilityNames.map((name) => [name, report]))),
    platformVersion: fc.constantFrom(undefined, '0.3.0', '10.0.0', '14.0.0', '15.0.0', '19.0.0', '?'),
    maxTouchPoints: fc.constantFrom(0, 5),
  })
  .map(({ probes, capabilities, platformVersion, maxTouchPoints }) =>
    sent({
      ...toldOnly(probes),
      capabilities: toldOnly(capabilities),
      maxTouchPoints,
      ...(platformVersion === undefined ? {} : { platformVersion }),
    }),
  )

const words: Readonly<Record<string, readonly unknown[]>> = {
  passkeySync: passkeySyncWords,
  thirdPartyProviders: thirdPartyProviderWords,
}

describe('any client, any reports', () => {
  test.prop([anyPlatform, anySignals], times(1_000))(
    'every value is one of its words',
    (platform, signals) => {
      const support = resolveSupport(platform, signals, knowledge)
      for (const [key, statement] of Object.entries(support)) {
        expect(words[key] ?? [true, false, 'unknown']).toContain(statement.value)
        expect(supportSources).toContain(statement.source)
        if (statement.certainty !== undefined) expect(certainties).toContain(statement.certainty)
        // Whatever is claimed to be known names the statement that says so.
        if (statement.value !== 'unknown') expect(statement.ref).toMatch(/^rules\/knowledge\/.+\.json#\//)
      }
      expect(Object.keys(support).sort()).toEqual(
        [...supportFeatures, 'passkeySync', 'thirdPartyProviders'].sort(),
      )
    },
  )

  test.prop([anyPlatform, anySignals], times(1_000))(
    'a report that is known to lie never makes anything true',
    (platform, signals) => {
      const extra = readSubjectSignals(platform, signals)
      const subject = buildSubject(platform, { ...extra, reports: 0 }, knowledge)
      const isLie = (name: ReportName): boolean => {
        const choice = chooseStatement(knowledge.reports.get(`${name}:true`) ?? [], subject)
        const meanings = choice.settled ? [choice.value] : choice.values
        // A hidden version may leave it open: a report that only may lie counts as one that does.
        return meanings.some((meaning) => Object.keys(meaning).length === 0)
      }
      const lies = new Set<string>(reportNames.filter(isLie))
      const capabilities = toldOnly({
        ...signals.capabilities,
        ...Object.fromEntries([...lies].map((name) => [name, undefined])),
        ...(lies.has('signalMethods') ? { signalUnknownCredential: undefined } : {}),
      })
      const probes = toldOnly({
        webauthn: signals.webauthn,
        userVerifyingPlatformAuthenticator: signals.userVerifyingPlatformAuthenticator,
        conditionalMediation: signals.conditionalMediation,
        bluetooth: signals.bluetooth,
        ...Object.fromEntries([...lies].map((name) => [name, undefined])),
      })
      const {
        webauthn: _w,
        userVerifyingPlatformAuthenticator: _u,
        conditionalMediation: _c,
        bluetooth: _b,
        ...rest
      } = signals
      const honest: Signals = {
        ...rest,
        ...probes,
        capabilities,
        capabilitiesReported: signals.capabilitiesReported && !lies.has('clientCapabilities'),
      }
      const told = resolveSupport(platform, signals, knowledge)
      const without = resolveSupport(platform, honest, knowledge)
      for (const feature of supportFeatures) {
        // The lies are gone from `honest`, and so are honest noes of the same name: those can only have lowered.
        if (told[feature].value === true) expect(without[feature].value).toBe(true)
      }
    },
  )

  test.prop([anyPlatform, anySignals], runs)(
    'immediate only where the client reports it',
    (platform, signals) => {
      const support = resolveSupport(platform, signals, knowledge)
      if (support.immediateGet.value === true) expect(signals.capabilities.immediateGet).toBe(true)
    },
  )

  test.prop([anyPlatform, anySignals], runs)(
    'without WebAuthn nothing else is possible',
    (platform, signals) => {
      const { webauthn, ...others } = resolveSupport(platform, signals, knowledge)
      if (webauthn.value !== false) return
      for (const [key, { value }] of Object.entries(others)) {
        if (key !== 'hybridAuthenticator') expect([false, 'none']).toContain(value)
      }
    },
  )

  test.prop([anyPlatform, anySignals], runs)(
    'a reported no of this page is never overruled',
    (platform, signals) => {
      const support = resolveSupport(platform, signals, knowledge)
      if (signals.webauthn === false) expect(support.webauthn.value).toBe(false)
      if (signals.userVerifyingPlatformAuthenticator === false)
        expect(support.platformAuthenticator.value).toBe(false)
      if (signals.conditionalMediation === false) expect(support.conditionalGet.value).toBe(false)
      if (signals.capabilities.hybridTransport === false) expect(support.hybridClient.value).toBe(false)
    },
  )

  test.prop([anyPlatform, anySignals], runs)(
    'a remembered answer is the same as a fresh one',
    (platform, signals) => {
      expect(resolveSupport(platform, signals, fresh)).toEqual(resolveSupport(platform, signals, knowledge))
      expect(matchKnownIssues(platform, fresh, signals)).toEqual(
        matchKnownIssues(platform, knowledge, signals),
      )
      fresh.memo.supports.clear()
      fresh.memo.profiles.clear()
      fresh.memo.issues.clear()
    },
  )

  test.prop([anyPlatform, anySignals], runs)(
    'every provider has an answer everywhere',
    (platform, signals) => {
      const support = resolveSupport(platform, signals, knowledge)
      for (const provider of knowledge.providers.values()) {
        const reach = providerReachHere(provider, platform, support, knowledge, signals)
        expect(['yes', 'conditional', 'no', 'unknown']).toContain(reach.answer)
        if (support.webauthn.value === false) expect(reach.answer).toBe('no')
      }
    },
  )

  test.prop([anyPlatform, anySignals], runs)(
    'a hidden version of the system never adds knowledge',
    (platform, signals) => {
      const told = resolveSupport(platform, signals, knowledge)
      const hidden = resolveSupport({ ...platform, osVersion: 'unknown' }, signals, knowledge)
      // Where the browser version rules the told one out (Safari 26 on macOS 12), the client contradicts itself.
      const subject = buildSubject(
        { ...platform, osVersion: 'unknown' },
        readSubjectSignals(platform, signals),
        knowledge,
      )
      if (subject.narrowed !== null) return
      for (const feature of supportFeatures) {
        if (hidden[feature].value !== 'unknown') expect(told[feature].value).toBe(hidden[feature].value)
      }
    },
  )
})
