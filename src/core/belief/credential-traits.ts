import type { OsName } from '../../contract/words.ts'
import type { CredentialRecord } from '../history/user-history.ts'
import type { ProviderReach } from './provider-reach.ts'

/** A security key: it says so, or it is cross-platform and speaks neither `internal` nor `hybrid`. */
export function isSecurityKey(credential: CredentialRecord, reach: ProviderReach): boolean {
  const { transports, authenticatorAttachment, backupEligible } = credential
  if (reach.provider !== null) return reach.provider.kind === 'security-key'
  if (transports.includes('internal') || transports.includes('hybrid') || backupEligible === true)
    return false
  return (
    authenticatorAttachment === 'cross-platform' ||
    transports.some((transport) => transport === 'usb' || transport === 'nfc' || transport === 'smart-card')
  )
}

/** Registered from another client by scanning a code: the passkey is on that phone, not where it was made. */
export function isMadeThroughPhone(credential: CredentialRecord): boolean {
  return credential.authenticatorAttachment === 'cross-platform' && credential.transports.includes('hybrid')
}

/**
 * Registered with the own authenticator of the place where it was made. Where the attachment was not recorded,
 * `internal` without `hybrid` says as much (Windows Hello and desktop managers report it).
 */
export function isMadeOnPlatform(credential: CredentialRecord): boolean {
  const { authenticatorAttachment, transports } = credential
  if (authenticatorAttachment !== 'unknown') return authenticatorAttachment === 'platform'
  return transports.includes('internal') && !transports.includes('hybrid')
}

/**
 * Whether the passkey leaves the device it was made on. `backupEligible: false` is the authenticator's own word
 * that it does not (WebAuthn Level 3, 6.1.3) and beats what is known of an ecosystem provider, which may have
 * changed its ways (Apple before iOS 16); a manager syncs by itself, whatever flags it sets.
 */
export function syncOf(
  credential: CredentialRecord,
  reach: ProviderReach,
): 'synced' | 'device-bound' | 'unknown' {
  const known = reach.provider?.sync ?? 'unknown'
  if (reach.provider?.kind === 'manager' && known !== 'unknown') return known
  if (credential.backupEligible === false) return 'device-bound'
  if (known !== 'unknown') return known
  return credential.backupEligible === true || credential.backupState === true ? 'synced' : 'unknown'
}

type Os = OsName | 'unknown'

/** Operating systems whose makers sync passkeys among them; the others stand alone. */
export function isSameEcosystem(a: Os, b: Os): boolean {
  return a === b ? isTold(a) : isApple(a) && isApple(b)
}

/**
 * Whether two readings may be the same operating system. An iPad's Safari says Macintosh until its touch points
 * are known, and Android in desktop mode says Linux.
 */
export function mayBeSameOs(a: Os, b: Os): boolean {
  if (a === b || !isTold(a) || !isTold(b)) return true
  return isPair(a, b, 'macos', 'ipados') || isPair(a, b, 'linux', 'android')
}

export function isTold(os: Os): boolean {
  return os !== 'unknown' && os !== 'other'
}

export function isPhoneOs(os: Os): boolean {
  return os === 'ios' || os === 'ipados' || os === 'android'
}

export function isApple(os: Os): boolean {
  return os === 'ios' || os === 'ipados' || os === 'macos'
}

function isPair(a: Os, b: Os, x: Os, y: Os): boolean {
  return (a === x && b === y) || (a === y && b === x)
}
