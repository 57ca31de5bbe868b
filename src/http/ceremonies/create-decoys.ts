import { createHmac, hkdfSync } from 'node:crypto'
import type { Ceremony } from '../../contract/decision.ts'
import type { RelyingParty } from '../services.ts'

type Descriptor = Ceremony['allowCredentials'][number]

/** Lengths and transports as the large providers have them: iCloud Keychain, Google, Windows Hello, security keys. */
const kinds: readonly { readonly bytes: number; readonly transports: Descriptor['transports'] }[] = [
  { bytes: 20, transports: ['hybrid', 'internal'] },
  { bytes: 20, transports: ['hybrid', 'internal'] },
  { bytes: 16, transports: ['hybrid', 'internal'] },
  { bytes: 32, transports: ['internal'] },
]

/**
 * Passkeys that do not exist, for names that have none: the same ones every time, or asking twice would tell. Most people
 * have one passkey, some two.
 */
export function createDecoys(siteKey: Buffer): RelyingParty['decoysOf'] {
  const key = Buffer.from(hkdfSync('sha256', siteKey, 'keywise', 'decoy passkeys', 32))
  const draw = (text: string): Buffer => createHmac('sha512', key).update(text).digest()
  return (userId) => {
    const [first = 0] = draw(`count ${userId}`)
    const count = first < 176 ? 1 : 2
    return Array.from({ length: count }, (_, index) => {
      const bytes = draw(`${index} ${userId}`)
      const kind = kinds[(bytes.at(-1) ?? 0) % kinds.length]
      if (kind === undefined) throw new Error('INVARIANT: a remainder is below the length')
      const id = bytes.subarray(0, kind.bytes).toString('base64url')
      return { type: 'public-key', id, transports: [...(kind.transports ?? [])] }
    })
  }
}
