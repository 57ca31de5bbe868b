import { asksForDialog, warnAboutWish } from '../warn-about-wish.ts'

export const dialogNeedsPasskey = warnAboutWish(
  'dialog-needs-passkey',
  'No rule asks for a passkey dialog where the user has no passkey.',
  asksForDialog,
  ({ rule, situation, answer }) => {
    if (!asksForDialog(rule)) return 'not-met'
    if (!situation.user.identified || !situation.historyAvailable) return 'not-met'
    return situation.belief.credentials.length > 0
      ? 'holds'
      : { broken: `\`${rule.name}\` asks for a dialog that would find nothing; the engine answers ${answer}` }
  },
)
