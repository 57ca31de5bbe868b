import { createHmac, timingSafeEqual } from 'node:crypto'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import type { DeviceId } from '../contract/ids.ts'
import type { BrowserName, OsName, Purpose } from '../contract/words.ts'
import { browserNames, osNames, purposes } from '../contract/words.ts'
import type { UserPseudonym } from '../core/index.ts'
import { deriveKey } from '../store/site-key.ts'

/** What a decision token says: that we were asked, when, and about whom. It proves nothing else. */
export interface DecisionToken {
  readonly decisionId: string
  readonly purpose: Purpose
  readonly os: OsName
  readonly browser: BrowserName
  readonly user: UserPseudonym | null
  readonly deviceId: DeviceId | null
  readonly issuedAt: number
  readonly expiresAt: number
}

/** This browser has completed a login of this user. */
export interface DeviceToken {
  readonly user: UserPseudonym
  readonly deviceId: DeviceId
  readonly issuedAt: number
  readonly expiresAt: number
}

export type TokenReading<T> =
  | { readonly kind: 'valid'; readonly token: T }
  | { readonly kind: 'expired'; readonly token: T }
  | { readonly kind: 'malformed' | 'forged' }

export const decisionTokenMs = 10 * 60_000
const deviceTokenMs = 180 * 24 * 3_600_000

export interface Tokens {
  readonly writeDecisionToken: (token: DecisionToken) => string
  readonly readDecisionToken: (text: string, now: number) => TokenReading<DecisionToken>
  /** Good for `deviceTokenMs` from its issue. */
  readonly writeDeviceToken: (token: Omit<DeviceToken, 'expiresAt'>) => string
  readonly readDeviceToken: (text: string, now: number) => TokenReading<DeviceToken>
}

const word = (words: readonly string[]) => Type.Enum([...words])
const orNull = Type.Union([Type.String(), Type.Null()])
const DecisionPayload = Type.Tuple([
  Type.String(),
  Type.String(),
  word(purposes),
  word(osNames),
  word(browserNames),
  orNull,
  orNull,
  Type.Integer(),
  Type.Integer(),
])
const DevicePayload = Type.Tuple([
  Type.String(),
  Type.String(),
  Type.String(),
  Type.Integer(),
  Type.Integer(),
])

/** Each kind of token is signed with a key of its own, so that none can pass for another. */
function createSeal(siteKey: Buffer, prefix: string, purpose: string) {
  const key = deriveKey(siteKey, `${purpose} v1`)
  const keyId = deriveKey(key, 'key id').subarray(0, 6).toString('base64url')
  const sign = (text: string): Buffer => createHmac('sha256', key).update(text).digest()

  return {
    keyId,
    write: (payload: readonly (string | number | null)[]): string => {
      const text = `${prefix}.${Buffer.from(JSON.stringify([keyId, ...payload])).toString('base64url')}`
      return `${text}.${sign(text).toString('base64url')}`
    },
    read: (text: string): { payload: unknown } | 'malformed' | 'forged' => {
      const [head, body, mac, ...more] = text.split('.')
      if (head !== prefix || !body || !mac || more.length > 0) return 'malformed'
      if (!/^[A-Za-z0-9_-]+$/.test(body) || !/^[A-Za-z0-9_-]{43}$/.test(mac)) return 'malformed'
      const given = Buffer.from(mac, 'base64url')
      if (!timingSafeEqual(given, sign(`${prefix}.${body}`))) return 'forged'
      // The last of 43 characters carries two bits that decoding ignores: only one spelling is ours.
      if (given.toString('base64url') !== mac) return 'forged'
      try {
        return { payload: JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) }
      } catch {
        return 'malformed'
      }
    },
  }
}

/** Writes and reads the two kinds of token; both are HMAC-SHA256 under keys derived from the site key. */
export function createTokens(siteKey: Buffer): Tokens {
  const decisions = createSeal(siteKey, 'v1', 'decision token')
  const devices = createSeal(siteKey, 'd1', 'device token')

  return {
    writeDecisionToken: (t) =>
      decisions.write([
        t.decisionId,
        t.purpose,
        t.os,
        t.browser,
        t.user,
        t.deviceId,
        t.issuedAt,
        t.expiresAt,
      ]),
    readDecisionToken: (text, now) => {
      const sealed = decisions.read(text)
      if (typeof sealed === 'string') return { kind: sealed }
      if (!Value.Check(DecisionPayload, sealed.payload)) return { kind: 'malformed' }
      const [, decisionId, purpose, os, browser, user, deviceId, issuedAt, expiresAt] = sealed.payload
      const token = { decisionId, purpose, os, browser, user, deviceId, issuedAt, expiresAt } as DecisionToken
      return { kind: now >= expiresAt ? 'expired' : 'valid', token }
    },
    writeDeviceToken: (t) => devices.write([t.user, t.deviceId, t.issuedAt, t.issuedAt + deviceTokenMs]),
    readDeviceToken: (text, now) => {
      const sealed = devices.read(text)
      if (typeof sealed === 'string') return { kind: sealed }
      if (!Value.Check(DevicePayload, sealed.payload)) return { kind: 'malformed' }
      const [, user, deviceId, issuedAt, expiresAt] = sealed.payload
      const token = { user, deviceId, issuedAt, expiresAt } as DeviceToken
      return { kind: now >= expiresAt ? 'expired' : 'valid', token }
    },
  }
}
