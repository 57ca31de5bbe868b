import { identifyProvider, type ProviderEvidence } from './identify-provider.ts'
import type { Knowledge } from './knowledge.ts'

/** Whether the passkey comes from a provider that is known to set the UV flag without verifying anybody. */
export function isUnverifying(credential: ProviderEvidence, knowledge: Knowledge): boolean {
  const identified = identifyProvider(credential, knowledge)
  return identified !== null && knowledge.unverifying.has(identified.provider.id)
}
