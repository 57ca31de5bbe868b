import type { CredentialId } from '../../contract/ids.ts'
import type { CredentialBelief } from '../belief/belief.ts'
import type { ClientPlatform } from '../platform/client-platform.ts'
import type { Exposure } from '../rules/exposure.ts'
import type { Decision } from './decision.ts'

/** A decision with what its record needs: which client it was, and which credentials a failure speaks about. */
export interface Answer {
  readonly decision: Decision
  readonly platform: ClientPlatform
  /** Draws that had a say. */
  readonly exposures: readonly Exposure[]
  readonly offered: readonly CredentialId[]
  /** The passkey that is likeliest here. */
  readonly likely: CredentialBelief | null
}
