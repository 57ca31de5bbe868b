import { describe, expect, it } from 'vitest'
import { createChallenge } from '../../src/webauthn/create-challenge.ts'
import type { VerificationFailure } from '../../src/webauthn/verification-failures.ts'
import { authenticationLies, origin, registrationLies, rpId } from './lies.ts'
import { type Ceremonies, openCeremonies } from './open-ceremonies.ts'
import { createSoftAuthenticator, type SoftCredential } from './soft-authenticator.ts'

/** What somebody who is refused is told, whatever the reason. */
const refusal =
  '{"type":"about:blank","title":"Bad Request","status":400,"code":"verification-failed","detail":"the response could not be verified"}'

interface Answer {
  readonly status: number
  readonly text: string
}

/** Everything that matters about a refusal, in a form that a table of them can be compared by. */
interface Found {
  readonly status: number
  readonly body: string
  readonly reason: string | undefined
  readonly isStored: boolean
  readonly isChallengeUsedUp: boolean
}
const refusedFor = (reason: VerificationFailure, other: Partial<Found> = {}): Found => ({
  status: 400,
  body: refusal,
  reason,
  isStored: false,
  isChallengeUsedUp: true,
  ...other,
})

/** Where the challenge cannot be read, there is none to use up; and the id is looked up before anything else. */
const overHttp: Readonly<Record<string, VerificationFailure>> = {
  'client data that is no JSON': 'malformed',
  'client data that is a list': 'malformed',
  'client data that is no UTF-8': 'malformed',
  'the id in another spelling': 'credential-not-listed',
}
const adviceFor = (credentialId: string) =>
  refusal.replace(/\}$/, `,"advice":${JSON.stringify({ signalUnknownCredential: { rpId, credentialId } })}}`)

async function tell(
  ceremonies: Ceremonies,
  lie: () => Promise<Answer>,
  honest?: () => Promise<Answer>,
): Promise<Found> {
  const [before, count] = [ceremonies.readStored(), ceremonies.readReasons().length]
  const { status, text } = await lie()
  const isStored = ceremonies.readStored() !== before
  const reasons = ceremonies.readReasons().slice(count)
  const reason = reasons.length === 1 ? reasons[0] : `${reasons.length} lines in the log`
  const second = await honest?.()
  const isChallengeUsedUp =
    second === undefined || (second.status === 400 && ceremonies.readReasons().at(-1) === 'challenge-unknown')
  return { status, body: text, reason, isStored, isChallengeUsedUp }
}

const openScene = async () => {
  const ceremonies = await openCeremonies({ publishableLimit: { max: 10_000, timeWindow: 60_000 } })
  const authenticator = createSoftAuthenticator({ rpId, origin })
  const strangers = createSoftAuthenticator({ rpId, origin })
  const own = await ceremonies.enroll('u-1', authenticator)
  const stranger = await ceremonies.enroll('u-2', strangers)
  return { ceremonies, authenticator, own, strangers, stranger }
}
type Scene = Awaited<ReturnType<typeof openScene>>

const report = (what: string, count: number) => process.stdout.write(`\n${count} ${what}\n`)

describe('a registration with one thing wrong, over HTTP', () => {
  it('gets the same answer whatever it is, leaves nothing behind and has used up its challenge', async () => {
    const { ceremonies, authenticator } = await openScene()
    const found: Record<string, Found> = {}
    const expected: Record<string, Found> = {}
    for (const { lie, reason, overrides, edit } of registrationLies) {
      const options = await ceremonies.askRegistration('u-1')
      const response = authenticator.register(options, overrides)
      found[lie] = await tell(
        ceremonies,
        () => ceremonies.verifyRegistration(edit?.(response) ?? response),
        () => ceremonies.verifyRegistration(authenticator.register(options)),
      )
      const known = overHttp[lie] === 'malformed' ? 'malformed' : reason
      expected[lie] = refusedFor(known, { isChallengeUsedUp: known !== 'malformed' })
    }
    report('registrations with one thing wrong were refused over HTTP', Object.keys(found).length)
    expect(Object.keys(found).length).toBeGreaterThanOrEqual(40)
    expect(found).toEqual(expected)
  })
})

describe('an assertion with one thing wrong, over HTTP', () => {
  it('gets the same answer whatever it is, leaves nothing behind and has used up its challenge', async () => {
    const { ceremonies, authenticator, own, stranger } = await openScene()
    const found: Record<string, Found> = {}
    const expected: Record<string, Found> = {}
    for (const { lie, reason, overrides, edit } of authenticationLies(stranger)) {
      const options = await ceremonies.askAuthentication('u-1')
      const response = authenticator.authenticate(options, { credential: own, ...overrides })
      found[lie] = await tell(
        ceremonies,
        () => ceremonies.verifyAuthentication(edit?.(response) ?? response),
        () => ceremonies.verifyAuthentication(authenticator.authenticate(options)),
      )
      const known = overHttp[lie] ?? reason
      expected[lie] = refusedFor(known, { isChallengeUsedUp: known !== 'malformed' })
    }
    report('assertions with one thing wrong were refused over HTTP', Object.keys(found).length)
    expect(Object.keys(found).length).toBeGreaterThanOrEqual(40)
    expect(found).toEqual(expected)
  })

  it('gets the same answer on a publishable key, where whoever comes may log in', async () => {
    const { ceremonies, authenticator, own, stranger } = await openScene()
    const found: Record<string, Found> = {}
    const expected: Record<string, Found> = {}
    for (const { lie, reason, overrides, edit } of authenticationLies(stranger)) {
      const options = await ceremonies.askAuthentication(null)
      const response = authenticator.authenticate(options, { credential: own, ...overrides })
      const told = edit?.(response) ?? response
      found[lie] = await tell(ceremonies, () => ceremonies.verifyAuthentication(told, {}, 'publishable'))
      const isUnknown = overHttp[lie] === 'credential-not-listed'
      expected[lie] = isUnknown
        ? refusedFor('credential-unknown', { body: adviceFor((told as { id: string }).id) })
        : refusedFor(overHttp[lie] ?? reason)
    }
    report('assertions with one thing wrong were refused on a publishable key', Object.keys(found).length)
    expect(found).toEqual(expected)
  })
})

/** What is wrong is not the response but what is known of its challenge, its passkey or its device. */
const misfits: Readonly<
  Record<
    string,
    {
      readonly reason: VerificationFailure
      /** The passkey that the page is told to forget. */
      readonly forget?: (scene: Scene) => SoftCredential
      readonly prepare: (scene: Scene) => Promise<() => Promise<Answer>>
    }
  >
> = {
  'an assertion that was taken already': {
    reason: 'challenge-unknown',
    prepare: async ({ ceremonies, authenticator }) => {
      const response = authenticator.authenticate(await ceremonies.askAuthentication('u-1'))
      expect((await ceremonies.verifyAuthentication(response)).status).toBe(200)
      return () => ceremonies.verifyAuthentication(response)
    },
  },
  'a registration that was taken already': {
    reason: 'challenge-unknown',
    prepare: async ({ ceremonies, authenticator }) => {
      const response = authenticator.register(await ceremonies.askRegistration('u-1'))
      expect((await ceremonies.verifyRegistration(response)).status).toBe(200)
      return () => ceremonies.verifyRegistration(response)
    },
  },
  'an assertion over a challenge that nobody issued': {
    reason: 'challenge-unknown',
    prepare: async ({ ceremonies, authenticator }) => {
      const response = authenticator.authenticate({ challenge: createChallenge() })
      return () => ceremonies.verifyAuthentication(response)
    },
  },
  'a registration over a challenge that nobody issued': {
    reason: 'challenge-unknown',
    prepare: async ({ ceremonies, authenticator }) => {
      const response = authenticator.register({ challenge: createChallenge(), user: { id: 'AAAA' } })
      return () => ceremonies.verifyRegistration(response)
    },
  },
  'an assertion of five minutes later': {
    reason: 'challenge-expired',
    prepare: async ({ ceremonies, authenticator }) => {
      const response = authenticator.authenticate(await ceremonies.askAuthentication('u-1'))
      ceremonies.clock.now += 5 * 60_000
      return () => ceremonies.verifyAuthentication(response)
    },
  },
  'a registration of five minutes later': {
    reason: 'challenge-expired',
    prepare: async ({ ceremonies, authenticator }) => {
      const response = authenticator.register(await ceremonies.askRegistration('u-1'))
      ceremonies.clock.now += 5 * 60_000
      return () => ceremonies.verifyRegistration(response)
    },
  },
  'an assertion over the challenge of a registration': {
    reason: 'wrong-purpose',
    prepare: async ({ ceremonies, authenticator }) => {
      const response = authenticator.authenticate(await ceremonies.askRegistration('u-1'))
      return () => ceremonies.verifyAuthentication(response)
    },
  },
  'a registration over the challenge of an authentication': {
    reason: 'wrong-purpose',
    prepare: async ({ ceremonies, authenticator, own }) => {
      const { challenge } = await ceremonies.askAuthentication('u-1')
      const response = authenticator.register({ challenge, user: { id: own.userHandle } })
      return () => ceremonies.verifyRegistration(response)
    },
  },
  'a passkey that was never registered': {
    reason: 'credential-unknown',
    forget: ({ authenticator }) => authenticator.credentials.at(-1) as SoftCredential,
    prepare: async ({ ceremonies, authenticator, own }) => {
      authenticator.register({ challenge: createChallenge(), user: { id: own.userHandle } })
      const credential = authenticator.credentials.at(-1) as SoftCredential
      const response = authenticator.authenticate(await ceremonies.askAuthentication(null), { credential })
      return () => ceremonies.verifyAuthentication(response)
    },
  },
  'a passkey that is known without its key': {
    reason: 'credential-unknown',
    prepare: async ({ ceremonies, authenticator, own }) => {
      authenticator.register({ challenge: createChallenge(), user: { id: own.userHandle } })
      const credential = authenticator.credentials.at(-1) as SoftCredential
      const url = `/v1/users/u-4/credentials/${credential.id}`
      await ceremonies.call({ method: 'PUT', url, key: 'secret', body: { transports: ['internal'] } })
      const options = await ceremonies.askAuthentication('u-4')
      return () => ceremonies.verifyAuthentication(authenticator.authenticate(options, { credential }))
    },
  },
  'a passkey that was revoked': {
    reason: 'credential-revoked',
    forget: ({ own }) => own,
    prepare: async ({ ceremonies, authenticator, own }) => {
      await ceremonies.call({ method: 'DELETE', url: `/v1/users/u-1/credentials/${own.id}`, key: 'secret' })
      const response = authenticator.authenticate(await ceremonies.askAuthentication(null), {
        credential: own,
      })
      return () => ceremonies.verifyAuthentication(response)
    },
  },
  'a passkey that was revoked after it was asked for': {
    reason: 'credential-revoked',
    prepare: async ({ ceremonies, authenticator, own }) => {
      const response = authenticator.authenticate(await ceremonies.askAuthentication('u-1'))
      await ceremonies.call({ method: 'DELETE', url: `/v1/users/u-1/credentials/${own.id}`, key: 'secret' })
      return () => ceremonies.verifyAuthentication(response)
    },
  },
  'a passkey of an account that was erased': {
    reason: 'credential-unknown',
    forget: ({ own }) => own,
    prepare: async ({ ceremonies, authenticator, own }) => {
      await ceremonies.call({ method: 'DELETE', url: '/v1/users/u-1', key: 'secret' })
      const response = authenticator.authenticate(await ceremonies.askAuthentication(null), {
        credential: own,
      })
      return () => ceremonies.verifyAuthentication(response)
    },
  },
  'a passkey of somebody else than was asked for': {
    reason: 'credential-not-listed',
    prepare: async ({ ceremonies, strangers, stranger }) => {
      const { challenge } = await ceremonies.askAuthentication('u-1')
      const response = strangers.authenticate({ challenge }, { credential: stranger })
      return () => ceremonies.verifyAuthentication(response)
    },
  },
  'a second proof by somebody else': {
    reason: 'foreign-credential',
    prepare: async ({ ceremonies, strangers, stranger }) => {
      const options = await ceremonies.askAuthentication('u-3', { purpose: 'step-up' })
      expect(options.allowCredentials).toEqual([])
      const response = strangers.authenticate(options, { credential: stranger })
      return () => ceremonies.verifyAuthentication(response)
    },
  },
  'an assertion that another device presents': {
    reason: 'wrong-device',
    prepare: async ({ ceremonies, authenticator }) => {
      const options = await ceremonies.askAuthentication('u-1', { device: { id: 'd-1' } })
      const response = authenticator.authenticate(options)
      return () => ceremonies.verifyAuthentication(response, { device: { id: 'd-2' } })
    },
  },
  'a registration that another device presents': {
    reason: 'wrong-device',
    prepare: async ({ ceremonies, authenticator }) => {
      const options = await ceremonies.askRegistration('u-1', { device: { id: 'd-1' } })
      const response = authenticator.register(options)
      return () => ceremonies.verifyRegistration(response, { device: { id: 'd-2' } })
    },
  },
  'a new passkey under the id of one of somebody else': {
    reason: 'foreign-credential',
    prepare: async ({ ceremonies, authenticator, stranger }) => {
      const options = await ceremonies.askRegistration('u-1')
      const response = authenticator.register(options, { credentialId: stranger.id })
      return () => ceremonies.verifyRegistration(response)
    },
  },
  'a new passkey under the id of one that is there': {
    reason: 'credential-known',
    prepare: async ({ ceremonies, authenticator, own }) => {
      const options = await ceremonies.askRegistration('u-1')
      const response = authenticator.register(options, { credentialId: own.id })
      return () => ceremonies.verifyRegistration(response)
    },
  },
  'a login of whoever comes that does not say who': {
    reason: 'missing-user-handle',
    prepare: async ({ ceremonies, authenticator }) => {
      const options = await ceremonies.askAuthentication(null)
      return () => ceremonies.verifyAuthentication(authenticator.authenticate(options, { userHandle: null }))
    },
  },
  'a login of whoever comes that says somebody else': {
    reason: 'foreign-user-handle',
    prepare: async ({ ceremonies, authenticator, stranger }) => {
      const options = await ceremonies.askAuthentication(null)
      const { userHandle } = stranger
      return () => ceremonies.verifyAuthentication(authenticator.authenticate(options, { userHandle }))
    },
  },
}

describe('a response that fits nothing we know', () => {
  it.each(Object.entries(misfits))(
    'gets the same answer and leaves nothing behind: %s',
    async (_, misfit) => {
      const scene = await openScene()
      const present = await misfit.prepare(scene)
      const found = await tell(scene.ceremonies, present)
      const body = misfit.forget === undefined ? refusal : adviceFor(misfit.forget(scene).id)
      expect(found).toEqual(refusedFor(misfit.reason, { body }))
    },
  )
})

describe('what the refusals are compared with', () => {
  it('is a scene in which honest responses are taken, and stored', async () => {
    const { ceremonies, authenticator } = await openScene()
    const empty = ceremonies.readStored()
    const response = authenticator.register(await ceremonies.askRegistration('u-1'))
    expect((await ceremonies.verifyRegistration(response)).status).toBe(200)
    const registered = ceremonies.readStored()
    expect(registered).not.toBe(empty)
    const login = authenticator.authenticate(await ceremonies.askAuthentication('u-1'), { signCount: 1 })
    expect((await ceremonies.verifyAuthentication(login)).status).toBe(200)
    expect(ceremonies.readStored()).not.toBe(registered)
    expect(ceremonies.readReasons()).toEqual([])
  })
})
