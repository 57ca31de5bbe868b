import { browserLabels, osLabels } from '../../contract/word-meanings.ts'
import type { FactName } from './catalogue.ts'

/**
 * How a fact is told in a sentence, for rules in plain words. Three forms:
 * `statement`: a yes-or-no fact, with its opposite ("this browser can show a QR code");
 * `subject`: something that is this or that ("the operating system" is "Windows");
 * `count`: how many of a thing ("the user has" at least 2 "passkeys").
 */
export type FactPhrase =
  | { readonly statement: string; readonly opposite: string }
  | {
      readonly subject: string
      /** What a word of the fact is called here; a word without one stands in quotes. */
      readonly words?: Readonly<Record<string, string>>
      /** Told in percent: the fact is a probability or a share. */
      readonly percent?: true
    }
  | { readonly count: string; readonly one: string; readonly many: string }

const certainty = {
  none: 'nil',
  low: 'low (one claim, not confirmed)',
  medium: 'medium',
  high: 'high',
}
/** The methods that every site has a word for; others stand in quotes. */
const methods = { passkey: 'a passkey', 'cross-device': 'a phone', password: 'the password' }
const breaker = { closed: 'closed', 'half-open': 'half open (trying again)', open: 'open' }

export const factPhrases: Readonly<Record<FactName, FactPhrase>> = {
  purpose: {
    subject: 'the question',
    words: {
      authentication: 'how to log in',
      registration: 'whether to create a passkey',
      'step-up': 'how to prove once more',
    },
  },

  'client.os': { subject: 'the operating system', words: osLabels },
  'client.osVersion': { subject: 'the version of the operating system' },
  'client.osVersionSource': {
    subject: 'the source of the system version',
    words: {
      hint: 'a client hint',
      'user-agent': 'the user agent',
      'safari-version': 'the version of Safari',
      none: 'nothing',
    },
  },
  'client.browser': { subject: 'the browser', words: browserLabels },
  'client.browserMajor': { subject: 'the major version of the browser' },
  'client.browserVersion': { subject: 'the version of the browser' },
  'client.deviceType': {
    subject: 'the device',
    words: {
      desktop: 'a computer',
      mobile: 'a phone',
      tablet: 'a tablet',
      tv: 'a TV set',
      console: 'a games console',
      bot: 'a robot',
      other: 'of another kind',
    },
  },
  'client.inApp': {
    statement: 'the page runs inside another app',
    opposite: 'the page runs in a browser of its own',
  },
  'client.inAppHost': { subject: 'the app around the page' },
  'client.bot': { statement: 'the client is a robot', opposite: 'the client is not a robot' },
  'client.conflict': {
    statement: 'what the client says contradicts itself',
    opposite: 'what the client says holds together',
  },
  'client.bluetooth': {
    statement: 'the browser reports Bluetooth',
    opposite: 'the browser reports that there is no Bluetooth',
  },
  'client.bluetoothMissing': {
    statement: 'only Bluetooth is missing to reach a phone',
    opposite: 'Bluetooth is not what keeps a phone out of reach',
  },

  'support.webauthn': {
    statement: 'this browser supports passkeys',
    opposite: 'this browser does not support passkeys',
  },
  'support.platformAuthenticator': {
    statement: 'a screen lock, Windows Hello or Touch ID is set up here',
    opposite: 'no screen lock, Windows Hello or Touch ID is set up here',
  },
  'support.platformPasskeys': {
    statement: 'this device can keep passkeys',
    opposite: 'this device cannot keep passkeys',
  },
  'support.conditionalGet': {
    statement: 'this browser can suggest passkeys in the user name field',
    opposite: 'this browser cannot suggest passkeys in the user name field',
  },
  'support.conditionalCreate': {
    statement: 'this browser can create a passkey quietly after a password login',
    opposite: 'this browser cannot create a passkey quietly',
  },
  'support.hybridClient': {
    statement: 'this browser can show a QR code and reach a phone',
    opposite: 'this browser cannot reach a phone by QR code',
  },
  'support.hybridAuthenticator': {
    statement: 'this device can scan a QR code and serve another one',
    opposite: 'this device cannot scan a QR code and serve another one',
  },
  'support.immediateGet': {
    statement: 'this browser can try a passkey silently',
    opposite: 'this browser cannot try a passkey silently',
  },
  'support.signalMethods': {
    statement: 'pages here can tell passkey providers which passkeys are still valid',
    opposite: 'pages here cannot tell passkey providers which passkeys are still valid',
  },
  'support.getClientCapabilities': {
    statement: 'this browser can report what it supports',
    opposite: 'this browser cannot report what it supports',
  },
  'support.hints': {
    statement: 'this browser follows hints about the kind of passkey',
    opposite: 'this browser ignores hints about the kind of passkey',
  },
  'support.relatedOrigins': {
    statement: 'this browser accepts passkeys of related sites',
    opposite: 'this browser does not accept passkeys of related sites',
  },
  'support.passkeySync': {
    subject: 'what becomes of passkeys made here',
    words: { synced: 'that they sync', 'device-bound': 'that they stay on this device', none: 'nothing' },
  },
  'support.thirdPartyProviders': {
    subject: 'the way in for password managers of other makers',
    words: { system: 'the operating system', extension: 'a browser extension', none: 'missing' },
  },
  'support.conditionalCreateSource': {
    subject: 'the source for quiet creation',
    words: {
      reported: 'the browser itself',
      knowledge: 'the knowledge base',
      extrapolated: 'a guess from similar versions',
      none: 'missing',
    },
  },

  'issues.ids': { subject: 'the known issues of this client' },
  'issues.noCeremony': {
    subject: 'the certainty that a known issue breaks every passkey dialog here',
    words: certainty,
  },
  'issues.noCreation': {
    subject: 'the certainty that a known issue breaks creating passkeys here',
    words: certainty,
  },
  'issues.noHybrid': {
    subject: 'the certainty that a known issue breaks using a phone from here',
    words: certainty,
  },
  'issues.tryOnce': {
    statement: 'a known issue allows one try at most',
    opposite: 'no known issue limits the tries',
  },

  'user.identified': {
    statement: 'it is known who is logging in',
    opposite: 'nobody has said yet who is logging in',
  },
  'user.state': {
    subject: 'the account',
    words: { pending: 'pending', active: 'active', locked: 'locked', dormant: 'dormant', blocked: 'blocked' },
  },
  'user.attributes': { subject: 'the user attribute' },
  'user.emailDomain': { subject: 'the e-mail domain' },
  'user.assuranceFloor': {
    subject: 'what this account demands of a login',
    words: { any: 'nothing special', 'phishing-resistant': 'that it cannot be phished' },
  },
  'user.fallbackCount': { count: 'the user has', one: 'other method', many: 'other methods' },

  'history.available': {
    statement: 'what happened before can be read',
    opposite: 'what happened before cannot be read',
  },
  'device.known': {
    statement: 'the user has logged in with this browser before',
    opposite: 'the user has not logged in with this browser before',
  },
  'device.shared': {
    statement: 'several people have used this browser recently',
    opposite: 'at most a few people use this browser',
  },

  'passkeys.count': { count: 'the user has', one: 'passkey', many: 'passkeys' },
  'passkeys.likelyReach': {
    subject: 'the likeliest passkey',
    words: {
      'used-here': 'one used on this device',
      'made-here': 'one made on this device',
      'same-ecosystem': 'one that syncs to this kind of device',
      manager: 'one in a password manager that may be here',
      roaming: 'a security key',
      'same-os-unknown-machine': 'one of a machine that may be this one',
      'foreign-ecosystem': 'one that belongs to devices of another maker',
      'bound-elsewhere': 'one that is bound to another device',
      none: 'missing: there is none',
    },
  },
  'passkeys.likelyProvider': { subject: 'the provider of the likeliest passkey' },
  'passkeys.likelyVerifies': {
    statement: 'the provider of the likeliest passkey is not known to fake the check of the person',
    opposite: 'the provider of the likeliest passkey is known to fake the check of the person',
  },
  'passkeys.everyVerifies': {
    statement: 'the user has passkeys, and each of them counts as two factors',
    opposite: 'not every passkey of the user counts as two factors',
  },
  'passkeys.suspectedGone': {
    statement: 'a passkey that should be here keeps failing',
    opposite: 'no passkey that should be here keeps failing',
  },
  'passkeys.cooling': {
    statement: 'passkeys rest here after failures',
    opposite: 'passkeys do not rest here after failures',
  },
  'passkeys.probeDue': {
    statement: 'a passkey that failed here has rested and may be tried once more',
    opposite: 'no passkey that failed here is due to be tried again',
  },
  'passkeys.onPhone': {
    statement: 'a passkey is probably on a phone',
    opposite: 'no passkey is likely to be on a phone',
  },
  'passkeys.seenOnPhone': {
    statement: 'a passkey is known to be on a phone',
    opposite: 'no passkey is known to be on a phone',
  },
  'passkeys.securityKeyOnly': {
    statement: 'every passkey of the user is a security key',
    opposite: 'not every passkey of the user is a security key',
  },
  'passkeys.securityKey': {
    statement: 'the user has a security key',
    opposite: 'the user has no security key',
  },
  'passkeys.securityKeyUsedHere': {
    statement: 'a security key has been used on this device before',
    opposite: 'no security key was ever used on this device',
  },
  'passkeys.usedHere': {
    statement: 'a passkey has been used on this device before',
    opposite: 'no passkey has been used on this device before',
  },
  'passkeys.madeOrUsedHere': {
    statement: 'a passkey was made or used on this device',
    opposite: 'no passkey was made or used on this device',
  },

  'belief.here': { subject: 'the chance that a passkey is here', percent: true },
  'belief.local': { subject: 'the chance that asking for a passkey here ends in a login', percent: true },
  'belief.usual': {
    statement: 'nothing that happened speaks for or against that passkey',
    opposite: 'something that happened speaks for or against that passkey',
  },
  'belief.crossDevice': { subject: 'the chance that asking for a phone ends in a login', percent: true },
  'advice.action': {
    subject: 'the way that costs people the least time',
    words: { passkey: 'a passkey here', 'cross-device': 'a phone', fallback: 'another method' },
  },
  'advice.immediate': {
    statement: 'a silent try is the cheapest way to find out',
    opposite: 'a silent try is not the cheapest way to find out',
  },
  'advice.conditional': {
    statement: 'suggestions in the user name field are a better bet than a dialog',
    opposite: 'suggestions in the user name field are no better bet than a dialog',
  },

  'cell.breaker': { subject: 'the circuit breaker of this platform', words: breaker },
  'cell.crossDeviceBreaker': {
    subject: 'the circuit breaker for phones on this platform',
    words: breaker,
  },
  'cell.completion': {
    subject: 'the share of expected passkey logins that succeed on this platform',
    percent: true,
  },

  'context.ip': { subject: 'the network address' },
  'context.lastMethod': { subject: 'the method of the last login', words: methods },
  'context.justUsed': { subject: 'the method that has just succeeded', words: methods },
  'context.justProved': {
    subject: 'what has just been proven',
    words: { knowledge: 'something the user knows', possession: 'something the user has' },
  },

  'settings.crossDevice': { subject: 'the strategy for phones in settings.json' },

  'registration.asked': { count: 'the user has answered', one: 'such offer', many: 'such offers' },
  'registration.taken': { count: 'the user has taken', one: 'such offer', many: 'such offers' },
  'registration.declined': {
    count: 'the user has, since the last passkey, declined',
    one: 'such offer',
    many: 'such offers',
  },
  'registration.takeRate': { subject: 'the chance that the user takes the offer', percent: true },
  'registration.cooldown': {
    statement: 'the user was asked often enough for now',
    opposite: 'the user may be asked again',
  },
  'registration.quietCooldown': {
    statement: 'creating a passkey quietly rests after failures',
    opposite: 'creating a passkey quietly does not rest after failures',
  },
  'registration.declinedForGood': {
    statement: 'the user said never',
    opposite: 'the user did not say never',
  },
  'registration.recentFailureHere': {
    statement: 'a passkey has failed on this device within the last hour',
    opposite: 'no passkey has failed on this device within the last hour',
  },
  'registration.deviceLogins': { subject: "the number of this user's logins on this device" },
  'registration.futureLogins': {
    subject: 'the number of logins expected on this device within a year',
  },
  'registration.worthSeconds': {
    subject: 'the gain of an offer (seconds it saves minus seconds it costs)',
  },
}
