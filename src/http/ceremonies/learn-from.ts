import type { ClientSignals } from '../../contract/decision.ts'
import type { CredentialId, DeviceId } from '../../contract/ids.ts'
import type { AttachmentName } from '../../contract/words.ts'
import {
  buildBackfillChanges,
  type DecisionRecord,
  identifyPlatform,
  type OutcomeRecord,
  readSignals,
} from '../../core/index.ts'
import type { UserRef } from '../../store/history-store.ts'
import { askStoreIfPossible, readIfPossible } from '../ask-store.ts'
import { reduceOutcome } from '../reduce-outcome.ts'
import type { Services } from '../services.ts'

/** A ceremony that was verified here: proof, unlike what pages report. */
export interface Verified {
  readonly type: 'authentication' | 'registration'
  readonly user: UserRef
  readonly credentialId: CredentialId
  readonly transports: readonly string[]
  readonly attachment: AttachmentName | null
  readonly deviceId: DeviceId | null
  readonly signals: ClientSignals | undefined
  readonly elapsedMs: number | undefined
  readonly attempt: number | undefined
  readonly at: number
}

/** A passkey of a phone that served this client; a security key is no phone. */
const methodOf = ({ attachment, transports }: Verified): 'passkey' | 'cross-device' =>
  attachment === 'cross-platform' && transports.includes('hybrid') ? 'cross-device' : 'passkey'

/**
 * Lets the history learn from a verified ceremony: as the outcome of its decision, or, where there is none or it was
 * about another user or device, as an event of its own. Never rejects: what is verified stays verified.
 */
export async function learnFrom(
  services: Services,
  verified: Verified,
  decision: DecisionRecord | null,
): Promise<void> {
  const { store, metrics } = services
  const missing = 'a verified ceremony could not be learnt from'
  if (decision !== null && isAbout(decision, verified)) {
    const outcome = buildOutcome(decision, verified)
    const history = await readIfPossible(
      services,
      store.loadHistory(verified.user.pseudonym),
      'a history could not be read',
    )
    const credential = { id: verified.credentialId, transports: verified.transports, revokedAt: null }
    const saved = await askStoreIfPossible(
      services,
      store.saveOutcome(outcome, reduceOutcome(services, history, [credential])),
      missing,
    )
    if (saved?.kind === 'accepted') metrics.countOutcome('success', 'succeeded', 'proven')
    if (saved === null || saved.kind === 'accepted') return
    // Another login of the same decision, as of suggestions that stay armed: it happened all the same.
  }
  await askStoreIfPossible(
    services,
    store.saveChanges(verified.user, buildChanges(services, verified)),
    missing,
  )
}

const isAbout = ({ purpose, user, deviceId }: DecisionRecord, verified: Verified): boolean =>
  (purpose === 'registration') === (verified.type === 'registration') &&
  (user === null || user === verified.user.pseudonym) &&
  deviceId === verified.deviceId

const buildOutcome = ({ id }: DecisionRecord, verified: Verified): OutcomeRecord => ({
  decisionId: id,
  method: methodOf(verified),
  attempt: verified.attempt ?? 1,
  result: 'success',
  classified: 'succeeded',
  errorName: null,
  evidence: null,
  weight: 0,
  proven: true,
  credentialId: verified.credentialId,
  authenticatorAttachment: verified.attachment,
  elapsedMs: verified.elapsedMs === undefined ? null : Math.round(verified.elapsedMs),
  user: verified.user.pseudonym,
  at: verified.at,
})

function buildChanges({ policies }: Services, verified: Verified) {
  const { type, user, credentialId, attachment, deviceId, signals, at } = verified
  return buildBackfillChanges(
    user.pseudonym,
    [
      {
        type,
        result: 'success',
        method: methodOf(verified),
        credentialId,
        authenticatorAttachment: attachment,
        ...(deviceId === null ? {} : { device: { id: deviceId } }),
        ...(signals === undefined ? {} : { signals }),
        at: new Date(at).toISOString(),
      },
    ],
    (told) => identifyPlatform(readSignals(told)),
    policies.current().knowledge,
    () => verified.transports,
  )
}
