import { answer, type DecisionInput, type DecisionRecord, readMode } from '../core/index.ts'
import type { Services } from './services.ts'
import { createSeldomWarning } from './warn-seldom.ts'

type ShadowAnswer = (input: DecisionInput, now: number) => DecisionRecord['shadow']

/**
 * What the shadow rules would have answered; null: there are none, or they could not. Asked after the answer is made:
 * whatever they say, or throw, changes nothing of it. An experiment that is in the shadow alone leaves nothing behind:
 * its salt draws the same variant for the same user each time.
 */
export function createShadowAnswer(
  services: Pick<Services, 'policies' | 'cells' | 'metrics' | 'log' | 'now'>,
): ShadowAnswer {
  const { policies, cells, metrics } = services
  const warn = createSeldomWarning(services)
  return (input, now) => {
    try {
      const policy = policies.shadow()
      if (policy === null) return null
      // Cells are read apart: what the shadow asks about is no part of what the answer rested on.
      const { decision } = answer({ ...input, readCell: cells.readAt(now) }, policy, now)
      const { action, reason, rule, ceremony } = decision
      return {
        action,
        reason,
        rule: rule?.name ?? null,
        mode: readMode(ceremony),
        revision: policy.revision,
      }
    } catch (err) {
      const { purpose } = input
      metrics.countShadowFailure(purpose)
      const kind = `${purpose} ${err instanceof Error ? err.name : typeof err}`
      warn(kind, { err, purpose }, 'the shadow rules failed')
      return null
    }
  }
}
