import fc from 'fast-check'
import type { CredentialId, DeviceId } from '../../contract/ids.ts'
import { decide, type Evidence } from '../../core/index.ts'
import { addEvidence, credentialIds, deviceIds, failureKinds, time } from '../arbitraries/history.ts'
import type { Law } from '../law.ts'

export interface DrawnFailures {
  readonly credential: CredentialId
  readonly device: DeviceId
  readonly failures: readonly Evidence[]
}

/** Probabilities are told to a thousandth; floating point may take a figure across the edge. */
const step = 0.001 + 1e-9

export const failuresNeverRaise: Law<DrawnFailures> = {
  name: 'failures-never-raise',
  sentence: 'More failures never raise the estimate that a passkey is here, or that a phone helps.',
  severity: 'law',
  heldBy: 'engine',
  asks: 'named',
  draw: () =>
    fc.record({
      credential: fc.constantFrom(...credentialIds),
      device: fc.constantFrom(...deviceIds),
      failures: fc.array(fc.record({ at: time, kind: fc.constantFrom(...failureKinds) }), {
        minLength: 1,
        maxLength: 4,
      }),
    }),
  check({ input, policy, now }, { credential, device, failures }) {
    if (input.history === 'unavailable') return 'not-met'
    const before = decide(input, policy, now).probability
    const history = failures.reduce(
      (known, failure) => addEvidence(known, credential, device, failure),
      input.history,
    )
    const after = decide({ ...input, history }, policy, now).probability
    for (const where of ['local', 'crossDevice'] as const) {
      if (after[where] > before[where] + step)
        return { broken: `the estimate (${where}) rose from ${before[where]} to ${after[where]}` }
    }
    return 'holds'
  },
  tell: ({ credential, device, failures }) =>
    `then fails with ${credential} on ${device}: ${failures.map(({ kind }) => kind).join(', ')}`,
}
