/**
 * Of the passkeys that a page can show, the share that is picked: where it asks for suggestions, where they are merely
 * armed beside the usual login, and where there is but a button. Of people who are shown a suggestion, 55 to 90 % complete
 * the first one (figures of vendors); nobody publishes the share where the password form is there as well, hence the lower
 * end. The other two are assumed. `suggestions.pickRate` of settings.json replaces the first.
 */
export const pickRates = { suggestion: 0.6, armed: 0.2, button: 0.04 } as const
