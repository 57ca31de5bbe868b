import fc from 'fast-check'
import type { DecisionInput, RawSignals } from '../core/index.ts'
import type { Law } from './law.ts'

export const resistant = 'phishing-resistant' as const
const places = ['request', 'history', 'both'] as const
type FloorPlace = (typeof places)[number]

export interface DrawnFloor {
  /** Who sets the floor. */
  readonly place: FloorPlace
  /** What the client says instead. */
  readonly signals: RawSignals
}

/** The same user under a resistant floor: by the request, by the record, or by both. */
export function setFloor(input: DecisionInput, place: FloorPlace): DecisionInput {
  if (input.user === null || input.history === 'unavailable') return input
  const { assuranceFloor: _said, ...user } = input.user
  return {
    ...input,
    user: place === 'history' ? user : { ...user, assuranceFloor: resistant },
    history: { ...input.history, assuranceFloor: place === 'request' ? null : resistant },
  }
}

/** Every way to set the floor, and any client. */
export const drawFloor: Law<DrawnFloor>['draw'] = ({ signals }) =>
  fc.record({ place: fc.constantFrom(...places), signals })
