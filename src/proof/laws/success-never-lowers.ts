import fc from 'fast-check'
import type { CredentialId, DeviceId } from '../../contract/ids.ts'
import { decide, settledMs } from '../../core/index.ts'
import { addEvidence, credentialIds, deviceIds } from '../arbitraries/history.ts'
import type { Law } from '../law.ts'

export interface DrawnSuccess {
  readonly credential: CredentialId
  readonly device: DeviceId
  /** How long ago (ms). Later, time has its say as well: people delete passkeys, and tell nobody. */
  readonly ago: number
}

/** Probabilities are told to a thousandth; floating point may take a figure across the edge. */
const step = 0.001 + 1e-9

export const successNeverLowers: Law<DrawnSuccess> = {
  name: 'success-never-lowers',
  sentence:
    "A success with this device's own authenticator never lowers the estimate that it works here, for a week.",
  severity: 'law',
  heldBy: 'engine',
  asks: 'named',
  draw: () =>
    fc.record({
      credential: fc.constantFrom(...credentialIds),
      device: fc.constantFrom(...deviceIds),
      ago: fc.integer({ min: 0, max: settledMs }),
    }),
  check({ input, policy, now }, { credential, device, ago }) {
    if (input.history === 'unavailable') return 'not-met'
    const here = { ...input, device: { ...input.device, id: device } }
    const before = decide(here, policy, now).probability.local
    const history = addEvidence(input.history, credential, device, {
      at: now - ago,
      kind: 'succeeded-here',
    })
    const after = decide({ ...here, history }, policy, now).probability.local
    return after < before - step ? { broken: `the estimate fell from ${before} to ${after}` } : 'holds'
  },
  tell: ({ credential, device }) => `then succeeds with ${credential} on ${device}, which is this device`,
}
