import fc from 'fast-check'
import { assess, decide } from '../../core/index.ts'
import type { Law } from '../law.ts'

export const phoneOnlyWherePossible: Law<null> = {
  name: 'phone-only-where-possible',
  sentence: 'Nobody is sent to a phone without a client that can do it and a passkey that can serve it.',
  severity: 'law',
  heldBy: 'engine',
  asks: 'anybody',
  draw: () => fc.constant(null),
  check({ input, policy, now }) {
    const decision = decide(input, policy, now)
    const isAsked =
      decision.action === 'cross-device' || decision.next.some(({ action }) => action === 'cross-device')
    if (!isAsked) return 'not-met'
    const { support, belief, platform } = assess(input, policy, now)
    if (support.hybridClient.value !== true)
      return { broken: `a phone is asked for, and this client reaches none (${support.hybridClient.value})` }
    if (!belief.credentials.some(({ phone }) => phone > 0))
      return { broken: 'a phone is asked for, and no passkey of this user is on one' }
    if (platform.conflicts.length > 0)
      return { broken: 'a phone is asked for by a client that contradicts itself' }
    const { hints, announce } = decision.ceremony ?? {}
    if (decision.action === 'cross-device' && !(hints?.includes('hybrid') && announce === true))
      return { broken: 'the phone is not announced before the ceremony' }
    return 'holds'
  },
}
