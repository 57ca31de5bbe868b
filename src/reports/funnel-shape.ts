import { type CeremonyWay, ceremonyWays } from '../contract/report-words.ts'
import type { Definition, FunnelFigures } from '../contract/reports.ts'
import { type RegistrationVariant, registrationVariants } from '../contract/words.ts'
import { buildRatio } from './build-ratio.ts'
import type { ObservedDecision } from './observed-decision.ts'
import type { ReportShape } from './report-shape.ts'
import { summarizeLogin } from './summarize-login.ts'
import { summarizeRegistration } from './summarize-registration.ts'

const loginSteps = ['offered', 'fetched', 'started', 'completed', 'verified'] as const
const registrationSteps = [
  'offered',
  'fetched',
  'started',
  'created',
  'verified',
  'declined',
  'never',
] as const
type LoginSteps = Record<(typeof loginSteps)[number], number>
type RegistrationSteps = Record<(typeof registrationSteps)[number], number>

interface FunnelTally {
  decisions: number
  readonly login: Map<CeremonyWay, LoginSteps>
  readonly registration: Map<RegistrationVariant, RegistrationSteps>
  readonly skipped: Map<string, number>
}

/** How far people come, by the way of the login and by the variant of the offer to create a passkey. */
export const funnelShape: ReportShape<FunnelTally, FunnelFigures> = {
  definitions: [
    define('offered', 'where it begins', 'decisions of this way, or offers of this variant', 'the same'),
    define(
      'fetched',
      'how many pages asked Keywise for the options of the ceremony; pages may ask ahead, and never do with a WebAuthn server of their own',
      'those whose options were fetched with the token of the decision',
      'offered',
    ),
    define(
      'started',
      'how many tried',
      'those of which an attempt with a passkey or a phone is counted',
      'offered',
    ),
    define('completed', 'how many of these logged in', 'those with a counted success', 'started'),
    define(
      'verified',
      'how many of these are proven: all, unless what was only observed counts',
      'those with a proven success',
      'completed',
    ),
    define('taken', 'how many offers led to a passkey', 'those with a counted new passkey', 'offered'),
    define(
      'declined',
      'how many people said no for now; a silent creation asks nobody and cannot be declined',
      'those with a counted failure and neither a passkey nor a `never`, nor one that was there already',
      'offered',
    ),
    define(
      'never',
      'how many never want to be asked again',
      'those with a counted report of the method `never`',
      'offered',
    ),
  ],
  begin: () => ({ decisions: 0, login: new Map(), registration: new Map(), skipped: new Map() }),
  add(tally, decision) {
    tally.decisions += 1
    if (decision.purpose === 'registration') addRegistration(tally, decision)
    else addLogin(tally, decision)
  },
  merge(into, from) {
    into.decisions += from.decisions
    for (const [way, steps] of from.login) addSteps(into.login, way, loginSteps, steps)
    for (const [variant, steps] of from.registration)
      addSteps(into.registration, variant, registrationSteps, steps)
    for (const [reason, count] of from.skipped)
      into.skipped.set(reason, (into.skipped.get(reason) ?? 0) + count)
  },
  conclude: ({ decisions, login, registration, skipped }) => ({
    decisions,
    login: ceremonyWays.flatMap((way) => {
      const steps = login.get(way)
      if (steps === undefined) return []
      const { offered, fetched, started, completed, verified } = steps
      const rates = [
        buildRatio('fetched', fetched, offered),
        buildRatio('started', started, offered),
        buildRatio('completed', completed, started),
        buildRatio('verified', verified, completed),
      ]
      return [{ way, ...steps, rates }]
    }),
    registration: registrationVariants.flatMap((variant) => {
      const steps = registration.get(variant)
      if (steps === undefined) return []
      const { offered, fetched, started, created, verified, declined, never } = steps
      const rates = [
        buildRatio('fetched', fetched, offered),
        buildRatio('started', started, offered),
        buildRatio('taken', created, offered),
        buildRatio('verified', verified, created),
        buildRatio('declined', declined, offered),
        buildRatio('never', never, offered),
      ]
      return [{ variant, ...steps, rates }]
    }),
    skipped: [...skipped]
      .map(([reason, count]) => ({ reason, count }))
      .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1)),
  }),
}

function define(name: string, says: string, numerator: string, denominator: string): Definition {
  return { name, says, numerator, denominator }
}

function addLogin({ login }: FunnelTally, decision: ObservedDecision): void {
  const { way, fetched, tried, completed, verified } = summarizeLogin(decision)
  if (way === null) return
  addSteps(login, way, loginSteps, {
    offered: 1,
    fetched: Number(fetched),
    started: Number(tried),
    completed: Number(completed),
    verified: Number(verified),
  })
}

function addRegistration({ registration, skipped }: FunnelTally, decision: ObservedDecision): void {
  const summary = summarizeRegistration(decision)
  if (summary.variant === null) {
    skipped.set(decision.reason, (skipped.get(decision.reason) ?? 0) + 1)
    return
  }
  addSteps(registration, summary.variant, registrationSteps, {
    offered: 1,
    fetched: Number(summary.fetched),
    started: Number(summary.started),
    created: Number(summary.created),
    verified: Number(summary.verified),
    declined: Number(summary.declined),
    never: Number(summary.never),
  })
}

function addSteps<K, S extends string>(
  all: Map<K, Record<S, number>>,
  key: K,
  steps: readonly S[],
  more: Readonly<Record<S, number>>,
): void {
  const known = all.get(key)
  if (known === undefined) all.set(key, { ...more })
  else for (const step of steps) known[step] += more[step]
}
