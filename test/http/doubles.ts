import { createHash, createHmac } from 'node:crypto'
import type { DeviceId } from '../../src/contract/ids.ts'
import type { Problem, Settings } from '../../src/contract/rule-files.ts'
import type {
  ClientPlatform,
  Decision,
  DecisionInput,
  DecisionRecord,
  HistoryChange,
  OutcomeRecord,
  Policy,
  RawSignals,
  RuleFolder,
  RuleSet,
  UserHistory,
  UserPseudonym,
} from '../../src/core/index.ts'
import { emptyHistory } from '../../src/core/index.ts'
import type { ParsedFolder } from '../../src/files/policy-source.ts'
import type { Engine } from '../../src/http/engine.ts'
import type { CredentialUpdate, HistoryStore, UserUpdate } from '../../src/store/history-store.ts'

/**
 * Small stand-ins for the rooms that are built at the same time: the core, the rules and the store. They keep the
 * agreed interfaces and just enough behaviour to tell answers apart; the real rooms take their place.
 */

const settings: Settings = {
  costs: {
    passkeyLoginSeconds: 6,
    crossDeviceLoginSeconds: 25,
    fallbackLoginSeconds: 18,
    deadEndSeconds: 15,
    crossDeviceDeadEndSeconds: 40,
    immediateMissSeconds: 1,
  },
  thresholds: { suspectedGone: 0.3, highConfidence: 0.8, mediumConfidence: 0.5 },
  cooling: { days: 14, maxDays: 90 },
  registration: { maxAsks: 3, cooldownDays: 30, sharedDeviceUsers: 3 },
  fallbacks: ['password'],
  phishableMethods: ['password', 'email-otp'],
  crossDevice: 'standard',
  ceremony: { timeoutMs: 300_000, maxAttempts: 2, userVerification: 'required' },
}

const ruleSet = (purpose: RuleSet['purpose']): RuleSet =>
  ({
    purpose,
    file: `${purpose}.rules.json`,
    rules: [],
    evaluate: () => ({ rule: null, rolledOut: false }),
  }) as unknown as RuleSet

export const builtInPolicy: Policy = {
  revision: 'built-in',
  ruleSets: {
    authentication: ruleSet('authentication'),
    registration: ruleSet('registration'),
    'step-up': ruleSet('step-up'),
  },
  settings,
  switches: [],
  knowledge: { revision: 'none' } as unknown as Policy['knowledge'],
  problems: [],
}

/** A folder is good when every file is JSON and `authentication.rules.json` is there. */
export function parseFolder(folder: RuleFolder): ParsedFolder {
  const problems: Problem[] = []
  const read = (path: string): unknown => {
    try {
      return JSON.parse(folder.get(path) ?? '')
    } catch {
      problems.push({ severity: 'error', kind: 'not-json', file: path, pointer: '', message: 'is not JSON' })
      return {}
    }
  }
  for (const path of folder.keys()) read(path)
  if (!folder.has('authentication.rules.json')) read('authentication.rules.json')
  if (problems.length > 0) return { policy: null, problems }
  const { switches = [] } = read('switches.json') as { switches?: Policy['switches'] }
  if (!folder.has('switches.json')) problems.length = 0
  const revision = `r${createHash('sha256')
    .update(JSON.stringify([...folder]))
    .digest('hex')
    .slice(0, 12)}`
  return { policy: { ...builtInPolicy, revision, switches }, problems }
}

function identifyClient(signals: RawSignals): ClientPlatform {
  const text = signals.userAgent ?? ''
  const hint = signals.headers?.['sec-ch-ua-platform']
  return {
    os: /Windows/.test(text) || hint === '"Windows"' ? 'windows' : /Mac OS X/.test(text) ? 'macos' : 'other',
    osVersion: 'unknown',
    osVersionSource: 'none',
    browser: /Firefox/.test(text) ? 'firefox' : /Chrome/.test(text) ? 'chrome' : 'other',
    browserMajor: 'unknown',
    browserVersion: 'unknown',
    deviceType: 'desktop',
    webview: null,
    bot: false,
    conflicts: [],
  }
}

const isFor =
  (platform: ClientPlatform) =>
  ({ on, os, browser }: Policy['switches'][number]): boolean =>
    on && (os ?? platform.os) === platform.os && (browser ?? platform.browser) === platform.browser

/** Tells apart just what the HTTP edge must pass on: history, floor, switches, who is identified. */
function decide(input: DecisionInput, policy: Policy, platform: ClientPlatform): Decision {
  const strict = input.user?.assuranceFloor === 'phishing-resistant'
  const ids = input.history === 'unavailable' ? [] : input.history.credentials.map(({ id }) => id)
  const identified = input.user?.pseudonym != null
  const killed = policy.switches.some(isFor(platform))
  const passkey = !killed && (ids.length > 0 || !identified)
  const reason = killed
    ? 'kill-switch'
    : ids.length > 0
      ? 'passkey-used-here'
      : identified
        ? 'no-passkey'
        : 'conditional-before-identifier'
  return {
    purpose: input.purpose,
    action: passkey ? 'passkey' : 'fallback',
    ...(passkey
      ? {
          ceremony: {
            mediation: ids.length > 0 ? 'required' : 'conditional',
            hints: [],
            allowCredentials: ids.map((id) => ({ type: 'public-key', id })),
            userVerification: 'required',
            timeoutMs: 300_000,
            announce: false,
            maxAttempts: 2,
          },
        }
      : {}),
    next: [{ on: 'any', action: 'fallback' }],
    fallbacks: strict ? [] : [...(input.user?.fallbacks ?? policy.settings.fallbacks)],
    stepUpRequired: strict,
    passive: 'none',
    confidence: 'high',
    reason,
    explanation: `state is ${input.user?.state ?? 'not said'}`,
    rule: { name: 'a-rule', file: 'authentication.rules.json', revision: policy.revision },
    probability: { local: ids.length > 0 ? 0.9 : 0, crossDevice: 0 },
    degraded: input.history === 'unavailable' ? ['history-unavailable'] : [],
  }
}

export const engine: Engine = {
  answer: (input, policy) => {
    const platform = identifyClient(input.signals)
    const decision = decide(input, policy, platform)
    return {
      decision,
      platform,
      offered: input.history === 'unavailable' ? [] : input.history.credentials.map(({ id }) => id),
    }
  },
  explain: async (input, policy) => {
    const platform = identifyClient(input.signals)
    const history = input.history === 'unavailable' ? emptyHistory : input.history
    return {
      decision: decide(input, policy, platform),
      trace: {
        platform,
        user: input.user,
        credentials: history.credentials.map(({ id }) => ({ id })),
        rules: [],
      },
      flips: [],
    }
  },
  identifyClient,
  readHistory: ({ credentials = [] }) => ({
    ...emptyHistory,
    credentials: credentials.map(({ id }) =>
      buildCredential({ id, transports: [], createdAt: 0 } as unknown as CredentialUpdate),
    ),
  }),
  classifyOutcome: ({ result }) => (result === 'success' ? 'succeeded' : 'cancelled'),
  applyOutcome: (_decision, _earlier, { user, at, proven, result, credentialId }) =>
    user !== null && proven && result === 'success' && credentialId !== null
      ? [{ type: 'credential-used', user, credentialId, at }]
      : [],
  buildBackfillChanges: (user, events) =>
    events.flatMap(({ credentialId, at }): HistoryChange[] =>
      credentialId === undefined
        ? []
        : [{ type: 'credential-used', user, credentialId: credentialId as never, at: Date.parse(at) }],
    ),
  parseFolder,
}

export const pseudonymOf = (siteKey: Buffer, userId: string): UserPseudonym =>
  createHmac('sha256', siteKey).update(userId).digest('base64url') as UserPseudonym

function buildCredential({
  id,
  transports,
  createdAt,
  madeOn,
}: CredentialUpdate): UserHistory['credentials'][number] {
  return {
    id,
    aaguid: null,
    transports,
    backupEligible: 'unknown',
    backupState: 'unknown',
    authenticatorAttachment: 'unknown',
    createdAt,
    lastUsedAt: null,
    revokedAt: null,
    madeOn:
      madeOn === undefined
        ? null
        : {
            deviceId: madeOn.deviceId ?? null,
            os: madeOn.os ?? 'unknown',
            browser: madeOn.browser ?? 'unknown',
          },
  }
}

/** A store in memory that can be taken down. */
export function createMemoryStore(): HistoryStore & {
  down: boolean
  readonly decisions: Map<string, DecisionRecord>
} {
  const histories = new Map<UserPseudonym, UserHistory>()
  const decisions = new Map<string, DecisionRecord>()
  const outcomes = new Map<string, OutcomeRecord>()
  const revoked = new Set<string>()
  const serve = async <T>(work: () => T): Promise<T> => {
    if (store.down) throw new Error('the store is down')
    return work()
  }
  const historyOf = (user: UserPseudonym): UserHistory => histories.get(user) ?? emptyHistory
  const change = (user: UserPseudonym, update: Partial<UserHistory>): void =>
    void histories.set(user, { ...historyOf(user), ...update })
  const use = (changes: readonly HistoryChange[]): void => {
    for (const entry of changes)
      if (entry.type === 'credential-used')
        change(entry.user, {
          credentials: historyOf(entry.user).credentials.map((credential) =>
            credential.id === entry.credentialId ? { ...credential, lastUsedAt: entry.at } : credential,
          ),
        })
  }
  const store: ReturnType<typeof createMemoryStore> = {
    down: false,
    decisions,
    loadHistory: (user) => serve(() => historyOf(user)),
    loadDeviceUserCount: (_device: DeviceId) => serve(() => 0),
    recordDecision: (record) => void (store.down || decisions.set(record.id, record)),
    loadDecision: (id) => serve(() => decisions.get(id) ?? null),
    saveOutcome: (outcome, reduce) =>
      serve(() => {
        const decision = decisions.get(outcome.decisionId)
        if (decision === undefined) return { kind: 'unknown-decision' }
        const key = `${outcome.decisionId} ${outcome.method} ${outcome.attempt}`
        const before = outcomes.get(key)
        if (before !== undefined) {
          const same = JSON.stringify({ ...before, at: 0 }) === JSON.stringify({ ...outcome, at: 0 })
          return same ? { kind: 'repeated', classified: before.classified, decision } : { kind: 'altered' }
        }
        const earlier = [...outcomes.values()].filter(({ decisionId }) => decisionId === decision.id)
        outcomes.set(key, outcome)
        use(reduce(decision, earlier, outcome))
        return { kind: 'accepted', classified: outcome.classified, decision }
      }),
    saveCredential: ({ pseudonym }, update) =>
      serve(() => {
        const owner = [...histories].find(([, { credentials }]) =>
          credentials.some(({ id }) => id === update.id),
        )?.[0]
        if (owner !== undefined && owner !== pseudonym) return 'foreign'
        if (revoked.has(update.id) && update.restore !== true) return 'revoked'
        const rest = historyOf(pseudonym).credentials.filter(({ id }) => id !== update.id)
        change(pseudonym, { credentials: [...rest, buildCredential(update)] })
        return owner === undefined ? 'created' : 'updated'
      }),
    revokeCredential: (user, id) =>
      serve(() => {
        const had = historyOf(user).credentials.some((credential) => credential.id === id)
        revoked.add(id)
        change(user, {
          credentials: historyOf(user).credentials.filter((credential) => credential.id !== id),
        })
        return had
      }),
    saveUser: ({ pseudonym }, { state, attributes, assuranceFloor }: UserUpdate) =>
      serve(() =>
        change(pseudonym, {
          ...(state === undefined ? {} : { state }),
          ...(attributes === undefined ? {} : { attributes }),
          ...(assuranceFloor === undefined ? {} : { assuranceFloor }),
        }),
      ),
    saveChanges: (_user, changes) => serve(() => use(changes)),
    exportUser: (user) => serve(() => (histories.has(user) ? { ...historyOf(user) } : null)),
    eraseUser: (user) => serve(() => histories.delete(user)),
    isReady: () => !store.down,
    stats: () => ({ queued: 0, dropped: 0, commits: 0 }),
    close: async () => {},
  }
  return store
}
