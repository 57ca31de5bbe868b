import { warnAboutWish } from '../warn-about-wish.ts'

export const phoneNeedsPhone = warnAboutWish(
  'phone-needs-phone',
  'No rule sends people to a phone where no phone can serve them.',
  ({ event }) => event.type === 'cross-device',
  ({ rule, situation: { support, belief, platform }, answer }) => {
    if (rule.event.type !== 'cross-device') return 'not-met'
    const cause =
      support.hybridClient.value !== true
        ? `this client reaches no phone (${support.hybridClient.value})`
        : !belief.credentials.some(({ phone }) => phone > 0)
          ? 'no passkey of this user is on a phone'
          : platform.conflicts.length > 0
            ? 'this client contradicts itself'
            : null
    return cause === null
      ? 'holds'
      : { broken: `\`${rule.name}\` asks for a phone, and ${cause}; the engine answers ${answer}` }
  },
)
