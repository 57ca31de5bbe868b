import type { CredentialId, DeviceId } from '../../contract/ids.ts'
import type {
  AuthenticationVerifyRequest,
  SignalAdvice,
  VerifiedCredential,
  VerifyResponse,
} from '../../contract/webauthn.ts'
import { nameProvider, type UserPseudonym } from '../../core/index.ts'
import type { StoredPasskey } from '../../store/ceremony-store.ts'
import { readChallenge } from '../../webauthn/read-challenge.ts'
import type { VerificationFailure } from '../../webauthn/verification-failures.ts'
import { type AuthenticationResult, verifyAuthentication } from '../../webauthn/verify-authentication.ts'
import { askStore } from '../ask-store.ts'
import type { Services } from '../services.ts'
import { deviceTokenMs } from '../tokens.ts'
import { buildAdvice, isNameNew } from './build-advice.ts'
import { type Challenge, takeChallenge } from './challenges.ts'
import { loadTokenDecision, readDecisionToken } from './read-ceremony-question.ts'
import { recordVerified } from './record-verified.ts'
import { refuseVerification } from './refuse-verification.ts'

/** A login that holds, and all that may be told of it to those who may know. */
export interface VerifiedLogin {
  readonly user: UserPseudonym
  readonly answer: VerifyResponse
}

/** A passkey with everything a verification rests on. */
interface UsablePasskey extends StoredPasskey {
  readonly publicKey: string
  readonly userId: string
}

type Checked =
  | {
      readonly ok: true
      readonly challenge: Challenge
      readonly passkey: UsablePasskey
      readonly result: AuthenticationResult
    }
  | { readonly ok: false; readonly reason: VerificationFailure; readonly advice?: SignalAdvice }

const fail = (reason: VerificationFailure): Checked => ({ ok: false, reason })

/**
 * Verifies a login and records it. Whatever is wrong gets the same answer; the challenge is used up either way.
 * https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion
 * @throws ProblemError 400, 401, 503
 */
export async function verifyLogin(
  services: Services,
  body: AuthenticationVerifyRequest,
): Promise<VerifiedLogin> {
  const { store, tokens, metrics, now } = services
  const at = now()
  const token = readDecisionToken(services, body.decisionToken, at)
  const checked = await check(services, body)
  if (!checked.ok) throw refuseVerification(services, 'authentication', checked.reason, checked.advice)

  const { challenge, passkey, result } = checked
  const { user, userId } = passkey
  const id = body.response.id as CredentialId
  const deviceId = challenge.deviceId ?? (body.device?.id as DeviceId | undefined) ?? null
  const account = await askStore(store.loadAccount(user))
  const decision = await loadTokenDecision(services, token, at)
  const [{ signCountRegressed }] = await Promise.all([
    askStore(
      store.saveAuthentication({
        user,
        id,
        signCount: result.signCount,
        backupEligible: result.backupEligible,
        backupState: result.backupState,
        userVerified: result.userVerified,
        at,
        profileTold: isNameNew(account, id),
      }),
    ),
    recordVerified(
      services,
      {
        type: 'authentication',
        user: { pseudonym: user, id: userId },
        credentialId: id,
        transports: passkey.transports,
        attachment: result.authenticatorAttachment,
        deviceId,
        signals: body.signals,
        elapsedMs: body.elapsedMs,
        attempt: body.attempt,
        at,
      },
      decision,
    ),
  ])
  metrics.countCeremony('authentication', 'verified')
  const answer: VerifyResponse = {
    verified: true,
    purpose: challenge.purpose,
    user: { id: userId, state: passkey.userState },
    credential: describeCredential(services, id, passkey, result, signCountRegressed),
    advice: buildAdvice(services.relyingParty.rpId, account, id),
  }
  if (challenge.askedFor !== null && challenge.askedFor !== user) answer.accountSwitched = true
  if (deviceId !== null)
    answer.deviceToken = tokens.writeDeviceToken({
      user,
      deviceId,
      issuedAt: at,
      expiresAt: at + deviceTokenMs,
    })
  return { user, answer }
}

async function check(
  services: Services,
  { response, device }: AuthenticationVerifyRequest,
): Promise<Checked> {
  const { store, relyingParty, origins } = services
  const text = readChallenge(response)
  if (text === null) return fail('malformed')
  const challenge = await takeChallenge(services, text)
  if (typeof challenge === 'string') return fail(challenge)
  const misused = checkChallenge(challenge, response.id, device?.id, relyingParty.rpId)
  if (misused !== null) return fail(misused)

  const passkey = await askStore(store.loadPasskey(response.id as CredentialId))
  // Only where nobody was asked about anybody, and only about what is surely of no use any more.
  const forget: { advice?: SignalAdvice } =
    challenge.allowed.length > 0
      ? {}
      : { advice: { signalUnknownCredential: { rpId: relyingParty.rpId, credentialId: response.id } } }
  if (passkey === null) return { ok: false, reason: 'credential-unknown', ...forget }
  if (passkey.revokedAt !== null) return { ok: false, reason: 'credential-revoked', ...forget }
  const { publicKey, userId } = passkey
  // Known by hearsay only: recorded without its key, or its user without an id.
  if (publicKey === null || userId === null) return fail('credential-unknown')
  if (challenge.user !== null && challenge.user.pseudonym !== passkey.user) return fail('foreign-credential')

  const verified = await verifyAuthentication(
    response,
    {
      challenge: text,
      rpId: challenge.rpId,
      origins: [...origins],
      topOrigins: relyingParty.topOrigins,
      userVerification: challenge.userVerification,
    },
    {
      id: response.id,
      publicKey,
      signCount: passkey.signCount,
      backupEligible: passkey.backupEligible ?? 'unknown',
      userHandle: passkey.userHandle,
      mayLackUserHandle: challenge.allowed.length > 0,
    },
  )
  if (!verified.ok) return fail(verified.reason)
  return { ok: true, challenge, passkey: { ...passkey, publicKey, userId }, result: verified.result }
}

/** Whether a challenge was issued for this: a login, at this relying party, on this device, with one of these passkeys. */
function checkChallenge(
  { purpose, rpId, allowed, deviceId }: Challenge,
  credentialId: string,
  presentedBy: string | undefined,
  ownRpId: string,
): VerificationFailure | null {
  if (purpose === 'registration') return 'wrong-purpose'
  if (rpId !== ownRpId) return 'wrong-rp-id'
  if (deviceId !== null && presentedBy !== undefined && deviceId !== presentedBy) return 'wrong-device'
  if (allowed.length > 0 && !allowed.some((id) => id === credentialId)) return 'credential-not-listed'
  return null
}

function describeCredential(
  { policies }: Services,
  id: CredentialId,
  passkey: StoredPasskey,
  result: AuthenticationResult,
  signCountRegressed: boolean,
): VerifiedCredential {
  const { aaguid, transports } = passkey
  return {
    id,
    aaguid,
    provider: nameProvider(
      {
        aaguid,
        transports,
        backupEligible: result.backupEligible,
        backupState: result.backupState,
        authenticatorAttachment: result.authenticatorAttachment ?? 'unknown',
        madeOn: null,
      },
      policies.current().knowledge,
    ),
    transports: [...transports],
    backupEligible: result.backupEligible,
    backupState: result.backupState,
    authenticatorAttachment: result.authenticatorAttachment,
    userVerified: result.userVerified,
    signCount: result.signCount,
    risks: signCountRegressed ? ['sign-count-regressed'] : [],
  }
}
