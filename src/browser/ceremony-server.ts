import type {
  PublicKeyCredentialRequestOptionsJSON as AuthenticationOptionsJson,
  AuthenticationResponseJSON as AuthenticationResponseJson,
  PublicKeyCredentialCreationOptionsJSON as RegistrationOptionsJson,
  RegistrationResponseJSON as RegistrationResponseJson,
} from '@simplewebauthn/browser'
import type { Ceremony, ClientSignals } from '../contract/decision.ts'
import type { AuthenticationOptionsResponse, CeremonyStart, SignalAdvice } from '../contract/webauthn.ts'

export type {
  AuthenticationOptionsJson,
  AuthenticationResponseJson,
  CeremonyStart,
  RegistrationOptionsJson,
  RegistrationResponseJson,
}

/** What every request about a ceremony carries. */
export interface CeremonyContext {
  readonly decisionToken?: string | undefined
  /** `fresh`: its earlier id is to be forgotten. */
  readonly device?: { readonly id?: string; readonly token?: string; readonly fresh?: boolean } | undefined
  readonly signals?: ClientSignals | undefined
}

export interface AuthenticationOptionsAsked extends CeremonyContext {
  readonly user?: { readonly id: string } | undefined
  /** What the decision wants, for servers that do not know it by the token. */
  readonly ceremony?: Ceremony | undefined
  readonly start: CeremonyStart
  readonly purpose?: 'authentication' | 'step-up' | undefined
}

export interface AuthenticationOptionsAnswer
  extends Pick<AuthenticationOptionsResponse, 'mediation' | 'uiMode'> {
  readonly publicKey: AuthenticationOptionsJson
  /** When the challenge expires (RFC 3339); default: in five minutes. */
  readonly expiresAt?: string
}

export interface VerifyAsked extends CeremonyContext {
  readonly response: AuthenticationResponseJson
  readonly elapsedMs: number
  readonly attempt: number
}

/** What the server made of it. Own servers may answer more; the page gets it as it came. */
export interface VerifyAnswer {
  readonly verified: boolean
  /** For your back end to redeem, once, within 60 seconds. */
  readonly ticket?: string
  readonly user?: { readonly id: string; readonly name?: string }
  readonly deviceToken?: string
  readonly advice?: SignalAdvice
}

/**
 * Who issues challenges and verifies what comes back. A rejection of `verify` means that the server could not be asked;
 * that it said no is `verified: false`.
 */
export interface CeremonyServer {
  options(asked: AuthenticationOptionsAsked, signal: AbortSignal): Promise<AuthenticationOptionsAnswer>
  verify(asked: VerifyAsked, signal: AbortSignal): Promise<VerifyAnswer>
}
