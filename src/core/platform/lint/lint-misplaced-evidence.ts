import type { FailureRow } from '../../../contract/failure-files.ts'
import type { FailureEvidenceKind } from '../../../contract/words.ts'
import { pointerTo } from '../../documents/json-pointer.ts'
import { quote } from '../../documents/quote.ts'
import { failuresKey } from '../knowledge-places.ts'
import type { Finding, LintRule } from './lint-rule.ts'

type Demand = Readonly<Partial<Record<'operation' | 'route' | 'mode', string>>>

const ofDialog: Demand = { operation: 'authentication', route: 'passkey', mode: 'modal' }
/** `get()` alone knows immediate requests. */
const ofSilentTry: Demand = { route: 'passkey', mode: 'immediate' }

/** What each kind of evidence is evidence of; elsewhere it never counts. */
const demands: Readonly<Record<FailureEvidenceKind, Demand>> = {
  cancelled: ofDialog,
  abandoned: ofDialog,
  'immediate-fast-reject': ofSilentTry,
  'immediate-slow-reject': ofSilentTry,
  'credential-exists': { operation: 'registration' },
  'phone-failed': { operation: 'authentication', route: 'cross-device' },
}

/** Evidence has a kind and a weight, and stands where an attempt of that kind can be. */
export const lintMisplacedEvidence: LintRule = {
  kind: 'misplaced-evidence',
  severity: 'error',
  find: ({ failures }) => (failures?.failures ?? []).flatMap(findIn),
}

function findIn(row: FailureRow, index: number): Finding[] {
  const { id, evidence, weight } = row
  const finding = (key: string, message: string, help: string): Finding => ({
    file: failuresKey,
    pointer: pointerTo('/failures', index, key),
    message,
    help,
  })
  if ((evidence === undefined) !== (weight === undefined)) {
    const key = evidence === undefined ? 'weight' : 'evidence'
    return [
      finding(key, `${quote(id)} gives ${quote(key)} alone`, 'give both `evidence` and `weight`, or none'),
    ]
  }
  if (evidence === undefined) return []
  return (['operation', 'route', 'mode'] as const).flatMap((key) => {
    const wanted = demands[evidence][key]
    if (wanted === undefined || row[key] === wanted) return []
    const message = `${quote(evidence)} is evidence only where ${quote(key)} is ${quote(wanted)}`
    return [finding('evidence', message, `add \`"${key}": "${wanted}"\`, or take the evidence away`)]
  })
}
