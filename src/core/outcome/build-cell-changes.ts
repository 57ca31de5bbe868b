import type { LearntRoute } from '../../contract/words.ts'
import type { CellPlace, CellReading } from '../cells/cell-reading.ts'
import { nameCell } from '../cells/list-cells.ts'
import type { DecisionRecord, OutcomeRecord, UserPseudonym } from '../history/decision-record.ts'
import { isFirstLogin, isVouchedFor } from './apply-outcome.ts'
import type { HistoryChange } from './history-change.ts'

/** Below this nothing was expected: that it failed says nothing of the platform. */
const leastExpected = 0.05
/** From here on a suggestion that nobody picked says more of picking than of the passkey. */
const leastHere = 0.7

/**
 * What one more outcome of a decision says of its platform. Only ceremonies that the engine started by itself count,
 * for an account it knew: who clicks a button of their own accord knows more than we do. Outcomes count as in
 * `applyOutcome`: a success that is proven for this user, a failure of a decision that is vouched for.
 *
 * A suggestion is judged by the login that ended the decision: picked, or another method. Only where the passkey was
 * likely here, or it would tell of the passkey and not of the picking.
 *
 * @param reading what was learnt of the place: estimates are recorded with it, and learning must not learn itself
 * @param pickRate of people who are shown a suggestion of their passkey, those who are expected to pick it
 */
export function buildCellChanges(
  decision: DecisionRecord,
  earlier: readonly OutcomeRecord[],
  outcome: OutcomeRecord,
  place: CellPlace,
  reading: CellReading,
  pickRate: number,
): readonly HistoryChange[] {
  const { user, network } = decision
  const route = routeOf(decision)
  if (user === null || route === null) return []
  const expected = expect(decision, route, reading, pickRate)
  if (!(expected >= leastExpected)) return []
  const cell = nameCell(place)
  return listNews(decision, earlier, outcome, user)
    .filter((one) => tellsOf(route, one))
    .sort((a, b) => a.at - b.at)
    .map(({ at, method, result }) => ({
      type: 'cell-event',
      user,
      cell,
      route,
      at,
      succeeded: result === 'success' && method === methods[route],
      expected,
      network,
    }))
}

/** P(success), before what was learnt of the platform. */
function expect(
  { probability }: DecisionRecord,
  route: LearntRoute,
  reading: CellReading,
  pickRate: number,
): number {
  const told = route === 'cross-device' ? probability.crossDevice : probability.local
  const here = Math.min(1, told / (route === 'cross-device' ? reading.crossDevice : reading.local))
  if (route !== 'suggestion') return here
  return here >= leastHere ? here * pickRate : 0
}

const tellsOf = (route: LearntRoute, outcome: OutcomeRecord): boolean =>
  route === 'suggestion'
    ? outcome.result === 'success'
    : outcome.method === methods[route] && !isSilent(outcome)

const methods = {
  local: 'passkey',
  'cross-device': 'cross-device',
  suggestion: 'passkey',
} as const satisfies Record<LearntRoute, string>

function routeOf({ purpose, action, mode }: DecisionRecord): LearntRoute | null {
  if (purpose === 'registration' || mode === null) return null
  if (action === 'passkey') return mode === 'conditional' ? 'suggestion' : 'local'
  if (mode === 'conditional') return null
  return action === 'cross-device' ? 'cross-device' : null
}

/**
 * What counts now. A first login brings the failures before it, also those that have counted: of a day, the first
 * event stays.
 */
function listNews(
  decision: DecisionRecord,
  earlier: readonly OutcomeRecord[],
  outcome: OutcomeRecord,
  user: UserPseudonym,
): OutcomeRecord[] {
  if (!isVouchedFor(decision, [...earlier, outcome])) return []
  const news = isFirstLogin(decision, earlier, outcome)
    ? earlier.filter(({ result }) => result === 'failure')
    : []
  const isOwn = outcome.user === null || outcome.user === user
  const counts = outcome.result === 'failure' || (outcome.proven && isOwn)
  return counts ? [...news, outcome] : news
}

/** The page's own abort says nothing of the platform. */
const isSilent = ({ classified }: OutcomeRecord): boolean =>
  classified === 'aborted' || classified === 'credential-exists'
