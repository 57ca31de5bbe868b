import type { Random } from './random.ts'

/** Something that is on or off and changes by itself, looked at now and then. Rates per millisecond. */
export interface Switching {
  isOn: boolean
  lookedAt: number
  readonly offRate: number
  readonly onRate: number
}

/** P(on) after a while, of a two-state Markov process. */
export function chanceOn(wasOn: boolean | number, elapsed: number, offRate: number, onRate: number): number {
  const total = offRate + onRate
  const start = Number(wasOn)
  if (total === 0 || elapsed <= 0) return start
  const rest = onRate / total
  return rest + (start - rest) * Math.exp(-total * elapsed)
}

/** Its state now, drawn exactly however long nobody looked. */
export function look(state: Switching, now: number, random: Random): boolean {
  const elapsed = now - state.lookedAt
  if (elapsed > 0) {
    state.isOn = random() < chanceOn(state.isOn, elapsed, state.offRate, state.onRate)
    state.lookedAt = now
  }
  return state.isOn
}
