import type {
  Action,
  AssuranceFloor,
  BrowserName,
  CeremonyMode,
  GuardAction,
  GuardKpi,
  OsName,
  PassiveMode,
  Purpose,
  Reason,
  RegistrationAction,
  RegistrationVariant,
  UserVerification,
} from './words.ts'

/**
 * What the words of rule files mean, for people: editors show it beside each word, and rules are told with it.
 * One entry per word of the lists in `words.ts`; the compiler misses none.
 */
type Meanings<Word extends string> = Readonly<Record<Word, string>>

export const purposeMeanings: Meanings<Purpose> = {
  authentication: 'somebody logs in',
  registration: 'somebody has logged in: offer to create a passkey here?',
  'step-up': 'somebody is logged in and an action needs a second proof',
}

export const actionMeanings: Meanings<Action> = {
  passkey: 'ask for a passkey on this device',
  'cross-device': 'show a QR code, to use the passkey of a phone',
  fallback: 'go to another method, such as the password',
}

export const registrationActionMeanings: Meanings<RegistrationAction> = {
  offer: 'ask the person whether to create a passkey here',
  conditional: 'let the browser create a passkey quietly, without a question of ours',
  skip: 'ask nothing and create nothing',
}

export const modeMeanings: Meanings<CeremonyMode> = {
  modal: 'a passkey dialog opens',
  conditional: 'passkeys are suggested in the user name field; nothing pops up',
  immediate: 'a silent try: a dialog only where a passkey is here, nothing at all where none is',
}

export const passiveMeanings: Meanings<PassiveMode> = {
  conditional: 'passkeys stay suggested in the user name field',
  button: 'a "use a passkey" button stays, and nothing starts by itself',
  none: 'no passkey button and no suggestion stays',
}

export const variantMeanings: Meanings<RegistrationVariant> = {
  default: 'the usual words',
  'after-cross-device': 'words for somebody who has just used a phone',
  'after-error': 'words for somebody whose passkey has just failed',
  conditional: 'words for a passkey that was created quietly',
}

export const userVerificationMeanings: Meanings<UserVerification> = {
  required: 'a fingerprint, a face or a PIN is always asked for',
  preferred: 'a fingerprint, a face or a PIN is asked for where the device can',
  discouraged: 'holding the device is enough; the login is then one factor',
}

export const floorMeanings: Meanings<AssuranceFloor> = {
  any: 'every method of the user will do',
  'phishing-resistant': 'only passkeys and methods that cannot be phished',
}

export const strategyMeanings = {
  standard: 'a QR code where a phone will more likely answer than not',
  minimize: 'a QR code only where a phone is clearly the cheapest way',
  maximize: 'a QR code wherever a phone may answer',
} as const satisfies Meanings<string>

export const rolloutSubjectMeanings = {
  user: 'the same people are in on all their devices; who is not identified is out',
  device: 'the same browsers are in, whoever uses them',
} as const satisfies Meanings<string>

export const osLabels: Meanings<OsName> = {
  windows: 'Windows',
  macos: 'macOS',
  ios: 'iOS (iPhone)',
  ipados: 'iPadOS',
  android: 'Android',
  chromeos: 'ChromeOS',
  linux: 'Linux',
  other: 'none of those that are known',
}

/** Browsers that are called the same wherever they are told. */
export const browserBrands = {
  chrome: 'Chrome',
  edge: 'Edge',
  safari: 'Safari',
  firefox: 'Firefox',
  samsung: 'Samsung Internet',
  opera: 'Opera',
  brave: 'Brave',
  vivaldi: 'Vivaldi',
  duckduckgo: 'DuckDuckGo',
} as const satisfies Partial<Meanings<BrowserName>>

export const browserLabels: Meanings<BrowserName> = {
  ...browserBrands,
  yandex: 'Yandex Browser',
  uc: 'UC Browser',
  webview: 'a web view inside an app',
  bot: 'a robot',
  'android-browser': 'the old Android browser',
  chromium: 'Chromium',
  ecosia: 'Ecosia',
  electron: 'an Electron app',
  'headless-chrome': 'Chrome without a window',
  huawei: 'Huawei Browser',
  ie: 'Internet Explorer',
  miui: 'Mi Browser (MIUI)',
  oculus: 'Meta Quest Browser',
  'opera-mini': 'Opera Mini',
  qq: 'QQ Browser',
  silk: 'Amazon Silk',
  whale: 'Naver Whale',
  other: 'none of those that are known',
}

/** Why: one clause each, as a product manager would say it. What a page shows is another matter. */
export const reasonMeanings: Meanings<Reason> = {
  'kill-switch': 'passkeys are switched off for now',
  bot: 'the client is a robot',
  'rules-unavailable': 'no valid rules are loaded, so only what is always safe is offered',
  'policy-floor': 'every other method of this user can be phished, which the account does not allow',
  'user-state': 'passkeys are not for this account now, and the person is not told why',
  'unsupported-platform': 'this browser is not known to support passkeys',
  'in-app-browser': 'the page runs inside an app where passkeys do not work',
  'known-broken-version': 'a known issue breaks passkeys on this version',
  'excluded-by-rule': 'a rule of ours shuts out this kind of login',
  'rollout-excluded': 'this login is not part of the rollout yet',
  'no-passkey': 'the user has no passkey',
  'breaker-open': 'passkey logins have been failing on this kind of client',
  'passkey-used-here': 'the passkey has signed in on this device before',
  'passkey-made-here': 'the passkey was made on this device',
  'synced-passkey-same-ecosystem': 'the passkey syncs to this kind of device',
  'manager-passkey-likely': 'the passkey may be in a password manager here',
  'advice-local': 'by the expected cost, trying here is worth it',
  'try-once': 'a passkey may be here, and one try costs little',
  'conditional-before-identifier': 'nobody is named yet, so passkeys are suggested in the user name field',
  'phone-can-reach': 'the passkey is on a phone that this device can reach',
  'no-bluetooth': 'the passkey is on a phone, which cannot be reached without Bluetooth',
  'suspected-gone': 'the passkey that should be here keeps failing and is probably gone',
  'passkey-elsewhere': "the user's passkeys cannot be used from here",
  'no-conditional': 'this browser cannot suggest passkeys silently',
  'no-platform-authenticator': 'no screen lock, Windows Hello or Touch ID is set up here',
  'history-unavailable': 'what happened before cannot be read, so only what is safe without it is offered',
  'no-rule-matched': 'no other rule matched',
  'offer-default': 'this device can keep a passkey and the user has none here',
  'offer-after-cross-device': 'the user has just used a phone, and a passkey here would be quicker',
  'offer-after-error': 'a passkey has just failed here, and a new one would work',
  'conditional-create': 'the browser can create a passkey quietly after this password login',
  'already-here': 'a passkey of this user already works here',
  cooldown: 'the user was asked often enough for now',
  'declined-for-good': 'the user asked not to be asked again',
  'shared-device': 'several people use this device',
  'cannot-create-here': 'no passkey can be created here',
  'not-worth-asking': 'a passkey here would be used too seldom to be worth a question',
}

/** What a guard of a rollout watches. */
export const guardKpiMeanings: Meanings<GuardKpi> = {
  'passkey-share': 'the share of logins with a passkey or a phone',
  completed: 'the share of offers that end in a login',
  'dead-ends': 'the share of logins with a dead end',
}

/** What a guard does when its figure gets worse. */
export const guardActionMeanings: Meanings<GuardAction> = {
  hold: 'held at its share',
  'roll-back': 'taken back to nobody',
}
