import fc from 'fast-check'
import type { DeviceId } from '../../contract/ids.ts'
import { assess, type DecisionInput, decide } from '../../core/index.ts'
import { addEvidence, deviceIds } from '../arbitraries/history.ts'
import { type Law, ruleOf } from '../law.ts'

export interface DrawnWorkingPasskey {
  /** Which passkey has worked, by its place among those of the user. */
  readonly which: number
  readonly device: DeviceId
  readonly daysAgo: number
}

const dayMs = 86_400_000

export const lastRouteKept: Law<DrawnWorkingPasskey> = {
  name: 'last-route-kept',
  sentence: 'Who has nothing but a passkey that has worked on this device is always left a way to use it.',
  severity: 'law',
  heldBy: 'rules',
  asks: 'named',
  concerns: ({ event }, purpose) => purpose !== 'registration' && event.type === 'fallback',
  draw: () =>
    fc.record({
      which: fc.nat({ max: 3 }),
      device: fc.constantFrom(...deviceIds),
      daysAgo: fc.integer({ min: 0, max: 30 }),
    }),
  become: ({ input, now }, drawn) => letItWork(input, drawn, now) ?? input,
  check({ input, policy, now }, drawn) {
    const asked = input.purpose === 'registration' ? null : letItWork(input, drawn, now)
    if (asked === null) return 'not-met'
    const { support, platform } = assess(asked, policy, now)
    // A robot, and a client that cannot or may not be able to, have no way because of what they are.
    if (support.webauthn.value !== true || platform.bot) return 'not-met'
    const decision = decide(asked, policy, now)
    // A switch is there to stop everything, for as long as it is on.
    if (decision.reason === 'kill-switch') return 'not-met'
    if (decision.ceremony !== undefined || decision.passive !== 'none') return 'holds'
    const rule = ruleOf(decision, policy)?.name
    return {
      broken: `${rule === undefined ? 'without a rule' : `by \`${rule}\``} no ceremony starts, no button and no suggestion is left, and there is no other method; leave \`"passive": "button"\`, or add \`user.fallbackCount\` \`greaterThan\` 0 to the conditions`,
    }
  },
}

/** The same user with no other method, on a device where one of the passkeys has worked; null: there is none. */
function letItWork(
  input: DecisionInput,
  { which, device, daysAgo }: DrawnWorkingPasskey,
  now: number,
): DecisionInput | null {
  if (input.user === null || input.history === 'unavailable') return null
  const kept = input.history.credentials.filter(({ revokedAt }) => revokedAt === null)
  const worked = kept[which % kept.length]
  if (worked === undefined) return null
  const success = { at: now - daysAgo * dayMs, kind: 'succeeded-here' as const }
  return {
    ...input,
    user: { ...input.user, fallbacks: [] },
    device: { ...input.device, id: device },
    history: addEvidence(input.history, worked.id, device, success),
  }
}
