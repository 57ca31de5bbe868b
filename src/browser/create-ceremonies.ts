import { startAuthentication } from '@simplewebauthn/browser'
import type {
  AuthenticationOptionsAnswer,
  AuthenticationResponseJson,
  CeremonyServer,
  CeremonyStart,
} from './ceremony-server.ts'
import { createCeremonyServer } from './create-ceremony-server.ts'
import type { CeremonySlot } from './create-ceremony-slot.ts'
import { type CoreParts, hardLimitMs } from './create-core.ts'
import type {
  CeremonyResult,
  PasskeyUser,
  SdkDecision,
  SignInStatus,
  TicketAnswer,
  VerifiedHandlers,
} from './keywise.ts'
import { readLifetime } from './read-lifetime.ts'
import { sendSignalMethods } from './send-signal-methods.ts'
import { startRequest } from './start-request.ts'
import { waitFor } from './wait-for.ts'

const verifyLimitMs = 10_000
const challengeMs = 300_000

export interface WantedOptions {
  readonly start: CeremonyStart
  readonly user?: PasskeyUser | undefined
  readonly decision?: SdkDecision | undefined
  readonly purpose?: 'authentication' | 'step-up' | undefined
}

export interface FetchedOptions extends AuthenticationOptionsAnswer {
  /** ms since 1970 by the clock of this machine */
  readonly freshUntil: number
}

/** A ceremony that is about to start. */
export interface Planned extends VerifiedHandlers, WantedOptions {
  readonly options: AuthenticationOptionsAnswer
  readonly method?: 'passkey' | 'cross-device'
  readonly say?: (status: SignInStatus) => void
  /** True once nobody wants the result any more. */
  readonly isLeft?: () => boolean
}

/** Its token, as long as it is good: suggestions outlive decisions. */
export const tokenOf = (decision: SdkDecision | undefined) =>
  decision?.token && Date.now() < decision.freshUntil ? decision.token : undefined

/** Options, the request to the browser, verification: everything about one authentication. */
export function createCeremonies(parts: CoreParts, slot: CeremonySlot, given: CeremonyServer | undefined) {
  const { core, context } = parts
  const server = given ?? createCeremonyServer(parts)

  const fetchOptions = ({ start, user, decision, purpose }: WantedOptions) =>
    waitFor(hardLimitMs, async (signal): Promise<FetchedOptions> => {
      const options = await server.options(
        {
          start,
          user: user && { id: user.id },
          decisionToken: tokenOf(decision),
          purpose,
          // Keywise knows by the token what the decision wants.
          ceremony: given && decision?.ceremony,
          ...context(user?.id),
        },
        signal,
      )
      return { ...options, freshUntil: Date.now() + readLifetime(options.expiresAt, challengeMs) }
    })

  async function run({
    start,
    options: { publicKey, uiMode },
    method = start === 'cross-device' ? start : 'passkey',
    user,
    decision,
    say,
    isLeft,
    onTicket,
    onVerified,
  }: Planned): Promise<CeremonyResult> {
    const mode = start === 'conditional' ? start : (uiMode ?? 'modal')
    const about = { operation: 'authentication', method, mode, decision } as const
    const ended = await startRequest(core, slot, about, async () => {
      say?.('waiting')
      return mode === 'immediate'
        ? askImmediately(publicKey)
        : startAuthentication({
            optionsJSON: publicKey,
            useBrowserAutofill: mode === 'conditional',
            verifyBrowserAutofillInput: false,
          })
    })
    if ('kind' in ended) return ended

    say?.('verifying')
    const { response, elapsedMs, attempt, fail } = ended
    const answer = await waitFor(verifyLimitMs, (signal) =>
      server.verify(
        {
          response,
          elapsedMs,
          attempt,
          decisionToken: tokenOf(decision),
          ...context(user?.id),
        },
        signal,
      ),
    )
    // Nobody could be asked, or nobody wants to know any more: nothing to report.
    if (!answer || isLeft?.()) return fail('no-answer', false)
    sendSignalMethods(answer.advice)
    if (!answer.verified) return fail('verification-failed')
    let told: TicketAnswer | undefined
    try {
      told = answer.ticket ? await onTicket?.(answer.ticket) : undefined
    } catch {
      return fail('verification-failed', false)
    }
    sendSignalMethods(told?.advice)

    const known = told?.user ?? answer.user
    const accountSwitched = !!user && !!known && known.id !== user.id
    // A list of passkeys of theirs lets nobody else in; only modal requests keep it. Otherwise it may be anybody.
    const isListed = mode === 'modal' && publicKey.allowCredentials?.length
    if (known || isListed)
      core.rememberDevice(
        told?.deviceToken ?? answer.deviceToken,
        { ...(accountSwitched ? {} : user), ...known } as PasskeyUser,
        method,
      )
    say?.(accountSwitched ? 'switched' : 'verified')
    const result = { kind: 'verified', method, answer, response, accountSwitched, user: known } as const
    // Apart from our own run: what the page throws there is the page's to see.
    queueMicrotask(() => onVerified?.(result))
    return result
  }

  return { fetchOptions, run }
}
export type Ceremonies = ReturnType<typeof createCeremonies>

/**
 * Not through the library: it passes no `uiMode`, and always a signal, which Chromium refuses here as it does a list.
 * Browsers that can do this read and write the JSON forms themselves.
 */
async function askImmediately(
  publicKey: AuthenticationOptionsAnswer['publicKey'],
): Promise<AuthenticationResponseJson> {
  const request = {
    publicKey: PublicKeyCredential.parseRequestOptionsFromJSON({
      ...publicKey,
      allowCredentials: [],
    } as unknown as PublicKeyCredentialRequestOptionsJSON),
    uiMode: 'immediate',
  }
  const credential = (await navigator.credentials.get(request)) as PublicKeyCredential
  return credential.toJSON() as unknown as AuthenticationResponseJson
}
