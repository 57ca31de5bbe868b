import type { DeviceId } from '../contract/ids.ts'
import type { CredentialRecord, EpochMs, UserPseudonym } from '../core/index.ts'
import type { SimulatedClient } from './clients.ts'

/** Where a passkey is really kept. */
export type StoreName = 'icloud' | 'google' | 'hello' | 'manager' | 'key' | 'browser'

/** A set of credentials of one user: bit n is the credential of that number. */
export type CredentialSet = number

export interface SimulatedCredential {
  readonly number: number
  readonly store: StoreName
  /** The provider in words of the knowledge base, whatever the record says. */
  readonly provider: string
  /** Where it was made, whatever the record says. */
  readonly client: SimulatedClient
  /** What the site keeps of it. */
  readonly record: CredentialRecord
}

/** One login as it will happen: the truth of that moment, the same under every policy. */
export interface SimulatedLogin {
  readonly at: EpochMs
  /** Names the login for `drawFor`. */
  readonly key: number
  readonly client: SimulatedClient
  readonly deviceId: DeviceId
  /** The machine behind the device id: nobody is told. */
  readonly machine: number
  /** The device id was there before. */
  readonly isKnownDevice: boolean
  readonly isPrivate: boolean
  /** How many of the credentials exist by now: they are numbered in the order of their making. */
  readonly credentials: number
  /** Usable right here. */
  readonly local: CredentialSet
  /** Of these, the ones that autofill suggests: all but security keys. */
  readonly suggested: CredentialSet
  /** The ones an immediate request would list. */
  readonly listed: CredentialSet
  /** On a phone or tablet that could be scanned. */
  readonly onPhone: CredentialSet
  /** Client and phone can reach each other, where somebody has the phone at hand. */
  readonly phoneReaches: boolean
  /** A passkey that is made here after this login. */
  readonly made: SimulatedCredential | null
}

/** One person with a year of logins. */
export interface SimulatedLife {
  readonly number: number
  readonly user: UserPseudonym
  /** P(a ceremony is completed where the passkey is there). */
  readonly completes: number
  /** P(a phone is used | it holds the passkey and is in reach). */
  readonly usesPhone: number
  /** Passkeys that are on record before the first login. */
  readonly atStart: readonly SimulatedCredential[]
  readonly credentials: readonly SimulatedCredential[]
  readonly logins: readonly SimulatedLogin[]
}
