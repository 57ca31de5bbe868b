import type { DeviceId } from '../contract/ids.ts'
import { type CredentialRecord, decide, type Policy, type UserPseudonym } from '../core/index.ts'
import type { SimulatedClient } from './clients.ts'
import { createMemoryHistory } from './memory-history.ts'

/** Who asks people to make a passkey, and remembers that they were asked. */
export interface Registrar {
  /** After a password login: is a passkey offered here? */
  readonly offers: (at: number, client: SimulatedClient, deviceId: DeviceId) => boolean
  readonly declined: (at: number, deviceId: DeviceId) => void
  readonly made: (record: CredentialRecord) => void
}

/**
 * The engine's own registration decisions, over a history of password logins: which passkeys people get then follows
 * the rules, and is the same for all policies that are compared.
 */
export function createRegistrar(policy: Policy, user: UserPseudonym): Registrar {
  const { history, apply, addCredential, provenAt } = createMemoryHistory()
  return {
    offers(at, client, deviceId) {
      const { os, osVersion, browser } = client.platform
      apply([{ type: 'device-proven', user, deviceId, os, osVersion, browser, at }])
      const { action } = decide(
        {
          purpose: 'registration',
          signals: client.signals,
          user: { pseudonym: user },
          device: { id: deviceId, proven: provenAt(deviceId) !== null, users: 1 },
          context: { justUsed: 'password' },
          history,
        },
        policy,
        at,
      )
      return action !== 'skip'
    },
    declined: (at, deviceId) =>
      apply([
        {
          type: 'registration-asked',
          user,
          variant: 'default',
          deviceId,
          declinedForGood: false,
          taken: false,
          at,
        },
      ]),
    made: addCredential,
  }
}

/** Everybody is asked wherever no passkey is usable, and never tires of it. */
export const alwaysOffers: Registrar = { offers: () => true, declined: () => {}, made: () => {} }
