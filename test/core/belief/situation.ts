import type { HistoryInput } from '../../../src/contract/history-input.ts'
import type { DeviceId } from '../../../src/contract/ids.ts'
import type { Settings } from '../../../src/contract/rule-files.ts'
import { type BeliefInput, estimateBelief } from '../../../src/core/belief/estimate-belief.ts'
import type { ProviderReach } from '../../../src/core/belief/provider-reach.ts'
import { unknownProviderReach } from '../../../src/core/belief/provider-reach.ts'
import { readHistory } from '../../../src/core/history/read-history.ts'
import type { CredentialRecord } from '../../../src/core/history/user-history.ts'
import type { ClientPlatform } from '../../../src/core/platform/client-platform.ts'
import { buildSupport } from '../../arbitraries/client.ts'

/** AAGUIDs as published; what the knowledge base says of them is cut down to what these tests need. */
export const aaguid = {
  apple: 'fbfc3007-154e-4ecc-8c0b-6e020557d7bd',
  google: 'ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4',
  hello: '08987058-cadc-4b81-b6e1-30de50dcbe96',
  onePassword: 'bada5566-a7aa-401f-bd96-45619a55120d',
  yubikey: 'ee882879-721c-4913-9775-3dfcce97072a',
} as const

type Passkey = NonNullable<HistoryInput['credentials']>[number]

export const iphonePasskey: Passkey = {
  id: 'icloud',
  aaguid: aaguid.apple,
  transports: ['internal', 'hybrid'],
  backupEligible: true,
  backupState: true,
  authenticatorAttachment: 'platform',
  madeOn: { deviceId: 'iphone', os: 'ios', browser: 'safari' },
}
export const androidPasskey: Passkey = {
  ...iphonePasskey,
  id: 'google',
  aaguid: aaguid.google,
  madeOn: { deviceId: 'pixel', os: 'android', browser: 'chrome' },
}
export const helloPasskey: Passkey = {
  id: 'hello',
  aaguid: aaguid.hello,
  transports: ['internal'],
  backupEligible: false,
  backupState: false,
  authenticatorAttachment: 'platform',
  madeOn: { deviceId: 'pc', os: 'windows', browser: 'chrome' },
}
export const managerPasskey: Passkey = {
  id: 'manager',
  aaguid: aaguid.onePassword,
  transports: ['internal'],
  backupEligible: true,
  backupState: true,
  authenticatorAttachment: 'platform',
  madeOn: { deviceId: 'mac', os: 'macos', browser: 'chrome' },
}
export const securityKey: Passkey = {
  id: 'key',
  aaguid: aaguid.yubikey,
  transports: ['usb', 'nfc'],
  backupEligible: false,
  authenticatorAttachment: 'cross-platform',
  madeOn: { deviceId: 'pc', os: 'windows', browser: 'chrome' },
}

/** A small stand-in for the knowledge base, by AAGUID and the client's system and browser. */
export function readProviderReach(credential: CredentialRecord, client: ClientPlatform): ProviderReach {
  const apple = client.os === 'ios' || client.os === 'ipados' || client.os === 'macos'
  const desktop = client.os === 'windows' || client.os === 'macos' || client.os === 'linux'
  switch (credential.aaguid) {
    case aaguid.apple:
      return {
        provider: { id: 'apple-passwords', name: 'iCloud Keychain', sync: 'synced', kind: 'ecosystem' },
        inferred: false,
        here: apple ? 'yes' : 'no',
        phones: ['ios', 'ipados'],
        source: 'rules/knowledge/providers.json#/0',
      }
    case aaguid.google:
      return {
        provider: {
          id: 'google-password-manager',
          name: 'Google Password Manager',
          sync: 'synced',
          kind: 'ecosystem',
        },
        inferred: false,
        here: !desktop ? 'yes' : client.browser === 'chrome' ? 'conditional' : 'no',
        phones: ['android'],
      }
    case aaguid.hello:
      return {
        provider: { id: 'windows-hello', name: 'Windows Hello', sync: 'device-bound', kind: 'ecosystem' },
        inferred: false,
        here: client.os === 'windows' ? 'conditional' : 'no',
        phones: [],
      }
    case aaguid.onePassword:
      return {
        provider: { id: '1password', name: '1Password', sync: 'synced', kind: 'manager' },
        inferred: false,
        here: 'conditional',
        phones: ['ios', 'android'],
      }
    case aaguid.yubikey:
      return {
        provider: { id: 'security-key', name: 'YubiKey', sync: 'device-bound', kind: 'security-key' },
        inferred: false,
        here: 'conditional',
        phones: [],
      }
    default:
      return unknownProviderReach
  }
}

export const settings: Pick<
  Settings,
  'thresholds' | 'cooling' | 'costs' | 'crossDevice' | 'probes' | 'suggestions'
> = {
  probes: { leastChance: 0.3, mostReturns: 6 },
  thresholds: { suspectedGone: 0.2, highConfidence: 0.8, mediumConfidence: 0.5 },
  cooling: { days: 30, maxDays: 180 },
  costs: {
    passkeyLoginSeconds: 6,
    crossDeviceLoginSeconds: 25,
    fallbackLoginSeconds: 40,
    deadEndSeconds: 15,
    crossDeviceDeadEndSeconds: 30,
    immediateMissSeconds: 0.5,
  },
  crossDevice: 'standard',
}

export const windowsChrome: ClientPlatform = {
  os: 'windows',
  osVersion: '11',
  osVersionSource: 'hint',
  osVersionAtLeast: null,
  browser: 'chrome',
  browserMajor: 157,
  browserVersion: '157.0',
  deviceType: 'desktop',
  webview: null,
  bot: false,
  conflicts: [],
}
export const macSafari: ClientPlatform = {
  ...windowsChrome,
  os: 'macos',
  osVersion: 'unknown',
  osVersionSource: 'none',
  osVersionAtLeast: null,
  browser: 'safari',
  browserMajor: 27,
  browserVersion: '27.2',
}
export const androidChrome: ClientPlatform = { ...windowsChrome, os: 'android', deviceType: 'mobile' }
export const iphoneSafari: ClientPlatform = { ...macSafari, os: 'ios', deviceType: 'mobile' }

export const today = Date.UTC(2026, 10, 21, 12)
export const daysAgo = (days: number) => new Date(today - days * 86_400_000).toISOString()

const isDeviceId = (text: string): text is DeviceId => text !== ''

/** A question: who asks, from where, with which history. */
export function buildQuestion(
  history: HistoryInput,
  change: Partial<Omit<BeliefInput, 'deviceId' | 'history'>> & { deviceId?: string } = {},
): BeliefInput {
  const platform = change.platform ?? windowsChrome
  const deviceId = change.deviceId ?? 'unknown-machine'
  return {
    support: buildSupport({ webauthn: true, hybridClient: true }, 'extension'),
    issues: [],
    providerReachOf: (credential) => readProviderReach(credential, platform),
    settings,
    now: today,
    ...change,
    platform,
    deviceId: isDeviceId(deviceId) ? deviceId : null,
    history: readHistory(history),
  }
}

/** The belief in the first (or only) passkey of a question, and the whole. */
export function believe(...question: Parameters<typeof buildQuestion>) {
  const belief = estimateBelief(buildQuestion(...question))
  const [first] = belief.credentials
  if (first === undefined) throw new Error('the situation has no passkey')
  return { belief, first }
}
