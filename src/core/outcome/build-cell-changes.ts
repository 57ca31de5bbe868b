import type { CellRoute } from '../../contract/words.ts'
import type { CellPlace, CellReading } from '../cells/cell-reading.ts'
import { nameCell } from '../cells/list-cells.ts'
import type { DecisionRecord, OutcomeRecord, UserPseudonym } from '../history/decision-record.ts'
import { isFirstLogin, isVouchedFor } from './apply-outcome.ts'
import type { HistoryChange } from './history-change.ts'

/** Below this nothing was expected: that it failed says nothing of the platform. */
const leastExpected = 0.05

/**
 * What one more outcome of a decision says of its platform. Only ceremonies that the engine started by itself count,
 * for an account it knew: who clicks a button of their own accord knows more than we do. Outcomes count as in
 * `applyOutcome`: a success that is proven for this user, a failure of a decision that is vouched for.
 *
 * @param reading what was learnt of the place: estimates are recorded with it, and learning must not learn itself
 */
export function buildCellChanges(
  decision: DecisionRecord,
  earlier: readonly OutcomeRecord[],
  outcome: OutcomeRecord,
  place: CellPlace,
  reading: CellReading,
): readonly HistoryChange[] {
  const { user, network } = decision
  const route = routeOf(decision)
  if (user === null || route === null) return []
  const factor = route === 'local' ? reading.local : reading.crossDevice
  const told = route === 'local' ? decision.probability.local : decision.probability.crossDevice
  const expected = Math.min(1, told / factor)
  if (!(expected >= leastExpected)) return []
  const cell = nameCell(place)
  return listNews(decision, earlier, outcome, user)
    .filter((one) => one.method === methods[route] && !isSilent(one))
    .sort((a, b) => a.at - b.at)
    .map(({ at, result }) => ({
      type: 'cell-event',
      user,
      cell,
      route,
      at,
      succeeded: result === 'success',
      expected,
      network,
    }))
}

const methods = { local: 'passkey', 'cross-device': 'cross-device' } as const satisfies Record<
  CellRoute,
  string
>

function routeOf({ purpose, action, mode }: DecisionRecord): CellRoute | null {
  if (purpose === 'registration' || mode === null || mode === 'conditional') return null
  if (action === 'passkey') return 'local'
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
