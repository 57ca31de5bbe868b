import { browserBrands } from '../../contract/word-meanings.ts'
import type { BrowserName, OsName, Reason } from '../../contract/words.ts'
import type { CredentialBelief } from '../belief/belief.ts'
import type { Situation } from '../facts/situation.ts'

/** One sentence a product manager reads in seconds. No personal data, no credential ids. */
export function explainReason(reason: Reason, situation: Situation): string {
  return sentences[reason](situation)
}

const osWords: Readonly<Record<OsName, string>> = {
  windows: 'Windows PC',
  macos: 'Mac',
  ios: 'iPhone',
  ipados: 'iPad',
  android: 'Android device',
  chromeos: 'Chromebook',
  linux: 'Linux computer',
  other: 'device',
}

const browserWords: Readonly<Partial<Record<BrowserName, string>>> = {
  ...browserBrands,
  electron: 'Electron',
}

const device = ({ platform }: Situation) => `this ${osWords[platform.os]}`
const browser = ({ platform }: Situation) => browserWords[platform.browser] ?? 'this browser'
const likeliest = ({ belief }: Situation): CredentialBelief | undefined => belief.credentials[0]
const providerOf = (credential: CredentialBelief | undefined) =>
  credential?.providerName ? `${credential.providerName} passkey` : 'passkey'
const likelyPasskey = (situation: Situation) => providerOf(likeliest(situation))
const phonePasskey = ({ belief }: Situation) =>
  providerOf([...belief.credentials].sort((a, b) => b.phone - a.phone)[0])
const host = ({ platform }: Situation) =>
  platform.webview === null ? 'an app' : `the app ${platform.webview}`
const brokenBy = ({ issues }: Situation) => {
  const issue = issues.find(({ advice }) => advice === 'no-ceremony' || advice === 'no-creation')
  return issue
    ? `${issue.effect} (${issue.id}, certainty ${issue.certainty})`
    : 'a known issue breaks passkeys here'
}

const sentences = {
  'kill-switch': () => 'passkeys are switched off here for now',
  bot: () => 'the client is a robot: nothing is started',
  'rules-unavailable': () => 'no valid rules are loaded: only what is always safe is offered',
  'policy-floor': ({ purpose }) =>
    purpose === 'registration'
      ? 'a new passkey needs a proof first that cannot be phished: what was just used can be'
      : 'no passkey is likely to work from here, and every other method of this user can be phished: another proof is needed',
  // Says nothing of which state: the sentence may be shown to the person.
  'user-state': () => 'sign in another way',
  'unsupported-platform': (s) => `${browser(s)} on ${device(s)} is not known to support passkeys`,
  'in-app-browser': (s) =>
    `the page runs inside ${host(s)}, where passkeys do not work: open it in the browser`,
  'known-broken-version': brokenBy,
  'excluded-by-rule': () => 'a rule shuts out this kind of client',
  'rollout-excluded': () => 'this login is not part of the rollout yet',
  'no-passkey': () => 'this user has no passkey',
  'breaker-open': () =>
    'passkey logins have been failing on this kind of client: nothing is started by itself',
  'passkey-used-here': (s) => `the ${likelyPasskey(s)} has signed in on ${device(s)} before`,
  'passkey-made-here': (s) => `the ${likelyPasskey(s)} was made on ${device(s)}`,
  'synced-passkey-same-ecosystem': (s) =>
    `${device(s)} can use the ${likelyPasskey(s)} ${madeOnWords(s)}`.trim(),
  'manager-passkey-likely': (s) =>
    `the ${likelyPasskey(s)} may be available in ${browser(s)} on ${device(s)}`,
  'advice-local': (s) => `a passkey works here with a probability of ${percent(s.belief.here)}: worth a try`,
  'try-once': (s) => `a passkey may be here (${percent(s.belief.here)}): one try that costs little`,
  'conditional-before-identifier': (s) => `${browser(s)} can suggest passkeys in the user name field`,
  'phone-can-reach': (s) => `the ${phonePasskey(s)} is on a phone that ${device(s)} can reach`,
  'no-bluetooth': (s) =>
    `the ${phonePasskey(s)} is on a phone, which ${device(s)} cannot reach without Bluetooth`,
  'suspected-gone': (s) =>
    `the ${providerOf(suspect(s))} that should be on ${device(s)} keeps failing there: it is probably gone`,
  'passkey-elsewhere': (s) => `the user's passkeys cannot be used from ${browser(s)} on ${device(s)}`,
  'no-conditional': (s) => `${browser(s)} on ${device(s)} cannot suggest passkeys silently`,
  'no-platform-authenticator': (s) =>
    `${device(s)} has no authenticator set up, such as a screen lock, Windows Hello or Touch ID`,
  'history-unavailable': () => 'the history could not be read: only what is safe without it is offered',
  'no-rule-matched': () => 'no rule matched',
  'offer-default': (s) => `${device(s)} can keep a passkey and the user has none here`,
  'offer-after-cross-device': (s) =>
    `the user has just used a phone: a passkey on ${device(s)} would be quicker`,
  'offer-after-error': (s) => `a passkey has just failed on ${device(s)}: a new one would work`,
  'conditional-create': (s) => `${browser(s)} can create a passkey quietly after this password login`,
  'already-here': (s) => `a passkey of this user already works on ${device(s)}`,
  cooldown: () => 'the user was asked often enough for now',
  'declined-for-good': () => 'the user asked not to be asked again',
  'shared-device': () => 'several people use this device: a passkey does not belong here',
  'not-worth-asking': (s) => `a passkey on ${device(s)} would be used too seldom to be worth a question`,
  'cannot-create-here': (s) => `${browser(s)} on ${device(s)} cannot create a passkey`,
} as const satisfies Readonly<Record<Reason, (situation: Situation) => string>>

const suspect = ({ belief }: Situation) =>
  belief.credentials.find(({ status }) => status !== 'believed') ?? belief.credentials[0]

const percent = (probability: number) => `${Math.round(probability * 100)} %`

function madeOnWords({ belief, history }: Situation): string {
  const madeOn = history.credentials.find(({ id }) => id === belief.credentials[0]?.id)?.madeOn?.os
  if (madeOn === undefined || madeOn === 'unknown' || madeOn === 'other') return ''
  return `made on ${/^[aeiou]/i.test(osWords[madeOn]) ? 'an' : 'a'} ${osWords[madeOn]}`
}
