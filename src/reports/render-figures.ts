import type { Ratio } from '../contract/reports.ts'

/** 12345 as `12,345`: the same everywhere, whatever the language of the machine. */
export const renderCount = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',')

const percent = (rate: number): string => (rate * 100).toFixed(1)

export const renderRate = (rate: number | null): string => (rate === null ? '-' : `${percent(rate)} %`)

export const renderInterval = (interval: Ratio['interval']): string =>
  interval === null ? '' : `${percent(interval.low)} to ${percent(interval.high)}`

/** Milliseconds in the unit that people read: `640 ms`, `4.2 s`, `3.5 min`. */
export function renderTime(ms: number): string {
  if (ms < 1000) return `${ms} ms`
  return ms < 120_000 ? `${(ms / 1000).toFixed(1)} s` : `${(ms / 60_000).toFixed(1)} min`
}

/** A rate with what it is of, and how sure it is: `81.2 % of 1,234 (79 to 83)`. */
export function renderRatio({ rate, denominator, interval }: Ratio): string {
  if (rate === null || interval === null) return '-'
  const ends = `${Math.round(interval.low * 100)} to ${Math.round(interval.high * 100)}`
  return `${renderRate(rate)} of ${renderCount(denominator)} (${ends})`
}
