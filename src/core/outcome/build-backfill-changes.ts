import type { ClientSignals } from '../../contract/decision.ts'
import type { CredentialId, DeviceId } from '../../contract/ids.ts'
import type { UserEvent } from '../../contract/user.ts'
import type { UserPseudonym } from '../history/decision-record.ts'
import type { EvidenceKind } from '../history/user-history.ts'
import type { Knowledge } from '../platform/knowledge.ts'
import { type AttemptClient, classifyOutcome } from './classify-outcome.ts'
import type { HistoryChange } from './history-change.ts'
import { matchFailure } from './match-failure.ts'
import { matchSuccess } from './match-success.ts'

/** Which client sent these signals, as far as a device record and the failure table need it. */
export type IdentifyClient = (signals: ClientSignals) => Omit<AttemptClient, 'browserMajor'> & {
  readonly browserMajor: number | 'unknown'
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
  knowledge: Knowledge,
  transportsOf: TransportsOf = () => [],
): readonly HistoryChange[] {
  return events.flatMap((event) => buildEventChanges(user, event, identify, knowledge, transportsOf))
}

function buildEventChanges(
  user: UserPseudonym,
  event: UserEvent,
  identify: IdentifyClient,
  knowledge: Knowledge,
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
  const transports = credentialId === null ? [] : transportsOf(credentialId)
  const said =
    event.result === 'success' ? readSuccess(event, transports) : readFailure(event, identify, knowledge)
  if (said.kind !== null && credentialId !== null && deviceId !== null) {
    const key = `event:${at}:${event.type}:${said.kind}:${JSON.stringify([deviceId, credentialId])}`
    changes.push({ type: 'evidence', key, user, credentialId, deviceId, ...said, kind: said.kind, at })
  }
  return changes
}

const untoldClient = { os: 'unknown', osVersion: 'unknown', browser: 'unknown' } as const

/** What an event says of the credential it names. */
interface Said {
  readonly kind: EvidenceKind | null
  readonly weight?: number
  readonly elapsedMs?: number | null
}

function readSuccess(
  { type, method = 'passkey', authenticatorAttachment }: UserEvent,
  transports: readonly string[],
): Said {
  const isLogin = type === 'authentication'
  return { kind: isLogin ? matchSuccess(method, authenticatorAttachment ?? null, transports) : null }
}

function readFailure(event: UserEvent, identify: IdentifyClient, knowledge: Knowledge): Said {
  const { type, method = 'passkey', elapsedMs = null } = event
  const { evidence, weight } = classifyOutcome(
    {
      result: 'failure',
      method,
      errorName: event.error?.name ?? null,
      operation: type,
      mode: null,
      elapsedMs,
      client: event.signals === undefined ? null : readClient(identify(event.signals)),
    },
    knowledge,
  )
  return {
    kind: matchFailure(evidence, { operation: type, method, askedForPhones: false }),
    weight,
    elapsedMs,
  }
}

const readClient = ({ os, osVersion, browser, browserMajor }: ReturnType<IdentifyClient>): AttemptClient => ({
  os,
  osVersion,
  browser,
  browserMajor: browserMajor === 'unknown' ? null : browserMajor,
})

function isCredentialId(text: string): text is CredentialId {
  return text !== ''
}

function isDeviceId(text: string): text is DeviceId {
  return text !== ''
}
