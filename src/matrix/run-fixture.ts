import { isDeepStrictEqual } from 'node:util'
import type { Fixture } from '../contract/fixture-files.ts'
import type { ExplainRequest } from '../contract/history-input.ts'
import type { DeviceId } from '../contract/ids.ts'
import type { FixtureStatus } from '../contract/words.ts'
import {
  assess,
  type ClientPlatform,
  type Decision,
  type DecisionInput,
  decide,
  type Ground,
  listGrounds,
  type MatchedIssue,
  type PlatformSupport,
  type Policy,
  readHistory,
  type Situation,
  type UserPseudonym,
} from '../core/index.ts'
import { type CheckedReach, checkReach } from './check-reach.ts'
import type { ExpandedFixture } from './expand-fixture.ts'

export interface Mismatch {
  /** What differs, such as `reason` or `support.hybridClient`. */
  readonly what: string
  readonly expected: unknown
  readonly actual: unknown
  /** The statements of the knowledge that settled it. */
  readonly grounds: readonly Ground[]
}

export interface FixtureResult extends ExpandedFixture {
  readonly status: FixtureStatus
  /** Why it fails although it is right, where that is known. */
  readonly gap: string | null
  readonly grounds: readonly Ground[]
  readonly mismatches: readonly Mismatch[]
  readonly decision: Decision
  readonly platform: ClientPlatform
  readonly support: PlatformSupport
  readonly issues: readonly MatchedIssue[]
}

/**
 * Runs one fixture through the same functions as a live request and lists what came out differently. `gap` says why it
 * is known to fail; one that passes all the same is a mismatch of its own, so that the list of gaps can only shrink.
 */
export function runFixture(
  expanded: ExpandedFixture,
  policy: Policy,
  gap: string | null = null,
): FixtureResult {
  const { fixture, request } = expanded
  const now = Date.parse(request.now)
  const input = readFixtureInput(expanded)
  const live = { ...policy, switches: [...policy.switches, ...(fixture.switches ?? [])] }
  const situation = assess(input, live, now)
  const reach = checkReach(fixture, situation, policy)
  const outcome = {
    decision: decide(input, live, now),
    grounds: [...listGrounds(situation, policy.knowledge), ...reach.flatMap(({ grounds }) => grounds)],
    situation,
    reach,
  }
  const found = compare(fixture, outcome)
  const closed = gap !== null && found.length === 0
  const { platform, support, issues } = situation
  return {
    ...expanded,
    decision: outcome.decision,
    platform,
    support,
    issues,
    grounds: outcome.grounds,
    gap,
    status: closed ? 'failing' : found.length === 0 ? 'passing' : gap === null ? 'failing' : 'known-gap',
    mismatches: closed ? [closedGap] : found,
  }
}

const closedGap: Mismatch = {
  what: 'known-gaps.json',
  expected: 'a fixture that fails',
  actual: 'it passes: take it off the list',
  grounds: [],
}

/** A login written out, with what a request cannot say of it. */
export interface WrittenLogin {
  readonly fixture: Pick<Fixture, 'device' | 'key' | 'store'>
  readonly request: ExplainRequest
}

/** A written login as the question that the engine is asked. */
export function readFixtureInput({ fixture, request }: WrittenLogin): DecisionInput {
  const { user, device, context, signals, history, purpose, assignments } = request
  const proven = fixture.device?.proven ?? false
  // A publishable key knows nobody unless a device token proves an earlier login here.
  const visible = fixture.key !== 'publishable' || proven
  return {
    purpose: purpose ?? 'authentication',
    signals: signals ?? {},
    user: user && visible ? nameUser(user) : null,
    device: { id: (device?.id ?? null) as DeviceId | null, proven, users: fixture.device?.users ?? 1 },
    context: context ?? {},
    history: fixture.store === 'unavailable' ? 'unavailable' : readHistory(visible ? (history ?? {}) : {}),
    ...(assignments !== undefined && { assignments: new Map(Object.entries(assignments)) }),
  }
}

/** In fixtures the id stands in for the pseudonym. */
const nameUser = ({ id, ...said }: NonNullable<WrittenLogin['request']['user']>): DecisionInput['user'] => ({
  ...said,
  pseudonym: (id ?? null) as UserPseudonym | null,
})

interface Outcome {
  readonly decision: Decision
  readonly situation: Situation
  readonly grounds: readonly Ground[]
  readonly reach: readonly CheckedReach[]
}

function compare({ expect }: Fixture, { decision, situation, grounds, reach }: Outcome): Mismatch[] {
  const { platform, support, issues } = situation
  const found: Mismatch[] = reach.filter(({ expected, actual }) => expected !== actual)
  const add = (what: string, expected: unknown, actual: unknown) =>
    found.push({ what, expected, actual, grounds: listGroundsOf(what, grounds) })
  const check = (what: string, expected: unknown, actual: unknown) => {
    if (!isDeepStrictEqual(expected, actual)) add(what, expected, actual)
  }
  for (const [key, expected] of Object.entries(expect.platform ?? {})) {
    check(`platform.${key}`, expected, platform[key as keyof ClientPlatform])
  }
  for (const [key, expected] of Object.entries(expect.support ?? {})) {
    check(`support.${key}`, expected, support[key as keyof PlatformSupport]?.value)
  }
  for (const id of expect.knownIssues ?? []) {
    if (!issues.some((issue) => issue.id === id)) {
      add(
        'knownIssues',
        id,
        issues.map((issue) => issue.id),
      )
    }
  }
  const simple = [
    'action',
    'reason',
    'confidence',
    'passive',
    'fallbacks',
    'stepUpRequired',
    'assurance',
    'degraded',
  ] as const
  for (const key of simple) if (expect[key] !== undefined) check(key, expect[key], decision[key])
  if (expect.ceremony === null) check('ceremony', null, decision.ceremony ?? null)
  else checkSubset('ceremony', expect.ceremony, decision.ceremony, check)
  checkSubset('registration', expect.registration, decision.registration, check)
  if (expect.allowCredentials !== undefined) {
    check(
      'allowCredentials',
      expect.allowCredentials,
      decision.ceremony?.allowCredentials.map(({ id }) => id),
    )
  }
  if (expect.next !== undefined) check('next', expect.next, decision.next)
  if (expect.notAction !== undefined && decision.action === expect.notAction) {
    add('action', `anything but ${expect.notAction}`, decision.action)
  }
  if (expect.notReason !== undefined && decision.reason === expect.notReason) {
    add('reason', `anything but ${expect.notReason}`, decision.reason)
  }
  return found
}

/** What a decision may rest on; other features are for pages to ask about. */
const decisive: readonly string[] = [
  'webauthn',
  'platformAuthenticator',
  'platformPasskeys',
  'passkeySync',
  'conditionalGet',
  'conditionalCreate',
  'hybridClient',
  'thirdPartyProviders',
  'reach',
  'provider',
  'client',
]

/** A feature rests on one statement; a decision on all that can move it, but not on what a client was called. */
function listGroundsOf(what: string, grounds: readonly Ground[]): readonly Ground[] {
  if (what.startsWith('platform.')) return []
  if (what === 'assurance') return grounds.filter((ground) => ground.what === 'userVerification')
  const feature = /^support\.(.+)$/.exec(what)?.[1]
  if (feature !== undefined) return grounds.filter((ground) => ground.what === feature)
  return grounds.filter((ground) => decisive.includes(ground.what) || ground.what.startsWith('KI-'))
}

function checkSubset(
  name: string,
  expected: Readonly<Record<string, unknown>> | undefined,
  actual: object | undefined,
  check: (what: string, expected: unknown, actual: unknown) => void,
) {
  for (const [key, value] of Object.entries(expected ?? {})) {
    check(`${name}.${key}`, value, (actual as Readonly<Record<string, unknown>> | undefined)?.[key])
  }
}
