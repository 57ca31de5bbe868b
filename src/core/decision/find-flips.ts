import type { DecisionInput } from '../history/decision-input.ts'
import { evidenceEffect, evidenceOrder, recentEvidenceLimit } from '../history/evidence-effect.ts'
import type { EpochMs, Evidence, Sighting, UserHistory } from '../history/user-history.ts'
import type { RawSignals } from '../signals/signals.ts'
import type { Decision } from './decision.ts'

/** One change of input that would change the action. */
export interface Flip {
  readonly change: string
  readonly action: Decision['action']
  readonly reason: Decision['reason']
}

/**
 * Tries a published list of single changes by deciding again, and keeps those that change the action: what is said
 * here is therefore always true. It is a list for people, not a search: each change is one that can happen.
 */
export function findFlips(
  input: DecisionInput,
  decision: Decision,
  decideAgain: (input: DecisionInput) => Decision,
  now: EpochMs,
): Flip[] {
  const flips: Flip[] = []
  for (const [change, apply] of singleChanges) {
    const changed = apply(input, now)
    if (changed === null) continue
    const again = decideAgain(changed)
    if (again.action !== decision.action) flips.push({ change, action: again.action, reason: again.reason })
  }
  return flips
}

type Change = (input: DecisionInput, now: EpochMs) => DecisionInput | null

const withSignals = (input: DecisionInput, signals: RawSignals): DecisionInput => ({
  ...input,
  signals: { ...input.signals, ...signals },
})

const withCapability = (input: DecisionInput, capability: string, value: boolean): DecisionInput =>
  withSignals(input, { clientCapabilities: { ...input.signals.clientCapabilities, [capability]: value } })

const withHistory = (input: DecisionInput, change: (history: UserHistory) => UserHistory | null) => {
  if (input.history === 'unavailable') return null
  const history = change(input.history)
  return history === null ? null : { ...input, history }
}

/**
 * What a store would hold after a proven login just now: what happened before still counts. Nothing where no device
 * is told, or nobody named: the store could not remember it.
 */
const successHere: Change = (input, now) => {
  const { id } = input.device
  if (id === null || input.user === null || input.user.pseudonym === null) return null
  return withHistory({ ...input, device: { ...input.device, proven: true } }, (history) => {
    const credential = history.credentials.find(({ revokedAt }) => revokedAt === null)
    if (credential === undefined) return null
    const isMet = ({ credentialId, deviceId }: Sighting) => credentialId === credential.id && deviceId === id
    const met = history.sightings.find(isMet)
    const success: Evidence = { at: now, kind: 'succeeded-here' }
    const sighting: Sighting = {
      credentialId: credential.id,
      deviceId: id,
      successes: (met?.successes ?? 0) + 1,
      failures: met?.failures ?? 0,
      lastSuccessAt: Math.max(met?.lastSuccessAt ?? now, now),
      lastFailureAt: met?.lastFailureAt ?? null,
      recent: [...(met?.recent ?? []), success].sort(evidenceOrder).slice(-recentEvidenceLimit),
    }
    return {
      ...history,
      credentials: history.credentials.map((one) => (one === credential ? { ...one, lastUsedAt: now } : one)),
      sightings: [...history.sightings.filter((one) => !isMet(one)), sighting],
    }
  })
}

const singleChanges: readonly (readonly [string, Change])[] = [
  [
    'with Bluetooth on',
    (input) => withCapability(withSignals(input, { bluetooth: true }), 'hybridTransport', true),
  ],
  [
    'without Bluetooth',
    (input) => withCapability(withSignals(input, { bluetooth: false }), 'hybridTransport', false),
  ],
  ['with immediate mediation', (input) => withCapability(input, 'immediateGet', true)],
  [
    'with a screen lock, Windows Hello or Touch ID set up',
    (input) =>
      withCapability(
        withSignals(input, { userVerifyingPlatformAuthenticator: true }),
        'userVerifyingPlatformAuthenticator',
        true,
      ),
  ],
  ['after one success with a passkey here', successHere],
  [
    'without the failures on this device',
    (input) =>
      withHistory(input, (history) => ({
        ...history,
        sightings: history.sightings.map((sighting) =>
          sighting.deviceId === input.device.id
            ? {
                ...sighting,
                failures: 0,
                lastFailureAt: null,
                recent: sighting.recent.filter(({ kind }) => evidenceEffect[kind] !== 'failure'),
              }
            : sighting,
        ),
      })),
  ],
  [
    'with no passkey',
    (input) => withHistory(input, (history) => ({ ...history, credentials: [], sightings: [] })),
  ],
  ['before the identifier is known', (input) => (input.user ? { ...input, user: null } : null)],
  [
    'with an active account',
    (input) => (input.user ? { ...input, user: { ...input.user, state: 'active' } } : null),
  ],
]
