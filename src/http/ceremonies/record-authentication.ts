import type { CredentialId, DeviceId } from '../../contract/ids.ts'
import type { AuthenticationVerifyRequest, SignalAdvice, VerifyResponse } from '../../contract/webauthn.ts'
import type { UserPseudonym } from '../../core/index.ts'
import type { StoredPasskey } from '../../store/ceremony-store.ts'
import { readChallenge } from '../../webauthn/read-challenge.ts'
import type { VerificationFailure } from '../../webauthn/verification-failures.ts'
import { type AuthenticationResult, verifyAuthentication } from '../../webauthn/verify-authentication.ts'
import type { AccessKey } from '../access-keys.ts'
import { askStore } from '../ask-store.ts'
import type { Services } from '../services.ts'
import { buildAdvice, isNameNew } from './build-advice.ts'
import { type Challenge, takeChallenge } from './challenges.ts'
import { checkDevice } from './check-device.ts'
import { describeCredential } from './describe-credential.ts'
import { learnFrom } from './learn-from.ts'
import { loadTokenDecision, readDecisionToken } from './load-ceremony-question.ts'
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
export async function recordAuthentication(
  services: Services,
  body: AuthenticationVerifyRequest,
  key: AccessKey,
): Promise<VerifiedLogin> {
  const { store, tokens, metrics, now } = services
  const at = now()
  const token = readDecisionToken(services, body.decisionToken, at)
  const checked = await check(services, body, key)
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
    learnFrom(
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
    credential: describeCredential(
      services,
      {
        id,
        aaguid: passkey.aaguid,
        transports: passkey.transports,
        backupEligible: result.backupEligible,
        backupState: result.backupState,
        authenticatorAttachment: result.authenticatorAttachment,
        userVerified: result.userVerified,
        signCount: result.signCount,
        risks: signCountRegressed ? ['sign-count-regressed'] : [],
      },
      null,
    ),
    advice: buildAdvice(services.relyingParty.rpId, account, id),
  }
  if (challenge.askedFor !== null && challenge.askedFor !== user) answer.accountSwitched = true
  // For a device that was presented: a token for another one would be a gift.
  if (deviceId !== null && body.device?.id === deviceId)
    answer.deviceToken = tokens.writeDeviceToken({ user, deviceId, issuedAt: at })
  return { user, answer }
}

async function check(
  services: Services,
  { response, device }: AuthenticationVerifyRequest,
  key: AccessKey,
): Promise<Checked> {
  const { store, relyingParty, origins } = services
  const text = readChallenge(response)
  if (text === null) return fail('malformed')
  const challenge = await takeChallenge(services, text)
  if (typeof challenge === 'string') return fail(challenge)
  const misused =
    checkChallenge(challenge, response.id, relyingParty.rpId) ?? checkDevice(challenge, device?.id, key)
  if (misused !== null) return fail(misused)

  const passkey = await askStore(store.loadPasskey(response.id as CredentialId))
  // Only where nobody was asked about anybody, and only about what is surely of no use any more. Where lists are filled
  // with decoys, it would tell them from real ones.
  const forget: { advice?: SignalAdvice } =
    challenge.allowed.length > 0 || relyingParty.allowCredentials === 'listed'
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
      backupEligible: passkey.backupEligible ?? 'unknown',
      userHandle: passkey.userHandle,
      mayLackUserHandle: challenge.allowed.length > 0,
    },
  )
  if (!verified.ok) return fail(verified.reason)
  return { ok: true, challenge, passkey: { ...passkey, publicKey, userId }, result: verified.result }
}

/** Whether a challenge was issued for this: a login, at this relying party, with one of these passkeys. */
function checkChallenge(
  { purpose, rpId, allowed }: Challenge,
  credentialId: string,
  ownRpId: string,
): VerificationFailure | null {
  if (purpose === 'registration') return 'wrong-purpose'
  if (rpId !== ownRpId) return 'wrong-rp-id'
  if (allowed.length > 0 && !allowed.some((id) => id === credentialId)) return 'credential-not-listed'
  return null
}
