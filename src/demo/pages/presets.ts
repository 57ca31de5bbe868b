import type { ClientSignals } from '../../contract/decision.ts'
import type { HistoryInput } from '../../contract/history-input.ts'

type HistoryCredential = NonNullable<HistoryInput['credentials']>[number]

/** Passkeys to choose from, as these providers really describe themselves. */
export interface PasskeyKind {
  readonly label: string
  readonly credential: Omit<HistoryCredential, 'id' | 'lastUsedAt'>
}
const synced = { backupEligible: true, backupState: true, authenticatorAttachment: 'platform' } as const
const bound = { backupEligible: false, backupState: false } as const

export const passkeyKinds = {
  icloud: {
    label: 'iCloud Keychain, made on an iPhone',
    credential: {
      ...synced,
      aaguid: 'fbfc3007-154e-4ecc-8c0b-6e020557d7bd',
      transports: ['internal', 'hybrid'],
      madeOn: { os: 'ios', browser: 'safari' },
    },
  },
  google: {
    label: 'Google Password Manager, made on Android',
    credential: {
      ...synced,
      aaguid: 'ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4',
      transports: ['internal', 'hybrid'],
      madeOn: { os: 'android', browser: 'chrome' },
    },
  },
  'windows-hello': {
    label: 'Windows Hello, made in Chrome on Windows',
    credential: {
      ...bound,
      authenticatorAttachment: 'platform',
      aaguid: '08987058-cadc-4b81-b6e1-30de50dcbe96',
      transports: ['internal'],
      madeOn: { os: 'windows', browser: 'chrome' },
    },
  },
  '1password': {
    label: '1Password, made in Chrome on a Mac',
    credential: {
      ...synced,
      aaguid: 'bada5566-a7aa-401f-bd96-45619a55120d',
      transports: ['internal'],
      madeOn: { os: 'macos', browser: 'chrome' },
    },
  },
  'security-key': {
    label: 'Security key, USB and NFC',
    credential: {
      ...bound,
      authenticatorAttachment: 'cross-platform',
      aaguid: 'cb69481e-8ff7-4039-93ec-0a2729a154a8',
      transports: ['usb', 'nfc'],
      madeOn: { os: 'windows', browser: 'chrome' },
    },
  },
  unknown: {
    label: 'Provider that does not say who it is',
    credential: {
      ...synced,
      aaguid: '00000000-0000-0000-0000-000000000000',
      transports: ['internal', 'hybrid'],
      madeOn: { os: 'android', browser: 'chrome' },
    },
  },
} as const satisfies Readonly<Record<string, PasskeyKind>>
export type PasskeyKindName = keyof typeof passkeyKinds

export interface ClientPreset {
  readonly label: string
  readonly signals: ClientSignals
}
const page = { webauthn: true, userVerifyingPlatformAuthenticator: true, conditionalMediation: true } as const
const chromium = (major: string) => [
  { brand: 'Chromium', version: major },
  { brand: 'Google Chrome', version: major },
]
const capabilities = {
  conditionalGet: true,
  hybridTransport: true,
  passkeyPlatformAuthenticator: true,
} as const

/** Clients to choose from besides this browser. */
export const clientPresets = {
  'chrome-windows': {
    label: 'Chrome on Windows 11',
    signals: {
      ...page,
      userAgent:
        'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Safari/537.36',
      clientHints: {
        platform: 'Windows',
        platformVersion: '15.0.0',
        mobile: false,
        brands: chromium('148'),
      },
      clientCapabilities: capabilities,
      bluetooth: true,
      maxTouchPoints: 0,
      platform: 'Win32',
    },
  },
  'chrome-windows-no-bluetooth': {
    label: 'Chrome on Windows 11, a PC without Bluetooth',
    signals: {
      ...page,
      userAgent:
        'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Safari/537.36',
      clientHints: {
        platform: 'Windows',
        platformVersion: '15.0.0',
        mobile: false,
        brands: chromium('148'),
      },
      clientCapabilities: { ...capabilities, hybridTransport: false },
      bluetooth: false,
      maxTouchPoints: 0,
      platform: 'Win32',
    },
  },
  'safari-iphone': {
    label: 'Safari on an iPhone',
    signals: {
      ...page,
      userAgent:
        'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1',
      clientCapabilities: capabilities,
      maxTouchPoints: 5,
      platform: 'iPhone',
    },
  },
  'safari-mac': {
    label: 'Safari on a Mac',
    signals: {
      ...page,
      userAgent:
        'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15',
      clientCapabilities: capabilities,
      maxTouchPoints: 0,
      platform: 'MacIntel',
    },
  },
  'chrome-android': {
    label: 'Chrome on Android',
    signals: {
      ...page,
      userAgent:
        'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Mobile Safari/537.36',
      clientHints: {
        platform: 'Android',
        platformVersion: '15.0.0',
        mobile: true,
        brands: chromium('148'),
      },
      clientCapabilities: capabilities,
      bluetooth: true,
      maxTouchPoints: 5,
      platform: 'Linux armv81',
    },
  },
  'firefox-linux': {
    label: 'Firefox on Linux',
    signals: {
      webauthn: true,
      userVerifyingPlatformAuthenticator: false,
      conditionalMediation: true,
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0',
      maxTouchPoints: 0,
      platform: 'Linux x86_64',
    },
  },
  'instagram-iphone': {
    label: 'Inside the Instagram app on an iPhone',
    signals: {
      webauthn: true,
      userVerifyingPlatformAuthenticator: true,
      userAgent:
        'Mozilla/5.0 (iPhone; CPU iPhone OS 26_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/23B85 Instagram 408.0.0.32.73',
      maxTouchPoints: 5,
      platform: 'iPhone',
    },
  },
} as const satisfies Readonly<Record<string, ClientPreset>>
export type ClientName = keyof typeof clientPresets | 'this-browser'

/** What this browser has seen of the user before. */
export const deviceSituations = {
  new: 'Never seen before',
  known: 'Has logged in here before',
  used: 'Has used the first passkey here',
  failed: 'The first passkey was not found here, three times',
} as const
export type DeviceSituation = keyof typeof deviceSituations

/** Where a passkey was made, and when it was used last. */
export interface ChosenPasskey {
  readonly kind: PasskeyKindName
  readonly isMadeHere: boolean
  readonly lastUsed: 'never' | 'yesterday' | 'last-year'
}

/** Everything the form of the playground says. */
export interface Situation {
  readonly client: ClientName
  readonly signals: ClientSignals
  readonly purpose: 'authentication' | 'registration' | 'step-up'
  readonly isIdentified: boolean
  readonly state: 'active' | 'pending' | 'locked' | 'dormant' | 'blocked'
  readonly fallbacks: readonly string[]
  readonly device: DeviceSituation
  readonly justUsed: '' | 'password' | 'passkey' | 'cross-device'
  readonly passkeys: readonly ChosenPasskey[]
}

type Preset = Partial<Omit<Situation, 'signals'>> & { readonly label: string; readonly client: ClientName }
const elsewhere = (kind: PasskeyKindName): ChosenPasskey => ({
  kind,
  isMadeHere: false,
  lastUsed: 'yesterday',
})

/** Situations worth a look; what is not said is as in `emptySituation`. */
export const situationPresets: readonly Preset[] = [
  { label: 'This browser, nobody named yet', client: 'this-browser', isIdentified: false },
  { label: 'This browser, no passkey', client: 'this-browser' },
  {
    label: 'The passkey was made in this very browser',
    client: 'chrome-windows',
    device: 'used',
    passkeys: [{ kind: 'windows-hello', isMadeHere: true, lastUsed: 'yesterday' }],
  },
  {
    label: 'An iPhone passkey, now at a Mac',
    client: 'safari-mac',
    passkeys: [elsewhere('icloud')],
  },
  {
    label: 'An iPhone passkey, now at a Windows PC',
    client: 'chrome-windows',
    passkeys: [elsewhere('icloud')],
  },
  {
    label: 'The same PC without Bluetooth',
    client: 'chrome-windows-no-bluetooth',
    passkeys: [elsewhere('icloud')],
  },
  {
    label: 'A passkey that seems to be deleted',
    client: 'safari-mac',
    device: 'failed',
    passkeys: [elsewhere('icloud')],
  },
  {
    label: 'Inside an app, where passkeys do not work',
    client: 'instagram-iphone',
    passkeys: [elsewhere('icloud')],
  },
  {
    label: 'After a login by phone: offer a passkey here?',
    client: 'chrome-windows',
    purpose: 'registration',
    justUsed: 'cross-device',
    device: 'known',
    passkeys: [elsewhere('icloud')],
  },
  {
    label: 'Account locked',
    client: 'safari-iphone',
    state: 'locked',
    device: 'known',
    passkeys: [{ kind: 'icloud', isMadeHere: true, lastUsed: 'yesterday' }],
  },
]

export const emptySituation: Situation = {
  client: 'this-browser',
  signals: {},
  purpose: 'authentication',
  isIdentified: true,
  state: 'active',
  fallbacks: ['password', 'email-otp'],
  device: 'new',
  justUsed: '',
  passkeys: [],
}
