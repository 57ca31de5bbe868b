import type { HistoryInput } from '../../contract/history-input.ts'
import {
  type CredentialId,
  type DeviceId,
  isCredentialId,
  isDeviceId,
  isUnnamedAaguid,
} from '../../contract/ids.ts'
import { dayOf } from './day-of.ts'
import { evidenceEffect, evidenceOrder, isLogin, recentEvidenceLimit } from './evidence-effect.ts'
import type {
  CredentialRecord,
  EpochMs,
  Evidence,
  KnownDevice,
  Place,
  RegistrationAsk,
  Sighting,
  UserHistory,
} from './user-history.ts'

type CredentialInput = NonNullable<HistoryInput['credentials']>[number]
type DeviceInput = NonNullable<HistoryInput['devices']>[number]
type AskInput = NonNullable<HistoryInput['registrationAsks']>[number]

/** One proven attempt with its time read. */
interface ProvenEvent extends Evidence {
  readonly credentialId: CredentialId
  readonly deviceId: DeviceId
}

/**
 * Reads a history written out by hand into the form decisions use. Sightings, counts, the times at which a
 * device was proven and a passkey last used are derived from `events`; what the input states itself is kept
 * where it is later. Total: a time that cannot be read counts as not told, an event without one is left out.
 */
export function readHistory(input: HistoryInput): UserHistory {
  const events = readEvents(input)
  const byPhone = events.filter((event) => event.kind === 'succeeded-by-phone')
  return {
    state: input.state ?? null,
    attributes: input.attributes ?? {},
    assuranceFloor: input.assuranceFloor ?? null,
    credentials: (input.credentials ?? []).flatMap((credential) => readCredential(credential, events)),
    devices: readDevices(input.devices ?? [], events),
    sightings: summarizeSightings(events),
    registrationAsks: (input.registrationAsks ?? []).flatMap(readAsk),
    crossDeviceSuccesses: byPhone.length,
    lastCrossDeviceAt: latest(byPhone),
    sessionsRevokedAt: null,
  }
}

function readEvents(input: HistoryInput): readonly ProvenEvent[] {
  const events: ProvenEvent[] = []
  for (const { credentialId, deviceId, kind, at, weight, elapsedMs } of input.events ?? []) {
    const time = readInstant(at)
    if (time === null || !isCredentialId(credentialId) || !isDeviceId(deviceId)) continue
    events.push({
      credentialId,
      deviceId,
      kind,
      at: time,
      ...(weight === undefined ? {} : { weight }),
      ...(elapsedMs === undefined ? {} : { elapsedMs }),
    })
  }
  return events.sort(evidenceOrder)
}

function readCredential(input: CredentialInput, events: readonly ProvenEvent[]): readonly CredentialRecord[] {
  const { id } = input
  if (!isCredentialId(id)) return []
  return [
    {
      id,
      aaguid: readAaguid(input.aaguid),
      transports: input.transports ?? [],
      backupEligible: input.backupEligible ?? 'unknown',
      backupState: input.backupState ?? 'unknown',
      authenticatorAttachment: input.authenticatorAttachment ?? 'unknown',
      createdAt: readInstant(input.createdAt),
      lastUsedAt: later(
        readInstant(input.lastUsedAt),
        latest(events.filter((event) => event.credentialId === id && isLogin(event))),
      ),
      revokedAt: readInstant(input.revokedAt),
      madeOn: readPlace(input.madeOn),
    },
  ]
}

function readPlace(place: CredentialInput['madeOn']): Place | null {
  if (place === undefined) return null
  return {
    deviceId: place.deviceId !== undefined && isDeviceId(place.deviceId) ? place.deviceId : null,
    os: place.os ?? 'unknown',
    browser: place.browser ?? 'unknown',
  }
}

/** Devices as stated, then those that only events name. */
function readDevices(inputs: readonly DeviceInput[], events: readonly ProvenEvent[]): readonly KnownDevice[] {
  const stated = new Set(inputs.map((device) => device.id))
  const named = new Set(events.map((event) => event.deviceId))
  const unstated = [...named].filter((id) => !stated.has(id)).map((id): DeviceInput => ({ id }))
  return [...inputs, ...unstated].flatMap((device) => readDevice(device, events))
}

function readDevice(input: DeviceInput, events: readonly ProvenEvent[]): readonly KnownDevice[] {
  const { id } = input
  if (!isDeviceId(id)) return []
  const here = events.filter((event) => event.deviceId === id)
  const provenAt = later(readInstant(input.provenAt), latest(here.filter(isLogin)))
  const lastSeenAt = later(later(readInstant(input.lastSeenAt), provenAt), latest(here))
  const firstSeenAt = readInstant(input.firstSeenAt) ?? here.at(0)?.at ?? provenAt ?? lastSeenAt ?? 0
  return [
    {
      id,
      os: input.os ?? 'unknown',
      osVersion: input.osVersion ?? 'unknown',
      browser: input.browser ?? 'unknown',
      firstSeenAt,
      lastSeenAt: Math.max(firstSeenAt, lastSeenAt ?? firstSeenAt),
      provenAt,
      loginDays: input.loginDays ?? new Set(here.filter(isLogin).map(({ at }) => dayOf(at))).size,
    },
  ]
}

/** One sighting per credential and device that met, in the order in which they first did. */
function summarizeSightings(events: readonly ProvenEvent[]): readonly Sighting[] {
  const pairs = new Map<string, ProvenEvent[]>()
  for (const event of events) {
    const key = JSON.stringify([event.credentialId, event.deviceId])
    const pair = pairs.get(key)
    if (pair === undefined) pairs.set(key, [event])
    else pair.push(event)
  }
  return [...pairs.values()].flatMap(summarizeSighting)
}

function summarizeSighting(events: readonly ProvenEvent[]): readonly Sighting[] {
  const [first] = events
  if (first === undefined) return []
  const successes = events.filter((event) => evidenceEffect[event.kind] === 'success')
  const failures = events.filter((event) => evidenceEffect[event.kind] === 'failure')
  return [
    {
      credentialId: first.credentialId,
      deviceId: first.deviceId,
      successes: successes.length,
      failures: failures.length,
      lastSuccessAt: latest(successes),
      lastFailureAt: latest(failures),
      recent: events.slice(-recentEvidenceLimit).map(readEvidence),
    },
  ]
}

function readAsk(input: AskInput): readonly RegistrationAsk[] {
  const lastAskedAt = readInstant(input.lastAskedAt)
  if (lastAskedAt === null) return []
  return [
    {
      variant: input.variant,
      deviceId: input.deviceId !== undefined && isDeviceId(input.deviceId) ? input.deviceId : null,
      asked: input.asked,
      lastAskedAt,
      declinedForGood: input.declinedForGood ?? false,
      taken: input.taken ?? 0,
      lastTakenAt: readInstant(input.lastTakenAt),
    },
  ]
}

const readEvidence = ({ at, kind, weight, elapsedMs }: ProvenEvent): Evidence => ({
  at,
  kind,
  ...(weight === undefined ? {} : { weight }),
  ...(elapsedMs === undefined ? {} : { elapsedMs }),
})

function readAaguid(text: string | undefined): string | null {
  return text === undefined || isUnnamedAaguid(text) ? null : text.toLowerCase()
}

function readInstant(text: string | undefined): EpochMs | null {
  if (text === undefined) return null
  const time = Date.parse(text)
  return Number.isFinite(time) ? time : null
}

function latest(events: readonly Evidence[]): EpochMs | null {
  return events.reduce<EpochMs | null>((time, event) => later(time, event.at), null)
}

function later(a: EpochMs | null, b: EpochMs | null): EpochMs | null {
  if (a === null || b === null) return a ?? b
  return Math.max(a, b)
}
