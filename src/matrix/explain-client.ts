import type { ClientSignals } from '../contract/decision.ts'
import type { Certainty, SupportSource } from '../contract/words.ts'
import {
  assess,
  type ClientPlatform,
  type Decision,
  emptyHistory,
  type MatchedIssue,
  type Policy,
  providerReachHere,
} from '../core/index.ts'
import type { FixtureSuite } from '../files/load-fixture-suite.ts'
import { fixtureNow } from './expand-fixture.ts'
import { expandSuite } from './expand-suite.ts'
import { explainUnknown } from './explain-unknown.ts'
import { findNearestFixtures } from './find-nearest-fixtures.ts'
import { runFixture } from './run-fixture.ts'
import { runSituations } from './run-situations.ts'

export interface ExplainedAbility {
  readonly feature: string
  readonly value: string | boolean
  readonly kind: SupportSource
  readonly certainty: Certainty | null
  readonly ref: string | null
  /** Where the statement comes from: an address, or the name of a source. */
  readonly source: string | null
  readonly note: string | null
}

/** All that is believed of one client, and what would happen on it. */
export interface ClientExplanation {
  readonly signals: ClientSignals
  readonly revision: string
  readonly platform: ClientPlatform
  /** What of the platform is not known, and why. */
  readonly unknown: readonly { readonly what: string; readonly why: string }[]
  readonly support: readonly ExplainedAbility[]
  readonly knownIssues: readonly MatchedIssue[]
  readonly situations: readonly (Pick<Decision, 'purpose' | 'action' | 'reason'> & {
    readonly situation: string
    readonly title: string
    readonly rule: string | null
  })[]
  readonly providers: readonly {
    readonly id: string
    readonly name: string
    readonly answer: string
    readonly requires: readonly string[]
    readonly certainty: Certainty
    readonly ref: string | null
  }[]
  readonly nearest: readonly {
    readonly id: string
    readonly title: string
    readonly file: string
    readonly status: string
  }[]
}

const mostNearest = 5

/** Explains one client: what it is, what it can do and how that is known, and what would happen on it. */
export function explainClient(
  signals: ClientSignals,
  policy: Policy,
  suite: FixtureSuite,
): ClientExplanation {
  const { knowledge } = policy
  const input = {
    purpose: 'authentication',
    signals,
    user: null,
    device: { id: null, proven: false, users: 1 },
    context: {},
    history: emptyHistory,
  } as const
  const { signals: read, platform, support, issues } = assess(input, policy, Date.parse(fixtureNow))
  return {
    signals,
    revision: policy.revision,
    platform,
    unknown: explainUnknown(platform, signals),
    support: Object.entries(support).map(([feature, { value, source, ref, certainty }]) => {
      const statement = ref === undefined ? undefined : knowledge.statementsByRef.get(ref)
      return {
        feature,
        value,
        kind: source,
        certainty: certainty ?? null,
        ref: ref ?? null,
        source: statement?.source ?? null,
        note: statement?.note ?? null,
      }
    }),
    knownIssues: issues,
    situations: runSituations(signals, platform, suite, policy),
    providers: [...knowledge.providers.values()].map((provider) => {
      const { answer, requires, certainty, ref } = providerReachHere(
        provider,
        platform,
        support,
        knowledge,
        read,
      )
      return { id: provider.id, name: provider.name, answer, requires, certainty, ref }
    }),
    nearest: findNearestFixtures(platform, expandSuite(suite).fixtures, mostNearest).map((expanded) => {
      const { id, title } = expanded.fixture
      const { status } = runFixture(expanded, policy, suite.knownGaps.get(id))
      return { id, title, file: expanded.file, status }
    }),
  }
}
