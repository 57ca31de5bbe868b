import type { ClientSignals, DecisionRequest, DecisionResponse } from '../contract/decision.ts'
import type { OutcomeRequest, OutcomeResponse } from '../contract/outcome.ts'
import type { SignalAdvice } from '../contract/webauthn.ts'
import type { AssuranceFloor, Classification, PassiveMode, Purpose } from '../contract/words.ts'
import type {
  AuthenticationResponseJson,
  CeremonyServer,
  CeremonyStart,
  RegistrationOptionsJson,
  RegistrationResponseJson,
  VerifyAnswer,
} from './ceremony-server.ts'

export interface KeywiseOptions {
  /** The publishable key (`pk_...`). It is no secret: it is bound to the origins of your pages. */
  readonly key: string
  /** Where Keywise listens, without a slash at the end. Default: the page's own origin. */
  readonly endpoint?: string
  /**
   * May anything be kept in this browser, and read from it? Asked each time. While it says no there is no device id, no
   * device token, no hint and no cookie, and every browser looks new. A yes that becomes a no forgets everything; a
   * question that throws is a no. Default: yes.
   */
  readonly consent?: () => boolean
  /**
   * Who issues challenges and verifies. Default: Keywise's own endpoints with the publishable key. Give your own where
   * you run a WebAuthn server yourself, or let the ceremonies go through your back end.
   */
  readonly ceremonies?: CeremonyServer
  /**
   * Who is asked for decisions. Default: Keywise with the publishable key. Give your own where decisions go through your
   * back end, which may then say more (`context.justUsed` is in the request only here). A rejection or a late answer
   * gives the safe default.
   */
  readonly askDecision?: (request: DecisionRequest, signal: AbortSignal) => Promise<DecisionResponse>
}

/** Who wants in, as far as the page knows. */
export interface PasskeyUser {
  readonly id: string
  /** For the page's own "sign in as ..."; kept in this browser after a login, never sent. */
  readonly name?: string
  /** The methods this user really has besides passkeys, in order of preference. */
  readonly fallbacks?: readonly string[]
  /** A page may only raise it. */
  readonly assuranceFloor?: AssuranceFloor
}

/** What Keywise answered. */
export interface ServerDecision extends DecisionResponse {
  readonly source: 'server'
  /** It came after the soft limit (800 ms): the person may have begun with the form. */
  readonly late: boolean
  /** ms since 1970 by the clock of this machine; later, its token is no longer sent and `signIn` asks again. */
  readonly freshUntil: number
  /** Attempts so far by method; the SDK counts them. */
  readonly attempts: Record<string, number>
}

/** No answer in time, or none at all: nothing starts by itself, nothing is hidden. */
export interface SafeDefault
  extends Pick<
    DecisionResponse,
    'purpose' | 'action' | 'next' | 'fallbacks' | 'stepUpRequired' | 'passive' | 'reason'
  > {
  readonly source: 'safe-default'
  readonly attempts?: never
  readonly token?: never
  readonly late?: never
  readonly ceremony?: never
  readonly registration?: never
}

export type SdkDecision = ServerDecision | SafeDefault

export interface DecideRequest {
  /** Default: `authentication`. */
  readonly purpose?: Purpose | undefined
  readonly user?: PasskeyUser | undefined
}

export interface PrepareRequest {
  readonly purpose?: 'authentication' | 'step-up' | undefined
  readonly user?: PasskeyUser | undefined
}

/** A step of a sign-in, for `onStatus` and the `aria-live` region. */
export type SignInStatus =
  /** The answer takes longer than 800 ms. */
  | 'slow'
  /** The browser shows its dialog. */
  | 'waiting'
  /** The page announces that the phone comes next. */
  | 'announcing'
  | 'verifying'
  | 'verified'
  /** Verified, but another account than the one asked for: show it. */
  | 'switched'
  | 'fallback'

/** The ways out that a page should offer beside a passkey ceremony. */
export type Exit = 'not-on-this-device' | 'not-you'

/** Why a ceremony did not end in a login. */
export interface CeremonyFailure {
  readonly kind: 'failed'
  /** The word that `next` of a decision is followed by. */
  readonly classified: Classification
  /**
   * `DOMException.name` as the page caught it; `verification-failed`, or `no-answer` where the server (or your back end)
   * gave no options or could not be asked to verify.
   */
  readonly errorName: string
  readonly elapsedMs: number
}

/** Somebody signed in with a passkey. */
export interface Verified {
  readonly kind: 'verified'
  /** The route that was started; a person may still take the phone in a local dialog. */
  readonly method: 'passkey' | 'cross-device'
  /** What the server answered: with a publishable key a `ticket` for your back end. */
  readonly answer: VerifyAnswer
  readonly response: AuthenticationResponseJson
  /** Another account came back than the one that was asked for: show it, never hide it. */
  readonly accountSwitched: boolean
  /** Who it was, where the server or `onTicket` said so. */
  readonly user?: { readonly id: string; readonly name?: string } | undefined
}

/** The page's own login is next. */
export interface Fallback {
  readonly kind: 'fallback'
  /**
   * The decision's reason where it said so at once; else how the ceremony ended (a word of `classified`), an exit,
   * `no-answer` (no decision or no options came), `no-gesture` (not started by a click) or `typing` (a late answer met
   * somebody in the form).
   */
  readonly reason: string
  /** The user's other methods, in order of preference; empty with `stepUpRequired` under a resistant floor. */
  readonly fallbacks: readonly string[]
  readonly stepUpRequired: boolean
  /** What may stay armed: suggestions in the field, a passkey button, or nothing. */
  readonly passive: PassiveMode
  readonly failure?: CeremonyFailure | undefined
  readonly decision: SdkDecision
}

export type SignInResult = Verified | Fallback
export type CeremonyResult = Verified | CeremonyFailure

/** What a back end tells of a redeemed ticket (or whatever else it verified). */
export interface TicketAnswer {
  /** Kept in this browser: it proves, next time, that this user has signed in here. */
  readonly deviceToken?: string
  readonly user?: { readonly id: string; readonly name?: string }
  readonly advice?: SignalAdvice
}

export interface VerifiedHandlers {
  /**
   * Sends the ticket to your back end, which redeems it with its secret key and answers what it learnt. A rejection is
   * a failed login (`server-rejected`).
   */
  readonly onTicket?: (ticket: string) => Promise<TicketAnswer | undefined> | TicketAnswer | undefined
  /** Somebody is in, by whatever way: a dialog, the phone, or a suggestion in the field. */
  readonly onVerified?: (result: Verified) => void
}

export interface SignInRequest extends VerifiedHandlers {
  readonly purpose?: 'authentication' | 'step-up' | undefined
  /** Default: nobody named yet. */
  readonly user?: PasskeyUser | undefined
  /** Show your own login; it must have been usable all the time anyway. */
  readonly onFallback: (fallback: Fallback) => void
  /**
   * Show "use your phone". Resolve with `true` in the click of the button that continues, with an exit or `false`
   * otherwise. The exits end it too (`keywise.leave`).
   */
  readonly onAnnounce: () => Promise<boolean | Exit> | boolean | Exit
  readonly onStatus?: (status: SignInStatus) => void
  /** An element that screen readers follow (`aria-live`); made one (`role=status`) if it has no role. */
  readonly status?: HTMLElement
  /** What `status` says at each step, in the page's language. Give it: a step without a text says its bare word. */
  readonly texts?: Partial<Readonly<Record<SignInStatus, string>>>
  /** The field for suggestions; default: the first with `webauthn` in its `autocomplete`. */
  readonly input?: HTMLInputElement | undefined
}

export interface AutofillRequest extends VerifiedHandlers {
  readonly user?: PasskeyUser | undefined
  /** Its `autocomplete` becomes `username webauthn` if it names no `webauthn`. Default: the first field that does. */
  readonly input?: HTMLInputElement | undefined
  readonly decision?: SdkDecision | undefined
}

export interface CeremonyRequest extends VerifiedHandlers {
  /**
   * `button`: somebody clicked "use a passkey" and gets the ceremony, whatever the decision believes; `cross-device`: the
   * phone; `decided`: as the decision says. Default: `button`.
   */
  readonly start?: Exclude<CeremonyStart, 'conditional'>
  readonly user?: PasskeyUser | undefined
  readonly decision?: SdkDecision | undefined
}

/** What a page reports; the token and the decision are added. */
export type ReportedOutcome = Omit<OutcomeRequest, 'token' | 'decisionId' | 'user'>

export interface OfferRequest {
  readonly user: PasskeyUser
  /** The method of the login that just ended; sent only through `askDecision`: a page may not say it with its own key. */
  readonly justUsed?: string
}

export interface CreatePasskeyRequest {
  /** The decision that offered it, so that failures can be reported. */
  readonly decision?: SdkDecision | undefined
  /**
   * Options from your back end (registration needs its secret key). Where it started the request before the click, the
   * dialog opens inside the click.
   */
  readonly begin: () => Promise<{
    readonly publicKey: RegistrationOptionsJson
    readonly mediation?: 'conditional' | undefined
  }>
  /** Sends the new passkey to your back end, which verifies it and answers what it learnt. */
  readonly finish: (
    response: RegistrationResponseJson,
    elapsedMs: number,
  ) => Promise<TicketAnswer | undefined> | TicketAnswer | undefined
}

export type CreatePasskeyResult =
  | { readonly kind: 'created'; readonly answer: TicketAnswer; readonly response: RegistrationResponseJson }
  | CeremonyFailure

/** The last login in this browser, for "sign in as ..." and "you used a passkey last time". */
export interface LastUsed {
  readonly user: { readonly id: string; readonly name?: string | undefined }
  readonly method: string
  /** ms since 1970 */
  readonly at: number
}

/** The part without ceremonies, for pages that run their own. */
export interface KeywiseCore {
  /** What the client says of itself. Each probe has 300 ms; what is late or fails stays out, which means unknown. */
  readSignals(): Promise<ClientSignals>
  /** Asks for a decision. Never rejects: after 2 s, or on any error, it is the safe default. */
  decide(request?: DecideRequest): Promise<SdkDecision>
  /**
   * Reports how an attempt ended, also while the page unloads. Successes of ceremonies are recorded where they are
   * verified; report failures, and logins with your own methods. Never rejects: `null` is not accepted or not sent.
   */
  report(decision: SdkDecision, outcome: ReportedOutcome): Promise<OutcomeResponse | null>
  /** Calls the advised signal methods that this browser has; tells which. */
  sendSignalMethods(advice: SignalAdvice | undefined): readonly string[]
  /** Keeps a device token (and the last-used hint) of a user in this browser, with consent. The latest five are kept. */
  rememberDevice(deviceToken: string | undefined, user: LastUsed['user'], method?: string): void
  lastUsed(): LastUsed | undefined
  /**
   * Forgets one user, or without a user everything, the device id too; the server's cookie lets go of it with the next
   * request.
   */
  forget(userId?: string): void
}

export interface Keywise extends KeywiseCore {
  /**
   * Fetches the decision and the options now, so that the dialog can open inside the click that comes (Safari wants
   * that). Used by `signIn` for the same user as long as both are fresh.
   */
  prepare(request?: PrepareRequest): Promise<SdkDecision>
  /**
   * The common case in one call: asks (or uses what is prepared), runs the plan, reports, and ends in a login or in your
   * own. Never rejects and never blocks the form. Nothing modal starts without a click; a call at page load at most arms
   * suggestions in the field, whose login reaches `onVerified`.
   */
  signIn(request: SignInRequest): Promise<SignInResult>
  /** One ceremony and its verification. Never rejects. */
  startCeremony(request?: CeremonyRequest): Promise<CeremonyResult>
  /**
   * Arms suggestions in the field and keeps them armed: aborted before a dialog and re-armed after it, refreshed before
   * the challenge expires and when the page comes back, aborted when it goes. False: this browser or page cannot.
   */
  armAutofill(request: AutofillRequest): Promise<boolean>
  /** Ends the suggestions; resolves when the browser has let go. */
  disarmAutofill(): Promise<void>
  /**
   * Takes an exit of the running sign-in. `not-you` also makes this browser forget its user, or the account used last
   * where no sign-in runs.
   */
  leave(exit: Exit): void
  /** Should this user be offered a passkey here? Its action is `offer`, `conditional` or `skip`. */
  offerPasskey(request: OfferRequest): Promise<SdkDecision>
  /** Creates a passkey through your back end. Never rejects. */
  createPasskey(request: CreatePasskeyRequest): Promise<CreatePasskeyResult>
}
