import type { Condition } from '../../contract/rule-files.ts'
import type { Policy } from '../../core/index.ts'
import { asksForCeremony, warnAboutWish } from '../warn-about-wish.ts'

export const brokenClientsAreSpared = warnAboutWish(
  'broken-clients-are-spared',
  'No ceremony starts on a client that the knowledge calls broken, unless the rule speaks of it.',
  asksForCeremony,
  ({ rule, situation, kind }, policy) => {
    const issue = situation.issues.find(
      ({ advice, certainty }) => advice === 'no-ceremony' && certainty === 'high',
    )
    if (issue === undefined) return 'not-met'
    return kind === 'none' || asksFact(rule.conditions, 'issues.', policy)
      ? 'holds'
      : { broken: `\`${rule.name}\` starts a ceremony in spite of ${issue.id}: ${issue.effect}` }
  },
)

/** Whether a condition, or an audience it refers to, asks a fact whose name begins so. */
function asksFact(condition: Condition | undefined, start: string, policy: Policy): boolean {
  if (condition === undefined) return false
  if ('fact' in condition) return condition.fact.startsWith(start)
  if ('not' in condition) return asksFact(condition.not, start, policy)
  if ('condition' in condition) {
    const audience = policy.ruleSets.authentication.audiences.get(condition.condition)
    return asksFact(audience, start, policy)
  }
  const parts = 'all' in condition ? condition.all : condition.any
  return parts.some((part) => asksFact(part, start, policy))
}
