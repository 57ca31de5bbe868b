import type { CredentialId } from '../../contract/ids.ts'
import type { EpochMs, Evidence, EvidenceKind, KnownDevice } from '../history/user-history.ts'
import { classifyReach, findSighting } from './classify-reach.ts'
import { countDisuse, countDisuseSince } from './count-disuse.ts'
import {
  type BeliefInput,
  countIdleness,
  estimateCredential,
  findHere,
  isListedSilently,
  readScale,
  resolveReach,
} from './estimate-belief.ts'
import { estimateKeyAtHand, type KeyAtHand } from './estimate-key-at-hand.ts'
import { estimatePhone, type PhoneEstimate, type PhoneGround } from './estimate-phone.ts'
import { dayMs, findSilence } from './kept-since.ts'
import { type LearntPrior, learnPrior } from './learn-prior.ts'
import type { ProviderReach } from './provider-reach.ts'
import type { ReachGround } from './reach-priors.ts'
import { summarizeEvidence } from './summarize-evidence.ts'
import { summarizePeers } from './summarize-peers.ts'

const reachSentences = {
  'security-key': 'it is a security key: whether it is at hand is a matter of the moment',
  'worked-here': 'it has worked on this device with its own authenticator',
  'made-here': 'it was made on this device',
  'ecosystem-reaches': 'its provider syncs to this client',
  'ecosystem-if-signed-in': 'its provider syncs to this client where the person is signed in',
  'ecosystem-perhaps': 'its provider syncs to this system, under conditions nobody can see from here',
  'ecosystem-unreachable': 'its provider does not reach this client',
  'ecosystem-elsewhere': 'nothing says that its provider reaches this client',
  'manager-syncs': 'its manager syncs everywhere, where it is installed and unlocked',
  'manager-by-file': 'its manager keeps it in a file or in a way of which nobody can tell whether it syncs',
  'manager-unreachable': 'its manager cannot be used in this client',
  'ecosystem-as-guest': 'its provider is at home in another ecosystem and has to be switched on here',
  'synced-somehow-here': 'it syncs, by whom is not known, and has been in the same ecosystem',
  'synced-somehow-elsewhere':
    'it syncs, by whom is not known, and nothing says that it has been in this ecosystem',
  'synced-in-this-browser':
    'it syncs, by whom is not known; it has been in the same browser on the same system',
  'synced-in-other-browser':
    'it syncs, by whom is not known; it has been on the same system, and nothing says in this browser',
  'synced-by-google-perhaps':
    'it syncs, by whom is not known; it has been where Google Password Manager may be, as it may be here',
  'synced-hardly-on-computer':
    'it syncs; neither by whom nor where it was made is known, and this system has no store that syncs',
  'maybe-this-machine': 'it has worked in another browser of what may be the same machine',
  'second-browser': 'it was made in another browser of what may be the same machine',
  'perhaps-cleared':
    'it was made in the same browser on the same system, which has not been seen since: perhaps its storage was cleared',
  'used-in-turns': 'it was made in the same browser of another machine, which is used in turns with this one',
  'same-os-machine': 'it is bound to one machine with the same system, perhaps another one',
  'unsaid-machine': 'it is bound to one machine of this kind, and nobody says that it is another one',
  'unsaid-os-machine': 'it is bound to one device, which may be this one',
  'bound-to-other-os': 'it is bound to a device with another system',
  'bound-to-phone': 'it is bound to the phone it was made with',
  'synced-nobody-says-where': 'it syncs; neither by whom nor where it was made is known',
  'nothing-told': 'neither its provider, nor whether it syncs, nor where it was made is known',
  'nothing-told-same-os': 'whether it syncs is not known; it has been in the same ecosystem',
  'nothing-told-elsewhere':
    'neither its provider nor whether it syncs is known; nothing says that it has been in this ecosystem',
} as const satisfies Readonly<Record<ReachGround, string>>

const evidenceSentences = {
  'succeeded-here': 'it worked on this device',
  'succeeded-by-phone': 'a phone was used instead on this device',
  'succeeded-by-key': 'a security key was used on this device',
  'phone-failed': 'a phone was asked for on this device, in vain',
  cancelled: 'the dialog was cancelled on this device',
  abandoned: 'the dialog was given up after a long look, or ran into its timeout, on this device',
  'immediate-fast-reject': 'a silent try found nothing on this device',
  'immediate-slow-reject': 'an offer after a silent try was dismissed on this device: something was there',
  'credential-exists': 'a registration on this device met one of the excluded passkeys',
} as const satisfies Readonly<Record<EvidenceKind, string>>

const phoneSentences = {
  'served-before': 'a phone has served it to another client before',
  'made-through-phone': 'it was made with a phone from another client',
  'worked-on-phone': 'it has worked on a phone',
  'made-on-phone': 'it was made on a phone',
  'bound-to-phone': 'it is bound to a phone that can serve other clients',
  'phone-ecosystem': 'its provider is that of a phone, and nobody says that it was made elsewhere',
  'hybrid-transport': 'its provider works through phones, but a computer may hold it alone',
  'untold-hybrid': 'it reports the hybrid transport; its provider is not known',
  'untold-phone': 'it was made on a phone; its provider is not known',
  'installed-on-phone': 'its provider has a phone app, which may or may not be installed',
  never: 'no phone can serve it',
} as const satisfies Readonly<Record<PhoneGround, string>>

/**
 * Words for people: how the belief in one passkey came about, one line per step of the inference, in order.
 * Runs the same steps as `estimateBelief` once more, so that the decision path makes no prose.
 * An id that the history does not have gives no lines.
 */
export function explainCredential(input: BeliefInput, id: CredentialId): readonly string[] {
  const credential = input.history.credentials.find((record) => record.id === id)
  if (credential === undefined) return []
  const provider = input.providerReachOf(credential)
  const scale = readScale(input)
  const peers = summarizePeers(input)
  const classified = classifyReach(credential, provider, input)
  const learnt = learnPrior(classified, credential, provider, peers, input.platform, findHere(input))
  const reach = resolveReach(credential, provider, input, peers)
  const belief = estimateCredential(credential, provider, input, scale, peers)
  const lines = [
    explainProvider(provider),
    `${reachSentences[reach.ground]}: ${percent(classified.prior)} before any evidence from this device`,
  ]
  if (learnt.worked + learnt.failed > 0) lines.push(explainPeers(learnt))
  if (reach.class === 'roaming' && reach.prior !== classified.prior)
    lines.push(explainKey(estimateKeyAtHand(credential, classified.prior, input)))
  const disuse = countDisuse(credential, classified, input)
  if (disuse > 0) lines.push(explainDisuse(disuse, reach.prior))
  if (credential.revokedAt !== null)
    lines.push(`revoked on ${day(credential.revokedAt)}: left out of decisions`)
  const sighting = input.deviceId === null ? undefined : findSighting(input.history, id, input.deviceId)
  const os = input.history.devices.find((device) => device.id === input.deviceId)?.os
  const silence = findSilence(credential, classified.class, sighting, input)
  const evidence = summarizeEvidence(
    sighting,
    reach,
    isListedSilently(provider),
    scale,
    silence,
    (one, before, after) => {
      const change = before === after ? 'no change' : `${percent(before)} to ${percent(after)}`
      lines.push(`${day(one.at)}: ${explainEvidence(one, os)}: ${change}`)
    },
  )
  if (evidence.silence !== null && evidence.left < 1)
    lines.push(explainSilence((input.now - evidence.silence.since) / dayMs, evidence.left))
  const idle = countIdleness(credential, provider, input, classified.class)
  if (idle > 0)
    lines.push(
      `logins without it on other devices like this one on ${oftenOf(idle)} or more since it was last used`,
    )
  const disuseSince = countDisuseSince(credential, classified, sighting, input)
  if (disuseSince > 0) lines.push(explainDisuseSince(disuseSince))
  if (belief.probability !== reach.prior) lines.push(`now: ${percent(belief.probability)}`)
  if (belief.status === 'suspected-gone')
    lines.push('it should be here but fails: suspected gone from this device')
  if (belief.status === 'probably-deleted')
    lines.push('it fails on every device where it had worked: probably deleted')
  if (belief.coolingUntil !== null) lines.push(`rests on this device until ${day(belief.coolingUntil)}`)
  if (belief.probeDue) lines.push('its rest is over: one probe may be made')
  lines.push(explainPhone(estimatePhone(credential, provider, input), belief.phone))
  return lines
}

function explainPhone({ ground, silentDays, idleDays }: PhoneEstimate, probability: number): string {
  const told = [
    phoneSentences[ground],
    silentDays > 0 ? `nothing heard of it for ${Math.floor(silentDays)} days` : '',
    idleDays > 0
      ? `from a week after that on, logins without it on other devices on ${oftenOf(idleDays)} or more`
      : '',
  ]
  return `by phone: ${told.filter(Boolean).join(', ')}: ${percent(probability)}`
}

function explainKey({ here, elsewhere, probability }: KeyAtHand): string {
  const told = [
    here.asked > 0 ? `${here.used} of ${here.asked} times on this device` : '',
    elsewhere.asked > 0 ? `${elsewhere.used} of ${elsewhere.asked} times on other devices` : '',
  ]
  return `asked for, it was at hand ${told.filter(Boolean).join(' and ')}: ${percent(probability)}`
}

function explainPeers({ prior, worked, failed, lately }: LearntPrior): string {
  const counts = [worked > 0 ? `worked on ${worked}` : '', failed > 0 ? `failed on ${failed}` : '']
  return `of this person's other devices, passkeys kept with it ${counts.filter(Boolean).join(' and ')}${lately ? ', lately on this very system' : ''}: ${percent(prior)}`
}

function explainSilence(days: number, left: number): string {
  return `nothing was heard of it for ${Math.floor(days)} days: ${percent(left)} of that is left`
}

function explainDisuse(days: number, prior: number): string {
  return `logins here by other means on ${oftenOf(days)} or more since it exists: ${percent(prior)}`
}

const explainDisuseSince = (days: number): string =>
  `logins here by other means on ${oftenOf(days)} or more since the week after it was last used or made here`

const oftenOf = (days: number): string => (days === 1 ? 'a day' : `${days} days`)

/** `the dialog was cancelled on this device after 2.1 s on Windows: counts half` */
function explainEvidence(
  { kind, weight = 1, elapsedMs }: Evidence,
  os: KnownDevice['os'] | undefined,
): string {
  const time = elapsedMs === undefined ? '' : ` after ${seconds(elapsedMs)}`
  const system = os === undefined ? '' : systemNames[os]
  const where = elapsedMs === undefined || system === '' ? '' : ` on ${system}`
  return `${evidenceSentences[kind]}${time}${where}${weight < 1 ? `: counts ${share(weight)}` : ''}`
}

/** For people; '' where there is none to tell. */
const systemNames: Readonly<Record<KnownDevice['os'], string>> = {
  windows: 'Windows',
  macos: 'macOS',
  ios: 'iOS',
  ipados: 'iPadOS',
  android: 'Android',
  chromeos: 'ChromeOS',
  linux: 'Linux',
  other: '',
  unknown: '',
}

const shares = new Map([
  [0.75, 'three quarters'],
  [0.5, 'half'],
  [0.25, 'a quarter'],
  [0.1, 'a tenth'],
])

const share = (weight: number): string => shares.get(weight) ?? percent(weight)

/** Rounded down, so that 999 ms do not read as a whole second, which has another row. */
const seconds = (ms: number): string =>
  ms < 60_000 ? `${Math.floor(ms / 100) / 10} s` : `${Math.floor(ms / 60_000)} min`

function explainProvider({ provider, inferred }: ProviderReach): string {
  if (provider === null) return 'its provider is not known'
  const how = inferred ? 'as far as its flags and its making tell' : 'by its AAGUID'
  return `kept by ${provider.name} (${how})`
}

/** Two digits, and never a rounded 0 % or 100 % for what is not certain. */
function percent(probability: number): string {
  const value = probability * 100
  if (value > 0 && value < 1) return 'under 1 %'
  if (value < 100 && value > 99) return 'over 99 %'
  return `${Math.round(value)} %`
}

/** The widest time a Date can hold; beyond it `toISOString` throws. */
const maxDateMs = 8.64e15

function day(at: EpochMs): string {
  return Math.abs(at) <= maxDateMs ? new Date(at).toISOString().slice(0, 10) : 'a time that cannot be read'
}
