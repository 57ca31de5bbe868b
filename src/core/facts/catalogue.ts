import type { Attributes } from '../../contract/decision.ts'
import {
  assuranceFloors,
  breakerPositions,
  browserNames,
  deviceTypes,
  osNames,
  osVersionSources,
  passkeySyncWords,
  purposes,
  reachClasses,
  supportFeatures,
  supportSources,
  thirdPartyProviderWords,
  userStates,
} from '../../contract/words.ts'

/**
 * The words rules may use: one entry per fact, the single source for the rule-file schema, the checker,
 * `GET /v1/facts`, the docs and the evaluator.
 *
 * `tristate` is true, false or `'unknown'`; `version` is a dotted string or `'unknown'`; `list` holds strings;
 * `map` is read through `path` (`"$.plan"`). A fact may be `'unknown'` whatever its type, where `unknowable` says so.
 */
export type FactType = 'string' | 'number' | 'boolean' | 'tristate' | 'version' | 'list' | 'map' | 'ip'

export interface FactDefinition {
  readonly type: FactType
  readonly description: string
  readonly example: FactValue
  /** The closed list of values, where there is one. */
  readonly values?: readonly string[]
  /** True where the fact can be `'unknown'`; a comparison with unknown is false in both directions. */
  readonly unknowable?: true
  /** Of a number: the least and the greatest it can be. */
  readonly range?: readonly [least: number, most: number]
}

const probability = [0, 1] as const
/** Also of shares that may go over the whole. */
const count = [0, Number.POSITIVE_INFINITY] as const

const supportDescriptions: Readonly<Record<(typeof supportFeatures)[number], string>> = {
  webauthn: 'the client has the WebAuthn API and may use it',
  platformAuthenticator: 'this device has a user-verifying authenticator of its own',
  platformPasskeys: 'the platform authenticator makes discoverable credentials (passkeys)',
  conditionalGet: 'passkeys can be suggested in the autofill of the user name field',
  conditionalCreate: 'a passkey can be created silently after a password login',
  hybridClient: 'this client can show a QR code and use a passkey on a phone (needs Bluetooth)',
  hybridAuthenticator: 'this device can be scanned by another one and serve its passkeys there',
  immediateGet: 'a ceremony can be tried that fails silently when no passkey is here',
  signalMethods: 'the page can tell passkey providers which credentials are still valid',
  getClientCapabilities: 'the client can report its capabilities',
  hints: 'the client follows WebAuthn hints',
  relatedOrigins: 'the client accepts passkeys of related origins',
}

const supportFacts = Object.fromEntries(
  supportFeatures.map((feature) => [
    `support.${feature}`,
    { type: 'tristate', description: supportDescriptions[feature], example: true, unknowable: true },
  ]),
) as unknown as { readonly [F in (typeof supportFeatures)[number] as `support.${F}`]: FactDefinition }

const certaintyWords = ['none', 'low', 'medium', 'high'] as const

export const factCatalogue = {
  purpose: {
    type: 'string',
    values: purposes,
    description: 'what the decision is for: a login, a new passkey, a second proof',
    example: 'authentication',
  },

  'client.os': {
    type: 'string',
    values: osNames,
    description: 'which operating system runs here',
    example: 'windows',
  },
  'client.osVersion': {
    type: 'version',
    unknowable: true,
    description: 'version of the operating system; frozen user agents hide it',
    example: '18.6',
  },
  'client.osVersionSource': {
    type: 'string',
    values: osVersionSources,
    description: 'where the version of the operating system was read',
    example: 'hint',
  },
  'client.browser': {
    type: 'string',
    values: browserNames,
    description: 'which browser is used',
    example: 'firefox',
  },
  'client.browserMajor': {
    type: 'number',
    range: count,
    unknowable: true,
    description: 'major version of the browser',
    example: 151,
  },
  'client.browserVersion': {
    type: 'version',
    unknowable: true,
    description: 'version of the browser, as far as it tells',
    example: '17.4',
  },
  'client.deviceType': {
    type: 'string',
    values: deviceTypes,
    description: 'what kind of device this is',
    example: 'desktop',
  },
  'client.inApp': {
    type: 'boolean',
    description: 'the page runs inside another app, not in a browser',
    example: false,
  },
  'client.inAppHost': {
    type: 'string',
    description: "the app around the page, or 'none'",
    example: 'instagram',
  },
  'client.bot': { type: 'boolean', description: 'the client is a crawler or another robot', example: false },
  'client.conflict': {
    type: 'boolean',
    description: 'what the client says contradicts itself',
    example: false,
  },
  'client.bluetooth': {
    type: 'tristate',
    unknowable: true,
    description: 'Bluetooth is possible here, as the browser reports it',
    example: true,
  },

  'client.bluetoothMissing': {
    type: 'boolean',
    description: 'a phone could serve this client, were it not for Bluetooth',
    example: false,
  },

  ...supportFacts,
  'support.passkeySync': {
    type: 'string',
    values: passkeySyncWords,
    unknowable: true,
    description: 'whether passkeys made here sync',
    example: 'synced',
  },
  'support.thirdPartyProviders': {
    type: 'string',
    values: thirdPartyProviderWords,
    unknowable: true,
    description: 'how passkey managers of other makers plug in here',
    example: 'system',
  },

  'support.conditionalCreateSource': {
    type: 'string',
    values: supportSources,
    description: 'whether conditionalCreate was reported by the client or stands in the knowledge base',
    example: 'reported',
  },

  'issues.ids': {
    type: 'list',
    description: 'the known issues of this client, by id (rules/knowledge)',
    example: ['KI-01'],
  },
  'issues.noCeremony': {
    type: 'string',
    values: certaintyWords,
    description: 'how certain it is that a known issue breaks every ceremony here',
    example: 'low',
  },
  'issues.noCreation': {
    type: 'string',
    values: certaintyWords,
    description: 'how certain it is that a known issue breaks creating a passkey here',
    example: 'none',
  },
  'issues.noHybrid': {
    type: 'string',
    values: certaintyWords,
    description: 'how certain it is that a known issue breaks using a phone from here',
    example: 'none',
  },
  'issues.tryOnce': {
    type: 'boolean',
    description: 'a known issue says: one attempt at most',
    example: false,
  },

  'user.identified': { type: 'boolean', description: 'the request names a user', example: true },
  'user.state': {
    type: 'string',
    values: userStates,
    description: 'the state of the account, as the back end says',
    example: 'active',
  },
  'user.attributes': {
    type: 'map',
    description: 'what the back end says about the user; read one with path "$.name"',
    example: { plan: 'pro' },
  },
  'user.emailDomain': {
    type: 'string',
    unknowable: true,
    description: 'domain of the e-mail address, from the attribute emailDomain',
    example: 'corp.example',
  },
  'user.assuranceFloor': {
    type: 'string',
    values: assuranceFloors,
    description: 'the weakest login this user may complete',
    example: 'any',
  },
  'user.fallbackCount': {
    type: 'number',
    range: count,
    description: 'how many methods other than passkeys the user has',
    example: 2,
  },

  'history.available': {
    type: 'boolean',
    description: 'what happened before could be read: the store answered',
    example: true,
  },
  'device.known': {
    type: 'boolean',
    description: 'this user has completed a login in this browser before',
    example: true,
  },
  'device.shared': {
    type: 'boolean',
    description: 'several users were seen in this browser recently',
    example: false,
  },

  'passkeys.count': {
    type: 'number',
    range: count,
    description: 'how many passkeys the user has (revoked ones left out)',
    example: 2,
  },
  'passkeys.likelyReach': {
    type: 'string',
    values: [...reachClasses, 'none'],
    description: 'how the passkey that is likeliest here can be reached',
    example: 'same-ecosystem',
  },
  'passkeys.likelyProvider': {
    type: 'string',
    unknowable: true,
    description: 'provider of the passkey that is likeliest here',
    example: 'icloud-keychain',
  },
  'passkeys.likelyVerifies': {
    type: 'boolean',
    description:
      'the passkey that is likeliest here is not of a provider known to say "verified" without verifying anybody',
    example: true,
  },
  'passkeys.everyVerifies': {
    type: 'boolean',
    description: 'the user has passkeys, and none of them is of such a provider: each is two factors',
    example: true,
  },
  'passkeys.suspectedGone': {
    type: 'boolean',
    description: 'a passkey that should be here has failed here again and again',
    example: false,
  },
  'passkeys.cooling': {
    type: 'boolean',
    description: 'after failures, passkeys are not offered here for a while',
    example: false,
  },
  'passkeys.probeDue': {
    type: 'boolean',
    description: 'the rest after failures is over: one probe may be made',
    example: false,
  },
  'passkeys.onPhone': {
    type: 'boolean',
    description: 'a passkey is probably on a phone that could serve another client',
    example: true,
  },
  'passkeys.seenOnPhone': {
    type: 'boolean',
    description:
      'a phone that could serve another client holds a passkey for all that is known: one was made there, or has worked there not long ago',
    example: true,
  },
  'passkeys.securityKeyOnly': {
    type: 'boolean',
    description: 'every passkey of the user is a security key',
    example: false,
  },
  'passkeys.securityKey': {
    type: 'boolean',
    description: 'one of the passkeys is a security key',
    example: false,
  },
  'passkeys.securityKeyUsedHere': {
    type: 'boolean',
    description: 'a security key of the user has signed in on this very device before',
    example: false,
  },
  'passkeys.usedHere': {
    type: 'boolean',
    description: 'a passkey has signed in on this very device before',
    example: true,
  },
  'passkeys.madeOrUsedHere': {
    type: 'boolean',
    description: 'a passkey was made on or used by this very device',
    example: false,
  },

  'belief.here': {
    type: 'number',
    range: probability,
    description: 'probability that a passkey is usable right here',
    example: 0.85,
  },
  'belief.usual': {
    type: 'boolean',
    description:
      'nothing that happened speaks for or against the passkey that is likeliest here: it is as likely as its kind',
    example: true,
  },
  'belief.local': {
    type: 'number',
    range: probability,
    description: 'probability that a local ceremony ends in a login',
    example: 0.8,
  },
  'belief.crossDevice': {
    type: 'number',
    range: probability,
    description: 'probability that using a phone from here ends in a login',
    example: 0.4,
  },
  'advice.action': {
    type: 'string',
    values: ['passkey', 'cross-device', 'fallback'],
    description: 'the action with the least expected cost',
    example: 'passkey',
  },
  'advice.immediate': {
    type: 'boolean',
    description: 'a silent try is the cheapest way to find out',
    example: false,
  },
  'advice.conditional': {
    type: 'boolean',
    description: 'suggestions in the user name field are a better bet than a dialog',
    example: false,
  },

  'cell.breaker': {
    type: 'string',
    values: breakerPositions,
    description:
      'the circuit breaker of this platform: open where ceremonies have been failing, half-open for the logins that try again',
    example: 'closed',
  },
  'cell.crossDeviceBreaker': {
    type: 'string',
    values: breakerPositions,
    description: 'the circuit breaker of this platform for using a phone from here',
    example: 'closed',
  },
  'cell.completion': {
    type: 'number',
    range: count,
    description: 'how often ceremonies succeed on this platform, over how often they were expected to',
    example: 0.97,
  },

  'context.ip': {
    type: 'ip',
    unknowable: true,
    description: 'address of the client; compare with inIpRange',
    example: '203.0.113.7',
  },
  'context.lastMethod': {
    type: 'string',
    unknowable: true,
    description: 'the login method used last time',
    example: 'password',
  },
  'context.justUsed': {
    type: 'string',
    unknowable: true,
    description: 'the login method that has just succeeded',
    example: 'cross-device',
  },
  'context.justProved': {
    type: 'string',
    values: ['knowledge', 'possession'],
    unknowable: true,
    description: 'the one factor that the method which has just succeeded proves; unknown of passkeys',
    example: 'knowledge',
  },

  'settings.crossDevice': {
    type: 'string',
    values: ['standard', 'minimize', 'maximize'],
    description: 'the strategy for using a phone, from settings.json',
    example: 'standard',
  },

  'registration.asked': {
    type: 'number',
    range: count,
    description: 'how often the user has answered such an offer to create a passkey',
    example: 1,
  },
  'registration.taken': {
    type: 'number',
    range: count,
    description: 'how often the user has made a passkey when asked so',
    example: 0,
  },
  'registration.declined': {
    type: 'number',
    range: count,
    description: 'how often the user has declined such an offer since a passkey was made last',
    example: 1,
  },
  'registration.takeRate': {
    type: 'number',
    range: probability,
    description: 'probability that the user takes such an offer',
    example: 0.3,
  },
  'registration.cooldown': {
    type: 'boolean',
    description: 'the user was asked often enough and is left alone for now',
    example: false,
  },
  'registration.quietCooldown': {
    type: 'boolean',
    description: 'creating a passkey quietly has failed often and is left alone for now',
    example: false,
  },
  'registration.declinedForGood': {
    type: 'boolean',
    description: 'the user was offered a passkey and said never',
    example: false,
  },
  'registration.recentFailureHere': {
    type: 'boolean',
    description: 'a passkey failed on this device within the last hour',
    example: false,
  },
  'registration.deviceLogins': {
    type: 'number',
    range: count,
    unknowable: true,
    description: 'logins of this user on this device, this one included; 1: seen for the first time',
    example: 4,
  },
  'registration.futureLogins': {
    type: 'number',
    description: 'how many logins are to be expected on this device within a year',
    example: 12,
  },
  'registration.worthSeconds': {
    type: 'number',
    description: 'seconds of login time that an offer is expected to save, less what asking costs',
    example: 40,
  },
} as const satisfies Readonly<Record<string, FactDefinition>>

export type FactName = keyof typeof factCatalogue
export type FactValue = string | number | boolean | readonly string[] | Attributes
export type Facts = Readonly<Record<FactName, FactValue>>

export const factNames = Object.keys(factCatalogue) as readonly FactName[]
