import fc from 'fast-check'
import { actions, registrationActions } from '../../contract/words.ts'
import { decide } from '../../core/index.ts'
import type { Law } from '../law.ts'

export const alwaysAnswered: Law<null> = {
  name: 'always-answered',
  sentence: 'A valid request is always answered, and no rule is skipped for being broken.',
  severity: 'law',
  heldBy: 'engine',
  asks: 'anybody',
  draw: () => fc.constant(null),
  check({ input, policy, now }) {
    const decision = decide(input, policy, now)
    const words: readonly string[] = input.purpose === 'registration' ? registrationActions : actions
    if (!words.includes(decision.action)) return { broken: `the answer \`${decision.action}\` is no answer` }
    if (decision.next.at(-1)?.on !== 'any') return { broken: 'the plan has no last step' }
    if ((decision.ceremony !== undefined) !== ['passkey', 'cross-device'].includes(decision.action))
      return { broken: `${decision.action} comes ${decision.ceremony ? 'with' : 'without'} a ceremony` }
    if (!decision.degraded.includes('rule-errors')) return 'holds'
    const [problem = 'a rule cannot be evaluated'] = policy.ruleSets[input.purpose].broken.values()
    return { broken: problem }
  },
}
