import { UsageError } from '../command.ts'

const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** `30m`, `2h`, `3d` from now, a date (its first moment, UTC) or a time with its zone, as an instant. @throws UsageError */
export function readUntil(written: string, now: number): string {
  const time = parseUntil(written.trim(), now)
  if (time === null)
    throw new UsageError(
      `\`${written}\` is no time; write 30m, 2h, 3d, 2026-12-01 or 2026-12-01T09:00:00Z for --until`,
    )
  if (time <= now)
    throw new UsageError(
      `\`${written}\` is past (it is ${new Date(now).toISOString()}): the switch would stop nothing`,
    )
  return new Date(time).toISOString()
}

function parseUntil(written: string, now: number): number | null {
  const span = /^(\d{1,5})([mhd])$/.exec(written)
  // To the second: nobody asks for a part of one.
  if (span !== null)
    return Math.ceil((now + Number(span[1]) * unitMs[span[2] as keyof typeof unitMs]) / 1000) * 1000
  // A time without its zone would be another moment on another machine.
  if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/.test(written)) return null
  const time = Date.parse(written)
  if (Number.isNaN(time)) return null
  // `Date` takes 30 February for 2 March.
  const date = written.slice(0, 10)
  return new Date(`${date}T00:00:00Z`).toISOString().slice(0, 10) === date ? time : null
}
