import type { ClientSignals } from '../../contract/decision.ts'

/**
 * What a request says about its client, before anything is read into it: the body's `signals`, and the
 * request headers that carry client hints (lower-case names; only `user-agent` and `sec-ch-ua*` are read).
 */
export interface RawSignals extends ClientSignals {
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>
}

export interface BrandVersion {
  readonly brand: string
  readonly version: string
}

/** User-agent client hints, merged from body and headers; a value the client withheld is absent, never ''. */
export interface ClientHints {
  readonly platform?: string
  readonly platformVersion?: string
  readonly mobile?: boolean
  readonly brands: readonly BrandVersion[]
  readonly fullVersionList: readonly BrandVersion[]
  readonly model?: string
  readonly formFactors: readonly string[]
}

/** A user agent as it is, with what ua-parser-js knows of the model in it: nothing concluded. */
export interface UserAgentReading {
  readonly text: string
  readonly deviceType: string | undefined
  readonly deviceVendor: string | undefined
}

/** The capabilities of `getClientCapabilities()` that decisions read. A missing key is unknown. */
export type ClientCapability =
  | 'conditionalCreate'
  | 'conditionalGet'
  | 'hybridTransport'
  | 'immediateGet'
  | 'passkeyPlatformAuthenticator'
  | 'relatedOrigins'
  | 'signalAllAcceptedCredentials'
  | 'signalCurrentUserDetails'
  | 'signalUnknownCredential'
  | 'userVerifyingPlatformAuthenticator'

export interface Signals {
  readonly userAgent: UserAgentReading
  readonly hints: ClientHints
  readonly capabilities: Readonly<Partial<Record<ClientCapability, boolean>>>
  /** True where the client sent a capabilities object at all. */
  readonly capabilitiesReported: boolean
  readonly webauthn?: boolean
  readonly userVerifyingPlatformAuthenticator?: boolean
  readonly conditionalMediation?: boolean
  readonly bluetooth?: boolean
  readonly maxTouchPoints?: number
  readonly navigatorPlatform?: string
}
