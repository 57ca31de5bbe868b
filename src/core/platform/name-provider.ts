import { identifyProvider, type ProviderEvidence } from './identify-provider.ts'
import type { Knowledge } from './knowledge.ts'

/** What people call the place where a passkey is kept, such as `iCloud Keychain`; null where nobody can tell. */
export const nameProvider = (credential: ProviderEvidence, knowledge: Knowledge): string | null =>
  identifyProvider(credential, knowledge)?.provider.name ?? null
