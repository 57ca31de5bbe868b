import { isDeepStrictEqual } from 'node:util'
import { assess, decide } from '../../core/index.ts'
import type { Law } from '../law.ts'
import { type DrawnFloor, drawFloor, resistant, setFloor } from '../set-floor.ts'

export const claimsNeverLowerFloor: Law<DrawnFloor> = {
  name: 'claims-never-lower-floor',
  sentence: 'Nothing a client claims lowers the assurance floor, or opens another method.',
  severity: 'law',
  heldBy: 'engine',
  asks: 'named',
  draw: drawFloor,
  become: ({ input }, { place }) => setFloor(input, place),
  check({ input, policy, now }, { place, signals }) {
    const asked = setFloor(input, place)
    const lied = { ...asked, signals }
    if (assess(lied, policy, now).user.floor !== resistant) return { broken: 'the floor is gone' }
    const honest = decide(asked, policy, now).fallbacks
    const claimed = decide(lied, policy, now).fallbacks
    return isDeepStrictEqual(claimed, honest)
      ? 'holds'
      : { broken: `another client opens ${claimed.join(', ') || 'nothing'} instead of ${honest.join(', ')}` }
  },
  tell: ({ signals }) => `then the client says instead: ${JSON.stringify(signals)}`,
}
