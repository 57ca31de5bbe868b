const dayMs = 86_400_000

/**
 * A time as people write it: `2026-11-01`, `2026-11-01T09:00:00Z` or `7d` (so many days before now); null: none of these.
 * A date is the beginning of that day, UTC.
 */
export function parseTime(written: string, now: number): number | null {
  const days = /^(\d{1,5})d$/.exec(written)
  if (days !== null) return now - Number(days[1]) * dayMs
  if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/.test(written)) return null
  const time = Date.parse(written)
  if (Number.isNaN(time)) return null
  // `Date` takes 30 February for 2 March.
  const date = written.slice(0, 10)
  return new Date(`${date}T00:00:00Z`).toISOString().slice(0, 10) === date ? time : null
}
