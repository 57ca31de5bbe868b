import type { CredentialId, DeviceId } from '../../contract/ids.ts'
import type { RegistrationVerifyRequest, VerifyResponse } from '../../contract/webauthn.ts'
import type { CredentialUpdate, UserRef } from '../../store/history-store.ts'
import { readChallenge } from '../../webauthn/read-challenge.ts'
import type { VerificationFailure } from '../../webauthn/verification-failures.ts'
import { type NewCredential, verifyRegistration } from '../../webauthn/verify-registration.ts'
import type { AccessKey } from '../access-keys.ts'
import { askStore, askStoreIfPossible } from '../ask-store.ts'
import type { Services } from '../services.ts'
import { buildAdvice } from './build-advice.ts'
import { type Challenge, takeChallenge } from './challenges.ts'
import { checkDevice } from './check-device.ts'
import { describeCredential } from './describe-credential.ts'
import { identifyClient } from './identify-client.ts'
import { learnFrom } from './learn-from.ts'
import { loadTokenDecision, readDecisionToken } from './load-ceremony-question.ts'
import { refuseVerification } from './refuse-verification.ts'

type Checked =
  | {
      readonly ok: true
      readonly challenge: Challenge
      readonly user: UserRef
      readonly credential: NewCredential
    }
  | { readonly ok: false; readonly reason: VerificationFailure }

const fail = (reason: VerificationFailure): Checked => ({ ok: false, reason })

/**
 * Verifies a new passkey and puts it on record, with all that a credential record has.
 * https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential
 * @throws ProblemError 400, 401, 503
 */
export async function recordRegistration(
  services: Services,
  body: RegistrationVerifyRequest,
  key: AccessKey,
): Promise<VerifyResponse> {
  const { store, tokens, metrics, relyingParty, now } = services
  const at = now()
  const token = readDecisionToken(services, body.decisionToken, at)
  const checked = await check(services, body, key)
  if (!checked.ok) throw refuseVerification(services, 'registration', checked.reason)

  const { challenge, user, credential } = checked
  const id = credential.id as CredentialId
  const deviceId = challenge.deviceId ?? (body.device?.id as DeviceId | undefined) ?? null
  const madeWith = body.signals === undefined ? challenge.client : identifyClient(body.signals)
  const update = buildUpdate(body, credential, challenge.userHandle, deviceId, madeWith, at)
  const saved = await askStore(store.addPasskey(user, update))
  // An id that is on record already, whoever's it is, is no new passkey (step 27).
  if (saved !== 'created')
    throw refuseVerification(
      services,
      'registration',
      saved === 'foreign' ? 'foreign-credential' : 'credential-known',
    )

  const decision = await loadTokenDecision(services, token, at)
  await learnFrom(
    services,
    {
      type: 'registration',
      user,
      credentialId: id,
      transports: credential.transports,
      attachment: credential.authenticatorAttachment,
      deviceId,
      signals: body.signals,
      elapsedMs: body.elapsedMs,
      attempt: body.attempt,
      at,
    },
    decision,
  )
  metrics.countCeremony('registration', 'verified')
  if (challenge.floorProof !== undefined)
    services.log.warn(
      { event: 'passkey-under-floor', proof: challenge.floorProof, decisionId: token?.decisionId ?? null },
      'an account that must resist phishing has a new passkey',
    )
  const account = await askStoreIfPossible(
    services,
    store.loadAccount(user.pseudonym),
    'an account could not be read',
  )
  const answer: VerifyResponse = {
    verified: true,
    purpose: 'registration',
    user: { id: user.id, state: account?.state ?? null },
    credential: describeCredential(
      services,
      {
        id,
        aaguid: credential.aaguid,
        transports: credential.transports,
        backupEligible: credential.backupEligible,
        backupState: credential.backupState,
        authenticatorAttachment: credential.authenticatorAttachment,
        userVerified: credential.userVerified,
        signCount: credential.signCount,
        risks: [],
      },
      madeWith,
    ),
    advice: account === null ? {} : buildAdvice(relyingParty.rpId, account, id),
  }
  if (deviceId !== null && body.device?.id === deviceId)
    answer.deviceToken = tokens.writeDeviceToken({ user: user.pseudonym, deviceId, issuedAt: at })
  return answer
}

async function check(
  services: Services,
  { response, device, user: expected }: RegistrationVerifyRequest,
  key: AccessKey,
): Promise<Checked> {
  const { relyingParty, origins } = services
  const text = readChallenge(response)
  if (text === null) return fail('malformed')
  const challenge = await takeChallenge(services, text)
  if (typeof challenge === 'string') return fail(challenge)
  const { purpose, rpId, user, userVerification, conditional } = challenge
  if (purpose !== 'registration' || user === null || user.id === null) return fail('wrong-purpose')
  if (rpId !== relyingParty.rpId) return fail('wrong-rp-id')
  if (expected !== undefined && expected.id !== user.id) return fail('wrong-user')
  if (checkDevice(challenge, device?.id, key) !== null) return fail('wrong-device')
  const verified = await verifyRegistration(response, {
    challenge: text,
    rpId,
    origins: [...origins],
    topOrigins: relyingParty.topOrigins,
    userVerification,
    conditional,
    algorithms: relyingParty.algorithms,
  })
  if (!verified.ok) return fail(verified.reason)
  return {
    ok: true,
    challenge,
    user: { pseudonym: user.pseudonym, id: user.id },
    credential: verified.credential,
  }
}

function buildUpdate(
  body: RegistrationVerifyRequest,
  credential: NewCredential,
  userHandle: string | null,
  deviceId: DeviceId | null,
  madeWith: Challenge['client'],
  at: number,
): CredentialUpdate {
  const { userVerified, authenticatorAttachment, aaguid, id, ...record } = credential
  const madeOn = { ...(deviceId === null ? {} : { deviceId }), ...madeWith }
  return {
    ...record,
    id: id as CredentialId,
    uvInitialized: userVerified,
    ...(userHandle === null ? {} : { userHandle }),
    createdAt: at,
    ...(aaguid === null ? {} : { aaguid }),
    ...(authenticatorAttachment === null ? {} : { authenticatorAttachment }),
    ...(body.name === undefined ? {} : { name: body.name }),
    ...(Object.keys(madeOn).length === 0 ? {} : { madeOn }),
  }
}
