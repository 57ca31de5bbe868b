import fc from 'fast-check'
import { assess, type DecisionInput, decide } from '../../core/index.ts'
import type { Law } from '../law.ts'

export const newcomerGetsIn: Law<null> = {
  name: 'newcomer-gets-in',
  sentence: 'Who has no passkey, and of whom no method is told, is left a method of the settings.',
  severity: 'law',
  heldBy: 'rules',
  asks: 'anybody',
  draw: () => fc.constant(null),
  become: ({ input }) => forget(input),
  check({ input, policy, now }) {
    const asked = forget(input)
    if (assess(asked, policy, now).belief.credentials.length > 0) return 'not-met'
    return decide(asked, policy, now).fallbacks.length > 0
      ? 'holds'
      : {
          broken: `no method is left; \`fallbacks\` of the settings: ${policy.settings.fallbacks.join(', ')}`,
        }
  },
}

/** The same login of somebody without a passkey and without a floor, of whom the request names no method. */
function forget({ user, history, ...input }: DecisionInput): DecisionInput {
  const { fallbacks: _told, assuranceFloor: _floor, ...rest } = user ?? { pseudonym: null }
  return {
    ...input,
    purpose: 'authentication',
    user: user && rest,
    history: history === 'unavailable' ? history : { ...history, credentials: [], assuranceFloor: null },
  }
}
