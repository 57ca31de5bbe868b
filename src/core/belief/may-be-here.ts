import type { CredentialBelief } from './belief.ts'

/** Whether a credential could be on this client at all, however unlikely: nothing bars it, neither device nor ecosystem. */
export const mayBeHere = ({ reach }: CredentialBelief): boolean =>
  reach !== 'bound-elsewhere' && reach !== 'foreign-ecosystem'
