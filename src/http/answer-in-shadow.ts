import { answer, type DecisionInput, type DecisionRecord, readMode } from '../core/index.ts'
import type { Services } from './services.ts'

/**
 * What the shadow rules would have answered; null: there are none, or they could not. Asked after the answer is made:
 * whatever they say, or throw, changes nothing of it.
 */
export function answerInShadow(
  { policies, cells, log }: Pick<Services, 'policies' | 'cells' | 'log'>,
  input: DecisionInput,
  now: number,
): DecisionRecord['shadow'] {
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
    log.warn({ err, purpose: input.purpose }, 'the shadow rules failed')
    return null
  }
}
