import type { ClientSignals, DecisionRequest, DecisionResponse } from '../../src/contract/decision.ts'
import type { OutcomeRequest } from '../../src/contract/outcome.ts'
import type { CredentialInput, UserEvent } from '../../src/contract/user.ts'
import type { Answer, KeyName, Keywise } from './start-keywise.ts'

/** Passkeys as a WebAuthn server records them: AAGUID, transports and flags as these providers really send them. */
const passkeys = {
  icloud: {
    aaguid: 'fbfc3007-154e-4ecc-8c0b-6e020557d7bd',
    transports: ['internal', 'hybrid'],
    backupEligible: true,
    backupState: true,
    authenticatorAttachment: 'platform',
  },
  'windows-hello': {
    aaguid: '08987058-cadc-4b81-b6e1-30de50dcbe96',
    transports: ['internal'],
    backupEligible: false,
    backupState: false,
    authenticatorAttachment: 'platform',
  },
  '1password': {
    aaguid: 'bada5566-a7aa-401f-bd96-45619a55120d',
    transports: ['internal'],
    backupEligible: true,
    backupState: true,
    authenticatorAttachment: 'platform',
  },
} satisfies Readonly<Record<string, CredentialInput>>
export type PasskeyName = keyof typeof passkeys

/** Ways in besides passkeys that the users of these stories have. */
export const fallbacks = ['password', 'email-otp']

/**
 * The back end of a site that asks about one of its users with a secret key. Passkeys and devices are named as the
 * stories name them; on the wire each user has ids of their own.
 */
export interface RelyingParty {
  readonly userId: string
  /** The id on the wire of this user's passkey or device. */
  readonly idOf: (name: string) => string
  readonly addPasskey: (
    name: PasskeyName,
    madeOn: { device: string; signals: ClientSignals },
  ) => Promise<void>
  readonly saveCredential: (name: string, credential: CredentialInput) => Promise<void>
  readonly saveUser: (record: object) => Promise<void>
  /** What the user did before Keywise was there. */
  readonly backfill: (passkey: PasskeyName, device: string, events: readonly UserEvent[]) => Promise<void>
  /** Asks about this user, with the fallbacks above. */
  readonly ask: (request: Asked) => Promise<DecisionResponse>
  /** What `explain` says at another time. */
  readonly explainAt: (now: string, request: Asked) => Promise<Answer['body']>
  readonly report: (
    decision: DecisionResponse,
    outcome: Omit<OutcomeRequest, 'token'>,
  ) => Promise<Answer['body']>
}
export type Asked = Omit<DecisionRequest, 'device'> & { readonly device?: string }

let users = 0

/** A user nobody has seen before. */
export function createRelyingParty(keywise: Keywise): RelyingParty {
  users += 1
  const userId = `user-${users}`
  const path = `/v1/users/${userId}`
  const idOf = (name: string) => `${name}-of-${userId}`
  const call = async (status: number, ...[method, to, body]: Parameters<Keywise['call']>) => {
    const answer = await keywise.call(method, to, body)
    if (answer.status !== status) throw new Error(`${answer.status}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  const requestOf = ({ device, user, ...request }: Asked): DecisionRequest => ({
    ...request,
    user: { id: userId, fallbacks, ...user },
    ...(device === undefined ? {} : { device: { id: idOf(device) } }),
  })
  const saveCredential = async (name: string, credential: CredentialInput) => {
    await call(201, 'PUT', `${path}/credentials/${idOf(name)}`, credential)
  }
  return {
    userId,
    idOf,
    saveCredential,
    addPasskey: (name, { device, signals }) =>
      saveCredential(name, { ...passkeys[name], device: { id: idOf(device) }, signals }),
    saveUser: async (record) => void (await call(200, 'PUT', path, record)),
    async backfill(passkey, device, events) {
      const own = { credentialId: idOf(passkey), device: { id: idOf(device) } }
      await call(
        202,
        'POST',
        `${path}/events`,
        events.map((event) => ({ ...event, ...own })),
      )
    },
    ask: (request) => decide(keywise, requestOf(request)),
    explainAt: (now, request) => call(200, 'POST', '/v1/decisions/explain', { ...requestOf(request), now }),
    report: ({ token }, outcome) => call(202, 'POST', '/v1/outcomes', { token, ...outcome }),
  }
}

/** @throws unless it is answered */
export async function decide(
  keywise: Keywise,
  request: DecisionRequest,
  key: KeyName = 'secret',
): Promise<DecisionResponse> {
  const { status, body } = await keywise.call('POST', '/v1/decisions', request, key)
  if (status !== 200) throw new Error(`${status}: ${JSON.stringify(body)}`)
  return body as DecisionResponse
}
