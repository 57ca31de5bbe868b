import { decide, isPhishable } from '../../core/index.ts'
import type { Law } from '../law.ts'
import { type DrawnFloor, drawFloor, setFloor } from '../set-floor.ts'

export const resistantFloor: Law<DrawnFloor> = {
  name: 'resistant-floor',
  sentence: 'Under a phishing-resistant floor nothing is offered that can be phished.',
  severity: 'law',
  heldBy: 'engine',
  asks: 'named',
  draw: drawFloor,
  become: ({ input }, { place }) => setFloor(input, place),
  check({ input, policy, now }, { place }) {
    const asked = setFloor(input, place)
    const { fallbacks, ceremony, assurance, purpose, stepUpRequired } = decide(asked, policy, now)
    const phishable = fallbacks.find(
      (method) => isPhishable(method) || !policy.settings.resistantMethods.includes(method),
    )
    if (phishable !== undefined) return { broken: `\`${phishable}\` is offered, which can be phished` }
    if (fallbacks.some((method) => method === 'passkey' || method === 'cross-device'))
      return { broken: 'a passkey stands among the other methods' }
    if (ceremony && ceremony.userVerification !== 'required')
      return { broken: `the ceremony asks for user verification only as \`${ceremony.userVerification}\`` }
    if (purpose === 'registration') return 'holds'
    if (assurance !== undefined && !assurance.phishingResistant)
      return { broken: 'the answer promises less than the floor asks for' }
    return stepUpRequired === (fallbacks.length === 0)
      ? 'holds'
      : { broken: 'the page is not told that no method is left' }
  },
}
