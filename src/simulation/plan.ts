import type { PassiveMode } from '../contract/words.ts'
import type { CredentialSet } from './life.ts'

/** What a page does at one login, whoever decided it. */
export interface Plan {
  readonly way: 'modal' | 'immediate' | 'conditional' | 'cross-device' | 'fallback'
  /** The credentials that the ceremony names; all, where it names none. */
  readonly allowed: CredentialSet
  /** The dialog offers a QR code where nothing is found: something named in it can come by phone. */
  readonly showsCode: boolean
  /** What is armed beside a fallback. */
  readonly passive: PassiveMode
  /** A silent try that finds nothing goes on to the phone. */
  readonly thenPhone: boolean
}

export const everything: CredentialSet = 0xffffff

export const noPlan: Plan = {
  way: 'fallback',
  allowed: 0,
  showsCode: false,
  passive: 'none',
  thenPhone: false,
}
