import fc from 'fast-check'
import type { Rule, RuleEvent, Settings } from '../../src/contract/rule-files.ts'
import {
  type Action,
  actions,
  allReasons,
  type Purpose,
  passiveModes,
  purposes,
  type RegistrationAction,
  registrationActions,
  registrationVariants,
} from '../../src/contract/words.ts'
import { buildBuiltInPolicy } from '../../src/core/parse-policy.ts'
import { compileRules } from '../../src/core/rules/compile-rules.ts'
import type { Audiences, Policy } from '../../src/core/rules/policy.ts'
import { brokenConditions } from '../../src/proof/laws/broken-rule-alone.ts'
import { shippedPolicy } from '../shipped-rules.ts'
import { methods } from './decision-input.ts'
import { arbitraryAudiences, arbitraryRules } from './rules.ts'

const shipped = shippedPolicy()
const builtIn = buildBuiltInPolicy(shipped.knowledge)

const seconds = fc.double({ min: 0, max: 600, noNaN: true })
const probability = fc.double({ min: 0, max: 1, noNaN: true })
const days = fc.oneof(fc.integer({ min: 1, max: 60 }), fc.constantFrom(0.001, 1e7, 1e300))

/** Any settings that pass the schema. */
export const arbitrarySettings: fc.Arbitrary<Settings> = fc.record({
  costs: fc.record({
    passkeyLoginSeconds: seconds,
    crossDeviceLoginSeconds: seconds,
    fallbackLoginSeconds: seconds,
    deadEndSeconds: seconds,
    crossDeviceDeadEndSeconds: seconds,
    immediateMissSeconds: seconds,
  }),
  thresholds: fc.record({
    suspectedGone: probability,
    highConfidence: probability,
    mediumConfidence: probability,
  }),
  cooling: fc.record({ days, maxDays: days }),
  probes: fc.record({ leastChance: probability, mostReturns: fc.nat({ max: 10 }) }),
  registration: fc.record({
    maxAsks: fc.integer({ min: 1, max: 4 }),
    cooldownDays: days,
    maxCooldownDays: days,
    sharedDeviceUsers: fc.integer({ min: 2, max: 5 }),
    askCostSeconds: fc.oneof(seconds, fc.integer({ min: 0, max: 30 })),
  }),
  fallbacks: fc.array(fc.constantFrom(...methods), { minLength: 1, maxLength: 4 }),
  resistantMethods: fc.subarray(['security-key', 'smart-card', 'passkey', 'cross-device']),
  crossDevice: fc.constantFrom('standard', 'minimize', 'maximize'),
  ceremony: fc.record({
    timeoutMs: fc.integer({ min: 30_000, max: 600_000 }),
    maxAttempts: fc.integer({ min: 1, max: 5 }),
    userVerification: fc.constantFrom('required', 'preferred', 'discouraged'),
  }),
})

/** What a rule may want, whichever the purpose of its file; now and then a word of the other list. */
interface DraftEvent {
  readonly action: Action
  readonly registrationAction: RegistrationAction
  readonly swapped: boolean
  readonly params: RuleEvent['params']
}

const draftEvent: fc.Arbitrary<DraftEvent> = fc.record({
  // What starts something meets the laws more often than what does not.
  action: fc.constantFrom(...actions, 'passkey', 'cross-device'),
  registrationAction: fc.constantFrom(...registrationActions, 'offer'),
  swapped: fc.integer({ min: 0, max: 30 }).map((draw) => draw === 30),
  params: fc.record(
    {
      reason: fc.constantFrom(...allReasons),
      mode: fc.constantFrom('modal' as const, 'conditional' as const, 'immediate' as const),
      maxAttempts: fc.integer({ min: 1, max: 5 }),
      passive: fc.constantFrom(...passiveModes),
      variant: fc.constantFrom(...registrationVariants),
      userVerification: fc.constantFrom('required' as const, 'preferred' as const, 'discouraged' as const),
    },
    { requiredKeys: ['reason'] },
  ),
})

const eventFor = (
  { action, registrationAction, swapped, params }: DraftEvent,
  purpose: Purpose,
): RuleEvent => ({
  type: (purpose === 'registration') === swapped ? action : registrationAction,
  params,
})

/** Rules and settings of somebody's making, before it is known for which purpose. */
export interface PolicyDraft {
  readonly rules: readonly Rule[]
  readonly events: readonly DraftEvent[]
  readonly catchAll: DraftEvent | null
  readonly audiences: Audiences
  readonly settings: Settings
}

export const policyDraft: fc.Arbitrary<PolicyDraft> = fc.record({
  rules: fc.oneof(arbitraryRules, fc.constant<readonly Rule[]>([])),
  events: fc.array(draftEvent, { minLength: 6, maxLength: 6 }),
  catchAll: fc.option(draftEvent, { nil: null, freq: 8 }),
  audiences: arbitraryAudiences,
  settings: fc.oneof(fc.constant(shipped.settings), arbitrarySettings),
})

/** The rules of a draft, as they would stand in the file of this purpose. */
export function rulesOf({ rules, events, catchAll }: PolicyDraft, purpose: Purpose): readonly Rule[] {
  return [
    ...rules.map((rule, index) => {
      const event = events[index]
      return event === undefined ? rule : { ...rule, event: eventFor(event, purpose) }
    }),
    ...(catchAll === null ? [] : [{ name: 'otherwise', event: eventFor(catchAll, purpose) }]),
  ]
}

/** The shipped policy with other rules for one purpose. */
export function policyWith(
  purpose: Purpose,
  rules: readonly Rule[],
  { audiences, settings }: Pick<PolicyDraft, 'audiences' | 'settings'>,
): Policy {
  const ruleSet = compileRules({ purpose, rules }, `${purpose}.rules.json`, audiences)
  return printable({ ...shipped, settings, ruleSets: { ...shipped.ruleSets, [purpose]: ruleSet } })
}

/** Any policy, for questions of any purpose: the shipped one, with other settings, built in, or a manager's own. */
export const policyFor: fc.Arbitrary<(purpose: Purpose) => Policy> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(() => printable(shipped)) },
  { weight: 2, arbitrary: arbitrarySettings.map((settings) => () => printable({ ...shipped, settings })) },
  { weight: 1, arbitrary: fc.constant(() => printable(builtIn)) },
  {
    weight: 5,
    arbitrary: policyDraft.map(
      (draft) => (purpose: Purpose) => policyWith(purpose, rulesOf(draft, purpose), draft),
    ),
  },
)

const isShipped = (rules: readonly Rule[]) =>
  purposes.some((purpose) => shipped.ruleSets[purpose].rules === rules)

/** Without the knowledge base, so that a counterexample can be read. */
function printable(policy: Policy): Policy {
  const print = () =>
    fc.stringify({
      settings: policy.settings,
      switches: policy.switches,
      rules: Object.values(policy.ruleSets).map(({ file, rules, audiences }) =>
        isShipped(rules) ? file : { file, rules, audiences },
      ),
    })
  return Object.defineProperty({ ...policy }, fc.toStringMethod, { value: print })
}

/** A rule that cannot be evaluated, as it could only get past the checker by a fault of ours. */
export const brokenRule: fc.Arbitrary<Omit<Rule, 'event'> & { readonly event: DraftEvent }> = fc.record(
  {
    name: fc.constant('broken'),
    priority: fc.constantFrom(1, 2, 10, 955, 1000),
    conditions: brokenConditions,
    event: draftEvent,
  },
  { requiredKeys: ['name', 'conditions', 'event'] },
)
export const brokenRuleFor = (
  { event, ...rule }: Omit<Rule, 'event'> & { readonly event: DraftEvent },
  purpose: Purpose,
): Rule => ({
  ...rule,
  event: eventFor(event, purpose),
})

export { arbitrarySwitch } from '../../src/proof/laws/kill-switch.ts'
