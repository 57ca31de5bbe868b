/** A stream of numbers in [0, 1), the same for the same seed. */
export type Random = () => number

/** Mixes numbers into one of 32 bits that looks like none of them (the finalizer of MurmurHash3, per part). */
export function mix(...parts: readonly number[]): number {
  let hash = 0x9e3779b9
  for (const part of parts) hash = scramble(Math.imul(hash ^ part, 0x85ebca6b) + 0x165667b1)
  return hash >>> 0
}

function scramble(value: number): number {
  let x = value
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return x ^ (x >>> 16)
}

/** Mulberry32: small, fast, and good enough for people. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/**
 * One number in [0, 1) by key and purpose, whatever was drawn before: what makes policies comparable, for the
 * same person meets the same luck at the same login under each of them.
 */
export const drawFor = (key: number, purpose: number): number =>
  (scramble(Math.imul(key ^ Math.imul(purpose + 1, 0x9e3779b1), 0x85ebca6b) + 0x27d4eb2f) >>> 0) /
  4_294_967_296

/** One of several by weight; weights need not add up to 1. */
export function pick<T>(random: Random, choices: readonly (readonly [T, number])[]): T {
  let total = 0
  for (const [, weight] of choices) total += weight
  let rest = random() * total
  for (const [choice, weight] of choices) {
    rest -= weight
    if (rest < 0) return choice
  }
  const last = choices.at(-1)
  if (last === undefined) throw new Error('nothing to pick from')
  return last[0]
}

/** A waiting time with the given rate; never, where the rate is 0. */
export const waitFor = (random: Random, rate: number): number =>
  rate > 0 ? -Math.log(1 - random()) / rate : Number.POSITIVE_INFINITY
