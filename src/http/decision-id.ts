import { randomFillSync } from 'node:crypto'

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const pool = Buffer.allocUnsafe(16 * 256)
let used = pool.length

/** Crockford base 32 of a time in milliseconds: 48 bits in 10 characters. */
function writeTime(at: number): string {
  let text = ''
  let rest = at
  for (let i = 0; i < 10; i++) {
    text = alphabet.charAt(rest % 32) + text
    rest = Math.floor(rest / 32)
  }
  return text
}

/** A ULID (github.com/ulid/spec): the time, then 80 random bits. Sorts by time to the millisecond, not within one. */
export function createDecisionId(at: number): string {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  let text = writeTime(at)
  for (let i = 0; i < 16; i++) text += alphabet.charAt((pool[used + i] ?? 0) & 31)
  used += 16
  return text
}
