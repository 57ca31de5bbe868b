import { isDeepStrictEqual } from 'node:util'
import type { DeviceId } from '../contract/ids.ts'
import {
  assess,
  type ClientPlatform,
  type Decision,
  type DecisionInput,
  decide,
  type MatchedIssue,
  type PlatformSupport,
  type Policy,
  readHistory,
  type UserPseudonym,
} from '../core/index.ts'
import type { ExpandedFixture } from './expand-fixture.ts'

export interface Mismatch {
  /** What differs, such as `reason` or `support.hybridClient`. */
  readonly what: string
  readonly expected: unknown
  readonly actual: unknown
}

export interface FixtureResult extends ExpandedFixture {
  readonly mismatches: readonly Mismatch[]
  readonly decision: Decision
  readonly platform: ClientPlatform
  readonly support: PlatformSupport
  readonly issues: readonly MatchedIssue[]
}

/** Runs one fixture through the same functions as a live request and lists what came out differently. */
export function runFixture(expanded: ExpandedFixture, policy: Policy): FixtureResult {
  const { fixture, request } = expanded
  const now = Date.parse(request.now)
  const input = inputOf(expanded)
  const live = { ...policy, switches: [...policy.switches, ...(fixture.switches ?? [])] }
  const decision = decide(input, live, now)
  const { platform, support, issues } = assess(input, live, now)
  return {
    ...expanded,
    decision,
    platform,
    support,
    issues,
    mismatches: compare(expanded, decision, platform, support, issues),
  }
}

function inputOf({ fixture, request }: ExpandedFixture): DecisionInput {
  const { user, device, context, signals, history, purpose } = request
  const proven = fixture.device?.proven ?? false
  // A publishable key knows nobody unless a device token proves an earlier login here.
  const visible = fixture.key !== 'publishable' || proven
  return {
    purpose: purpose ?? 'authentication',
    signals: signals ?? {},
    user: user && visible ? { ...user, pseudonym: (user.id ?? null) as UserPseudonym | null } : null,
    device: { id: (device?.id ?? null) as DeviceId | null, proven, users: fixture.device?.users ?? 1 },
    context: context ?? {},
    history: fixture.store === 'unavailable' ? 'unavailable' : readHistory(visible ? (history ?? {}) : {}),
  }
}

function compare(
  { fixture }: ExpandedFixture,
  decision: Decision,
  platform: ClientPlatform,
  support: PlatformSupport,
  issues: readonly MatchedIssue[],
): Mismatch[] {
  const { expect } = fixture
  const found: Mismatch[] = []
  const check = (what: string, expected: unknown, actual: unknown) => {
    if (!isDeepStrictEqual(expected, actual)) found.push({ what, expected, actual })
  }
  for (const [key, expected] of Object.entries(expect.platform ?? {})) {
    check(`platform.${key}`, expected, platform[key as keyof ClientPlatform])
  }
  for (const [key, expected] of Object.entries(expect.support ?? {})) {
    check(`support.${key}`, expected, support[key as keyof PlatformSupport]?.value)
  }
  for (const id of expect.knownIssues ?? []) {
    if (!issues.some((issue) => issue.id === id)) {
      found.push({ what: 'knownIssues', expected: id, actual: issues.map((issue) => issue.id) })
    }
  }
  const simple = [
    'action',
    'reason',
    'confidence',
    'passive',
    'fallbacks',
    'stepUpRequired',
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
    found.push({ what: 'action', expected: `anything but ${expect.notAction}`, actual: decision.action })
  }
  if (expect.notReason !== undefined && decision.reason === expect.notReason) {
    found.push({ what: 'reason', expected: `anything but ${expect.notReason}`, actual: decision.reason })
  }
  return found
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
