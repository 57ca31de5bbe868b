/**
 * Of the passkeys that a page can show, the share that is picked: where it asks for suggestions, where they are merely
 * armed beside the usual login, and where there is but a button. Of people who are shown a suggestion, 55 to 90 % complete
 * the first one (figures of vendors); nobody publishes the share where the password form is there as well, hence the lower
 * end. The other two are assumed. `suggestions.pickRate` of settings.json replaces the first.
 */
export const pickRates = { suggestion: 0.6, armed: 0.2, button: 0.04 } as const

/** However gladly people pick, some type on: what is learnt alone never goes beyond. */
const mostPicked = 0.95

/** The share of shown suggestions that is picked on this platform: what settings say, times what proven logins have taught. */
export const learntPickRate = (pickRate: number, { picking }: { readonly picking: number }): number =>
  Math.min(Math.max(mostPicked, pickRate), pickRate * picking)
