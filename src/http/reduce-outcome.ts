import {
  applyOutcome,
  completeOutcome,
  type DecisionRecord,
  emptyHistory,
  type HistoryChange,
  type OutcomeRecord,
  type RecordedCredential,
  type UserHistory,
} from '../core/index.ts'
import type { OutcomeReducer } from '../store/history-store.ts'
import { isRevoked } from './device-proof.ts'
import type { Services } from './services.ts'

/**
 * What an outcome teaches, by whatever way it is told: of its user, and of the platform.
 *
 * @param history of the user, which only fills gaps in what is told: where it could not be read (null) a write goes on
 * @param credentials stand in for those of a history that could not be read
 */
export const reduceOutcome =
  (
    services: Pick<Services, 'cells' | 'log'>,
    history: UserHistory | null,
    credentials: readonly RecordedCredential[] = [],
  ): OutcomeReducer =>
  (decision, earlier, told) => {
    const standing = withStandingProof(decision, history)
    const completed = completeOutcome(told, decision, history ?? emptyHistory)
    return [
      ...applyOutcome(standing, earlier, completed, history?.credentials ?? credentials, (one) =>
        hasCounted(decision, one, history),
      ),
      ...listCellChanges(services, standing, earlier, told),
    ]
  }

/** A device token that was revoked after the decision vouches for nothing that is told afterwards. */
export const withStandingProof = (decision: DecisionRecord, history: UserHistory | null): DecisionRecord =>
  decision.deviceProven && (history === null || isRevoked(history, decision.at))
    ? { ...decision, deviceProven: false }
    : decision

/** What was told before the token was revoked has counted. Where nobody can tell, too: rather once than twice. */
const hasCounted = (
  { deviceProven }: DecisionRecord,
  { at }: OutcomeRecord,
  history: UserHistory | null,
): boolean => deviceProven && at < (history?.sessionsRevokedAt ?? Number.POSITIVE_INFINITY)

/** Whatever is wrong with what was learnt of platforms, no outcome is lost of it. */
function listCellChanges(
  { cells, log }: Pick<Services, 'cells' | 'log'>,
  ...told: Parameters<OutcomeReducer>
): readonly HistoryChange[] {
  try {
    return cells.changesOf(...told)
  } catch (err) {
    log.error({ err }, 'what an outcome says of its platform could not be told')
    return []
  }
}
