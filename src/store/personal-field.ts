import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto'
import { deriveKey, type SiteKey } from './site-key.ts'

/** Where a sealed value stands. It opens nowhere else, so that rows cannot be swapped in the file. */
export interface FieldPlace {
  readonly table: string
  readonly column: string
  readonly row: string
}

/** Seals personal fields with AES-256-GCM. A sealed value is `<kid>.<base64url of iv, ciphertext, tag>`. */
export interface FieldCipher {
  seal(place: FieldPlace, text: string): string
  /** @throws Error when the value was altered, moved, or sealed under another site key */
  open(place: FieldPlace, sealed: string): string
}

/** A sealed value in clear; null where there is none. @throws Error as `open` does */
export const openField = (cipher: FieldCipher, place: FieldPlace, sealed: string | null): string | null =>
  sealed === null ? null : cipher.open(place, sealed)

const dayMs = 86_400_000
const ivBytes = 12
const tagBytes = 16

/**
 * The key id names the site key's generation and a day: a fresh subkey a day stays far below the 2^32 messages that
 * NIST SP 800-38D (section 8.3) allows one key with random nonces, which 50,000 decisions a second reach in a day.
 */
export function createFieldCipher(siteKey: SiteKey, now: () => number): FieldCipher {
  const keys = new Map<string, Buffer>()
  const keyOf = (kid: string): Buffer => {
    const known = keys.get(kid)
    if (known !== undefined) return known
    if (keys.size >= 4096) keys.clear()
    const key = deriveKey(siteKey, `personal field ${kid}`)
    keys.set(kid, key)
    return key
  }

  const drawIv = createIvSource()

  return {
    seal(place, text) {
      const kid = `1-${Math.floor(now() / dayMs)}`
      const iv = drawIv()
      const cipher = createCipheriv('aes-256-gcm', keyOf(kid), iv).setAAD(placeBytes(place))
      const body = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
      return `${kid}.${body.toString('base64url')}`
    },
    open(place, sealed) {
      const dot = sealed.indexOf('.')
      const body = Buffer.from(sealed.slice(dot + 1), 'base64url')
      if (dot < 0 || body.length < ivBytes + tagBytes) throw new Error('not a sealed field')
      const decipher = createDecipheriv('aes-256-gcm', keyOf(sealed.slice(0, dot)), body.subarray(0, ivBytes))
      decipher.setAAD(placeBytes(place)).setAuthTag(body.subarray(-tagBytes))
      const text = decipher.update(body.subarray(ivBytes, -tagBytes))
      // Nothing is left over: it only checks the tag.
      decipher.final()
      return text.toString('utf8')
    },
  }
}

const ivsAtOnce = 256

/** Fresh random bytes for each seal, drawn many at a time: asking the system for each takes longer than sealing does. */
function createIvSource(): () => Buffer {
  const pool = Buffer.alloc(ivBytes * ivsAtOnce)
  let used = pool.length
  return () => {
    if (used === pool.length) {
      randomFillSync(pool)
      used = 0
    }
    used += ivBytes
    // A view: it is copied into the sealed value before the pool is filled anew.
    return pool.subarray(used - ivBytes, used)
  }
}

const placeBytes = ({ table, column, row }: FieldPlace) => Buffer.from(JSON.stringify([table, column, row]))
