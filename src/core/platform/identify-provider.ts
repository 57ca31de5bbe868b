import type { AttachmentName, BrowserName, Certainty, OsName } from '../../contract/words.ts'
import type { Knowledge, Provider, ProviderInference } from './knowledge.ts'

/** What is stored of a credential, as far as it tells who keeps it. */
export interface ProviderEvidence {
  readonly aaguid: string | null
  readonly transports: readonly string[]
  readonly backupEligible: boolean | 'unknown'
  readonly backupState: boolean | 'unknown'
  readonly authenticatorAttachment: AttachmentName | 'unknown'
  readonly madeOn: { readonly os: OsName | 'unknown'; readonly browser: BrowserName | 'unknown' } | null
}

export interface IdentifiedProvider {
  readonly provider: Provider
  /** Not told by an AAGUID but concluded from flags and the place it was made. */
  readonly inferred: boolean
  readonly certainty: Certainty
  /** The entry or the inference it rests on. */
  readonly ref: string
}

/**
 * Who keeps this passkey. The AAGUID decides where it is listed; it is self-asserted without attestation, so it is
 * evidence and no proof. Without one, flags and the place it was made may tell; else null.
 */
export function identifyProvider(
  credential: ProviderEvidence,
  knowledge: Knowledge,
): IdentifiedProvider | null {
  const aaguid = credential.aaguid?.toLowerCase() ?? null
  const listed = aaguid === null ? undefined : knowledge.providersByAaguid.get(aaguid)
  if (listed !== undefined) {
    return { provider: listed, inferred: false, certainty: listed.certainty, ref: listed.ref }
  }
  const anonymous = aaguid === null || knowledge.anonymousAaguids.has(aaguid)
  const inference = knowledge.inference.find(
    (candidate) => (anonymous || candidate.anyAaguid) && fits(candidate, credential),
  )
  if (inference === undefined) return null
  const { provider, certainty, ref } = inference
  return { provider, inferred: true, certainty, ref }
}

function fits(inference: ProviderInference, credential: ProviderEvidence): boolean {
  const { madeOn, transports } = credential
  if (inference.backupEligible !== null && inference.backupEligible !== credential.backupEligible)
    return false
  if (inference.attachment !== null && inference.attachment !== credential.authenticatorAttachment)
    return false
  if (inference.os !== null && !inference.os.some((os) => os === madeOn?.os)) return false
  if (inference.browser !== null && !inference.browser.some((name) => name === madeOn?.browser)) return false
  if (inference.transports !== null && !inference.transports.some((name) => transports.includes(name))) {
    return false
  }
  return !inference.withoutTransports.some((name) => transports.includes(name))
}
