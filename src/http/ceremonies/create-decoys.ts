import { createHmac } from 'node:crypto'
import type { Ceremony } from '../../contract/decision.ts'
import type { TransportName } from '../../contract/words.ts'
import { deriveKey } from '../../store/site-key.ts'
import type { RelyingParty } from '../services.ts'

interface Kind {
  /** Of 256 draws. */
  readonly share: number
  /** Length of the id in bytes. */
  readonly bytes: number
  /** In the order of the contract's words; null: not recorded, as by apps of some platforms. */
  readonly transports: readonly TransportName[] | null
}

/** Lengths and transports as the large providers have them; the shares are rough. */
const kinds: readonly Kind[] = [
  // iCloud Keychain.
  { share: 110, bytes: 20, transports: ['hybrid', 'internal'] },
  // Google Password Manager and managers that sync everywhere.
  { share: 80, bytes: 16, transports: ['hybrid', 'internal'] },
  // Windows Hello.
  { share: 40, bytes: 32, transports: ['internal'] },
  // Security keys.
  { share: 13, bytes: 48, transports: ['usb', 'nfc'] },
  { share: 13, bytes: 20, transports: null },
]

/** How many passkeys: most people have one, some two, few more. Shares of 256 draws. */
const counts: readonly { readonly share: number; readonly count: number }[] = [
  { share: 166, count: 1 },
  { share: 64, count: 2 },
  { share: 18, count: 3 },
  { share: 8, count: 4 },
]

/** One entry by a byte; the shares add up to 256. */
function pick<T extends { readonly share: number }>(entries: readonly T[], byte: number): T {
  let rest = byte
  for (const entry of entries) {
    if (rest < entry.share) return entry
    rest -= entry.share
  }
  throw new Error('INVARIANT: the shares add up to 256')
}

/**
 * Passkeys that do not exist, for names that have none: the same ones every time, or asking twice would tell. What a list
 * does tell is its first real passkey and its last revocation, when it changes.
 */
export function createDecoys(siteKey: Buffer): RelyingParty['decoysOf'] {
  const key = deriveKey(siteKey, 'decoy passkeys')
  const draw = (text: string): Buffer => createHmac('sha512', key).update(text).digest()
  return (userId): Ceremony['allowCredentials'] => {
    const { count } = pick(counts, draw(`count ${userId}`).readUInt8(0))
    return Array.from({ length: count }, (_, index) => {
      const drawn = draw(`${index} ${userId}`)
      const { bytes, transports } = pick(kinds, drawn.readUInt8(63))
      const id = drawn.subarray(0, bytes).toString('base64url')
      return { type: 'public-key', id, ...(transports === null ? {} : { transports: [...transports] }) }
    })
  }
}
