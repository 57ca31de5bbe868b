import { asksForCeremony, asksForDialog, warnAboutWish } from '../warn-about-wish.ts'

export const nothingStartsForNobody = warnAboutWish(
  'nothing-starts-for-nobody',
  'No rule opens a dialog by itself for somebody who has not said who they are.',
  asksForCeremony,
  ({ rule, situation, answer }) => {
    if (situation.user.identified) return 'not-met'
    return asksForDialog(rule) || rule.event.type === 'cross-device'
      ? {
          broken: `\`${rule.name}\` asks for a dialog for nobody in particular; the engine answers ${answer}`,
        }
      : 'holds'
  },
)
