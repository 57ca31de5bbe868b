import type { EvidenceKind, Operation } from '../../contract/words.ts'

/** The failures of a dialog or of a silent try that asked for a passkey on this device. */
const localKinds: readonly EvidenceKind[] = [
  'cancelled',
  'abandoned',
  'immediate-fast-reject',
  'immediate-slow-reject',
]

/**
 * Where a failure counts as the evidence it was classified as; null: nowhere. What a phone did not do says nothing of
 * what is here, a cancelled registration nothing of any passkey, and the ceremony of a cross-device decision asked for
 * phones.
 */
export function matchFailure(
  evidence: EvidenceKind | null,
  { operation, method, askedForPhones }: { operation: Operation; method: string; askedForPhones: boolean },
): EvidenceKind | null {
  if (evidence === null) return null
  if (operation === 'registration')
    return method === 'passkey' && evidence === 'credential-exists' ? evidence : null
  if (method === 'cross-device') return evidence === 'phone-failed' ? evidence : null
  if (method !== 'passkey' || !localKinds.includes(evidence)) return null
  if (!askedForPhones) return evidence
  return evidence === 'cancelled' || evidence === 'abandoned' ? 'phone-failed' : null
}
