import type { CredentialId, DeviceId } from '../contract/ids.ts'
import type { SimulatedClient } from './clients.ts'
import type { SimulatedCredential, StoreName } from './life.ts'
import type { Parameters } from './priors.ts'
import type { Random } from './random.ts'

/** AAGUIDs as in `rules/knowledge/providers.json`; a Chrome profile of a Mac has one of its own. */
export const aaguids: Readonly<Record<string, string>> = {
  'icloud-keychain': 'fbfc3007-154e-4ecc-8c0b-6e020557d7bd',
  'google-password-manager': 'ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4',
  'windows-hello': '08987058-cadc-4b81-b6e1-30de50dcbe96',
  'chrome-profile-mac': 'adce0002-35bc-c60a-648b-0b25f1f05503',
  '1password': 'bada5566-a7aa-401f-bd96-45619a55120d',
  bitwarden: 'd548826e-79b4-db40-a3d8-11116f7e8349',
  dashlane: '531126d6-e717-415c-9320-3d9aa6981239',
}

export const managerProviders = ['1password', 'bitwarden', 'dashlane'] as const

/** Which store takes a passkey, and under which provider. */
export interface Keeper {
  readonly store: StoreName
  readonly provider: string
}

export interface Making {
  readonly id: CredentialId
  readonly number: number
  readonly keeper: Keeper
  readonly client: SimulatedClient
  readonly deviceId: DeviceId
  readonly at: number
}

/** A passkey with the record a site keeps of it: shares of them tell less than they could. */
export function makeCredential(making: Making, p: Parameters, random: Random): SimulatedCredential {
  const { id, number, keeper, client, deviceId, at } = making
  const { store, provider } = keeper
  const synced = store === 'icloud' || store === 'google' || store === 'manager'
  const aaguid = random() < p.aaguidMissing ? null : (aaguids[provider] ?? null)
  const toldTransports = random() >= p.transportsMissing
  const toldFlags = random() >= p.flagsMissing
  const toldPlace = random() >= p.placeMissing
  const isKey = store === 'key'
  return {
    number,
    store,
    provider,
    client,
    record: {
      id,
      aaguid,
      transports: toldTransports ? transportsOf(store) : [],
      backupEligible: toldFlags ? synced : 'unknown',
      backupState: toldFlags ? synced : 'unknown',
      authenticatorAttachment: toldPlace ? (isKey ? 'cross-platform' : 'platform') : 'unknown',
      createdAt: at,
      lastUsedAt: null,
      revokedAt: null,
      madeOn: toldPlace ? { deviceId, os: client.platform.os, browser: client.platform.browser } : null,
    },
  }
}

function transportsOf(store: StoreName): readonly string[] {
  if (store === 'key') return ['usb', 'nfc']
  return store === 'hello' || store === 'browser' ? ['internal'] : ['hybrid', 'internal']
}
