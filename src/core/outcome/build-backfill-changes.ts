import type { ClientSignals } from '../../contract/decision.ts'
import type { CredentialId, DeviceId } from '../../contract/ids.ts'
import type { UserEvent } from '../../contract/user.ts'
import type { BrowserName, OsName } from '../../contract/words.ts'
import type { UserPseudonym } from '../history/decision-record.ts'
import type { EvidenceKind } from '../history/user-history.ts'
import { classifyOutcome } from './classify-outcome.ts'
import type { HistoryChange } from './history-change.ts'
import { matchEvidence, matchPhoneFailure, matchSuccess } from './match-evidence.ts'

/** Which client sent these signals, as far as a device record needs it. */
export type IdentifyClient = (signals: ClientSignals) => {
  readonly os: OsName
  readonly osVersion: string
  readonly browser: BrowserName
}

export type TransportsOf = (id: CredentialId) => readonly string[]

/**
 * What past events of one user change in the history. They are told with a secret key, hence proven: successes
 * and failures count in full, a failure only for the credential it names. Evidence is keyed by what the event
 * says, so that sending the same events again adds nothing; an event whose time cannot be read is left out.
 * `transportsOf`: of a credential as it is on record; empty: not known.
 */
export function buildBackfillChanges(
  user: UserPseudonym,
  events: readonly UserEvent[],
  identify: IdentifyClient,
  transportsOf: TransportsOf = () => [],
): readonly HistoryChange[] {
  return events.flatMap((event) => buildEventChanges(user, event, identify, transportsOf))
}

function buildEventChanges(
  user: UserPseudonym,
  event: UserEvent,
  identify: IdentifyClient,
  transportsOf: TransportsOf,
): readonly HistoryChange[] {
  const at = Date.parse(event.at)
  if (!Number.isFinite(at)) return []
  const credentialId =
    event.credentialId !== undefined && isCredentialId(event.credentialId) ? event.credentialId : null
  const deviceId = event.device !== undefined && isDeviceId(event.device.id) ? event.device.id : null
  const changes: HistoryChange[] = []
  if (event.result === 'success') {
    if (deviceId !== null) {
      const { os, osVersion, browser } = event.signals === undefined ? untoldClient : identify(event.signals)
      changes.push({ type: 'device-proven', user, deviceId, os, osVersion, browser, at })
    }
    // A passkey that was made has not been used.
    if (credentialId !== null && event.type === 'authentication')
      changes.push({ type: 'credential-used', user, credentialId, at })
  }
  const kind = matchEvent(event, credentialId === null ? [] : transportsOf(credentialId))
  if (kind !== null && credentialId !== null && deviceId !== null) {
    const key = `event:${at}:${event.type}:${kind}:${JSON.stringify([deviceId, credentialId])}`
    changes.push({ type: 'evidence', key, user, credentialId, deviceId, kind, at })
  }
  return changes
}

const untoldClient = { os: 'unknown', osVersion: 'unknown', browser: 'unknown' } as const

function matchEvent(event: UserEvent, transports: readonly string[]): EvidenceKind | null {
  const method = event.method ?? 'passkey'
  const attachment = event.authenticatorAttachment ?? null
  if (event.result === 'success')
    return event.type === 'authentication' ? matchSuccess(method, attachment, transports) : null
  const classified = classifyOutcome({
    result: event.result,
    method,
    errorName: event.error?.name ?? null,
    operation: event.type,
    mode: null,
    elapsedMs: event.elapsedMs ?? null,
    attachment,
  })
  if (event.type === 'registration') return classified === 'credential-exists' ? 'credential-exists' : null
  if (method === 'cross-device') return matchPhoneFailure(classified)
  return method === 'passkey' ? matchEvidence(classified, null) : null
}

function isCredentialId(text: string): text is CredentialId {
  return text !== ''
}

function isDeviceId(text: string): text is DeviceId {
  return text !== ''
}
