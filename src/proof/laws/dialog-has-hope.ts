import { asksForDialog, warnAboutWish } from '../warn-about-wish.ts'

/** Below this a dialog is a dead end more than nine times out of ten. */
const hopeless = 0.1

export const dialogHasHope = warnAboutWish(
  'dialog-has-hope',
  'No dialog opens where the passkey is almost certainly not here and another method is at hand.',
  asksForDialog,
  ({ rule, situation: { belief, user }, kind }) => {
    if (kind !== 'modal' || rule.event.type !== 'passkey' || user.fallbacks.length === 0) return 'not-met'
    return Math.max(belief.here, belief.crossDevice) >= hopeless
      ? 'holds'
      : {
          broken: `\`${rule.name}\` opens a dialog; the passkey is here with a chance of ${belief.here.toFixed(2)}, on a phone in reach with ${belief.crossDevice.toFixed(2)}`,
        }
  },
)
