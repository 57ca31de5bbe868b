import type { ExplainRequest, HistoryInput } from '../../contract/history-input.ts'
import { type ChosenPasskey, type DeviceSituation, passkeyKinds, type Situation } from './presets.ts'

const dayMs = 86_400_000
const timesOf = { never: undefined, yesterday: 1, 'last-year': 365 } as const
/** Stands for this browser, as in fixtures. */
const here = 'here'
const failures = 3

/**
 * The question a situation asks, as `POST /v1/decisions/explain` takes it. It names nobody: the user is one made up, and
 * brings the whole history along.
 */
export function composeRequest(situation: Situation, now: number): ExplainRequest {
  const { signals, purpose, isIdentified, state, fallbacks, justUsed } = situation
  const isNamed = isIdentified || purpose !== 'authentication'
  const day = Math.floor(now / dayMs) * dayMs
  return {
    ...(purpose !== 'authentication' && { purpose }),
    ...(isNamed && {
      user: { id: 'u-1', ...(state !== 'active' && { state }), fallbacks: [...fallbacks] },
    }),
    device: { id: here },
    signals,
    ...(purpose === 'registration' && justUsed !== '' && { context: { justUsed } }),
    ...(isNamed && { history: composeHistory(situation, day) }),
    // A fixture must come out the same next year.
    now: writeTime(now - (now % 60_000)),
  }
}

const writeTime = (at: number): string => new Date(at).toISOString()

function composeHistory({ passkeys, device }: Situation, day: number): HistoryInput {
  const credentials = passkeys.map((passkey, index) => composeCredential(passkey, index, day))
  const [first] = credentials
  return {
    credentials,
    ...(device !== 'new' && {
      devices: [{ id: here, firstSeenAt: writeTime(day - 30 * dayMs), provenAt: writeTime(day - dayMs) }],
    }),
    ...(first && composeEvents(device, first.id, day)),
  }
}

function composeCredential({ kind, isMadeHere, lastUsed }: ChosenPasskey, index: number, day: number) {
  const { madeOn, ...credential } = passkeyKinds[kind].credential
  const days = timesOf[lastUsed]
  return {
    id: index === 0 ? kind : `${kind}-${index + 1}`,
    ...credential,
    transports: [...credential.transports],
    createdAt: writeTime(day - 400 * dayMs),
    ...(days !== undefined && { lastUsedAt: writeTime(day - days * dayMs) }),
    // Which system that was, the device tells by being this one.
    madeOn: isMadeHere ? { deviceId: here } : madeOn,
  }
}

function composeEvents(
  device: DeviceSituation,
  credentialId: string,
  day: number,
): Pick<HistoryInput, 'events'> {
  if (device === 'used')
    return { events: [{ credentialId, deviceId: here, kind: 'succeeded-here', at: writeTime(day - dayMs) }] }
  if (device !== 'failed') return {}
  const events = Array.from({ length: failures }, (_none, index) => ({
    credentialId,
    deviceId: here,
    kind: 'immediate-fast-reject' as const,
    at: writeTime(day - (index + 1) * 7 * dayMs),
  }))
  return { events: events.reverse() }
}
