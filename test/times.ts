/** `npm run torture`: the same laws, over many more cases. */
export const isTorture = process.env.KEYWISE_TORTURE === '1'

const tortureFactor = 25

/** How often a law is tried: as often as told, and many times more under torture. */
export const times = (numRuns: number): { readonly numRuns: number } => ({
  numRuns: isTorture ? numRuns * tortureFactor : numRuns,
})
