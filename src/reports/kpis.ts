import type { Definition } from '../contract/reports.ts'
import { type ErrorSide, errorSideOf } from './error-side.ts'
import type { LoginSummary } from './summarize-login.ts'

/** A figure: what it says, what is counted, and of what. Of each login, `counts` is never more than `among`. */
export interface Kpi extends Definition {
  readonly counts: (login: LoginSummary) => number
  readonly among: (login: LoginSummary) => number
}

const kpi = (
  name: string,
  says: string,
  [numerator, counts]: readonly [string, (login: LoginSummary) => boolean],
  [denominator, among]: readonly [string, (login: LoginSummary) => boolean],
): Kpi => ({
  name,
  says,
  numerator: `those ${numerator}`,
  denominator,
  counts: (login) => Number(among(login) && counts(login)),
  among: (login) => Number(among(login)),
})

const decisions = ['decisions about logins', () => true] as const
const offered = ['decisions that start or arm a ceremony', (login: LoginSummary) => login.offered] as const
const completed = [
  'decisions of which a login with a passkey or a phone is counted',
  (login: LoginSummary) => login.completed,
] as const
const fellBack = [
  'decisions for another way that did not end in a passkey login all the same, and offers after which people logged in another way',
  (login: LoginSummary) => login.fellBack !== null,
] as const

const fallback = (cause: NonNullable<LoginSummary['fellBack']>, says: string, what: string): Kpi =>
  kpi(`fallback-${cause}`, says, [what, (login) => login.fellBack === cause], fellBack)

const failuresOf = ({ failures }: LoginSummary, side: ErrorSide): number => {
  let count = 0
  for (const { classified } of failures) if (errorSideOf(classified) === side) count += 1
  return count
}

const errors = (side: ErrorSide, says: string, numerator: string): Kpi => ({
  name: `errors-${side}`,
  says,
  numerator,
  denominator: 'counted failures with a passkey or a phone',
  counts: (login) => failuresOf(login, side),
  among: ({ failures }) => failures.length,
})

/** Every figure of `kpis`, in the order in which it is told. Robots are in none of them. */
export const kpis: readonly Kpi[] = [
  kpi(
    'offered',
    'how often a passkey or a phone is offered',
    ['that start or arm a ceremony (action passkey or cross-device)', ({ offered: is }) => is],
    decisions,
  ),
  kpi(
    'started',
    'how often an offer is taken up; who leaves without a word, or without proof, is not counted as started',
    ['of which an attempt with a passkey or a phone is counted', ({ tried }) => tried],
    offered,
  ),
  kpi(
    'completed',
    'how often an offer that was taken up ends in a login',
    ['of which a success with a passkey or a phone is counted', ({ completed: is }) => is],
    ['offers of which an attempt is counted', (login) => login.offered && login.tried],
  ),
  kpi(
    'verified',
    'how many of these logins are proven, by our verification or a back end: all, unless what was only observed counts',
    ['with proof', (login) => login.verified],
    completed,
  ),
  kpi(
    'passkey-share',
    'how many logins go by passkey or phone',
    ['by passkey or phone', (login) => login.completed],
    ['decisions of which a login by any method is counted', (login) => login.loggedIn],
  ),
  kpi(
    'dead-ends',
    'how often a dialog that was opened for people leads nowhere; silent misses and untouched suggestions are none',
    [
      'whose dialog failed, without a passkey login after it (what the page broke off itself is no failure)',
      (login) => login.deadEnd,
    ],
    ['decisions of which any report is counted', (login) => login.reported],
  ),
  kpi(
    'dead-ends-of-dialogs',
    'the same, of the offers that were taken up',
    ['whose dialog failed, without a passkey login after it', (login) => login.deadEnd],
    [
      'offers that open a dialog or try silently, of which an attempt is counted',
      (login) => login.prompted && login.tried,
    ],
  ),
  kpi(
    'silent-misses',
    'how often a silent try finds nothing; nobody sees it',
    ['that found nothing, and no login with a passkey or a phone after it', (login) => login.silentMiss],
    ['silent tries of which an attempt is counted (mode immediate)', (login) => login.silent && login.tried],
  ),
  kpi(
    'suggestions-used',
    'how often suggestions that were armed are used; that nobody touches them is no failure',
    ['of which an attempt with a passkey or a phone is counted', (login) => login.tried],
    ['decisions with suggestions armed (mode or passive: conditional)', (login) => login.armed],
  ),
  kpi(
    'conditional-share',
    'how many passkey logins come from decisions with suggestions armed',
    ['with suggestions armed', (login) => login.armed],
    completed,
  ),
  kpi(
    'own-choice',
    'how often people use a passkey although another way was advised',
    ['of which a success with a passkey or a phone is counted', (login) => login.completed],
    ['decisions for another way (action fallback)', (login) => !login.offered],
  ),
  kpi(
    'phone-completed',
    'how often a login over a phone works once it is tried',
    ['of which a success over a phone is counted', (login) => login.completedByPhone],
    ['decisions of which an attempt over a phone is counted', (login) => login.triedPhone],
  ),
  fallback('no-passkey', 'of the ways around passkeys: the account has none', 'whose account has no passkey'),
  fallback(
    'unavailable',
    'of the ways around passkeys: client, passkey or phone cannot be used here',
    'whose reason is about the client or where the passkey is, and silent tries that found nothing',
  ),
  fallback(
    'chosen',
    'of the ways around passkeys: it was offered, and people went another way',
    'with an offer that was not tried, or ended without a dialog, before a login by another method',
  ),
  fallback(
    'excluded',
    'of the ways around passkeys: a rule, a switch or the state of the account says so',
    'whose reason is a rule, a rollout, a switch, a floor or the account',
  ),
  fallback(
    'failed',
    'of the ways around passkeys: people logged in another way after a dead end',
    'with a dead end, and then a login by another method',
  ),
  {
    name: 'errors',
    says: 'how many attempts with a passkey or a phone fail',
    numerator: 'those that failed',
    denominator: 'counted attempts with a passkey or a phone, but for silent misses',
    counts: ({ failures }) => failures.length,
    among: ({ attempts }) => attempts,
  },
  errors(
    'client',
    'of the failures: in the browser, by people or the page',
    'those before an answer was there',
  ),
  errors('server', 'of the failures: an answer came and was refused', 'those at the verification'),
  errors('unknown', 'of the failures: nobody told what happened', 'those without a known error'),
]

export const kpiDefinitions: readonly Definition[] = [
  ...kpis.map(({ name, says, numerator, denominator }) => ({ name, says, numerator, denominator })),
  {
    name: 'times',
    says: 'how long successful attempts took, by method, as pages and back ends report it; `suggestion` counts from the loading of the page',
    numerator: 'the 25th, 50th and 90th percentile of the times, by nearest rank',
    denominator: 'counted successes with a time',
  },
]
