import type { CDPSession } from 'playwright-core'

/** What people have. */
const kinds = {
  /** A passkey manager of this device that syncs. */
  synced: { transport: 'internal', defaultBackupEligibility: true, defaultBackupState: true },
  'device-bound': { transport: 'internal', defaultBackupEligibility: false, defaultBackupState: false },
  /** A phone, reached by QR code. */
  hybrid: { transport: 'hybrid', defaultBackupEligibility: true, defaultBackupState: true },
  'security-key': { transport: 'usb', defaultBackupEligibility: false, defaultBackupState: false },
} as const
export type AuthenticatorKind = keyof typeof kinds

/** As DevTools stores it; with its private key, so that it can be put back. */
export interface StoredPasskey {
  readonly credentialId: string
  readonly isResidentCredential: boolean
  readonly privateKey: string
  readonly signCount: number
}

export interface Authenticator {
  /** Nobody touches it: a request stays until the browser gives up. */
  readonly walkAway: () => Promise<void>
  readonly comeBack: () => Promise<void>
  /** The wrong finger, face or PIN. */
  readonly failVerification: () => Promise<void>
  readonly passVerification: () => Promise<void>
  /** Signs with another key than it should, as a broken or forged one does. */
  readonly signWrongly: () => Promise<void>
  readonly listPasskeys: () => Promise<readonly StoredPasskey[]>
  /** As the settings of an operating system do it: no website is told. */
  readonly deletePasskeys: () => Promise<readonly StoredPasskey[]>
  readonly putBack: (passkeys: readonly StoredPasskey[]) => Promise<void>
  /** Lost, or unplugged. */
  readonly remove: () => Promise<void>
}

export async function addAuthenticator(session: CDPSession, kind: AuthenticatorKind): Promise<Authenticator> {
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      ...kinds[kind],
    },
  })
  const setPresence = async (enabled: boolean) => {
    await session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled })
  }
  const setVerified = async (isUserVerified: boolean) => {
    await session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified })
  }
  const listPasskeys = async () =>
    (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials
  return {
    walkAway: () => setPresence(false),
    comeBack: () => setPresence(true),
    failVerification: () => setVerified(false),
    passVerification: () => setVerified(true),
    async signWrongly() {
      await session.send('WebAuthn.setResponseOverrideBits', { authenticatorId, isBogusSignature: true })
    },
    listPasskeys,
    async deletePasskeys() {
      const passkeys = await listPasskeys()
      await session.send('WebAuthn.clearCredentials', { authenticatorId })
      return passkeys
    },
    async putBack(passkeys) {
      for (const credential of passkeys)
        await session.send('WebAuthn.addCredential', { authenticatorId, credential })
    },
    remove: async () => {
      await session.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId })
    },
  }
}
