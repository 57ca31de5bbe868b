import type { EpochMs } from './user-history.ts'

const dayMs = 86_400_000

/** The day of a time, counted from 1970 in UTC. */
export const dayOf = (at: EpochMs): number => Math.floor(at / dayMs)

/** When a day begins, in milliseconds since the epoch. */
export const startOfDay = (day: number): EpochMs => day * dayMs
