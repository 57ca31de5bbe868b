import { describe, expect, it } from 'vitest'
import { keys } from '../http/open-app.ts'
import { isTorture } from '../times.ts'
import { origin, rpId } from './lies.ts'
import { openCeremonies } from './open-ceremonies.ts'
import { createSoftAuthenticator } from './soft-authenticator.ts'

const atOnce = 100
const rounds = isTorture ? 50 : 2

interface Answer {
  readonly status: number
  readonly code: string | undefined
}

/** A server on a socket of its own, for requests that really race. */
async function listen() {
  const ceremonies = await openCeremonies()
  const address = await ceremonies.app.listen({ port: 0, host: '127.0.0.1' })
  const post = async (path: string, body: unknown): Promise<Answer> => {
    const response = await fetch(`${address}/v1/webauthn/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${keys.secret}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const { code } = JSON.parse(await response.text())
    return { status: response.status, code }
  }
  const authenticator = createSoftAuthenticator({ rpId, origin })
  const readUser = async (id: string) =>
    (await ceremonies.call({ url: `/v1/users/${id}`, key: 'secret' })).json
  return { ...ceremonies, authenticator, post, readUser }
}

/** Posts all at once; one must be taken and the others refused, each with the one answer there is. */
async function race(what: string, code: string, post: (nth: number) => Promise<Answer>): Promise<void> {
  const answers = await Promise.all(Array.from({ length: atOnce }, (_, nth) => post(nth)))
  const taken = answers.filter(({ status }) => status === 200)
  // A server that has too much to do may say so; that is no answer to what was asked.
  const others = answers.filter((answer) => answer.status !== 200 && answer.code !== 'overloaded')
  process.stdout.write(
    `\n${answers.length} times at once ${what}: ${taken.length} taken, ${others.length} refused, ${answers.length - taken.length - others.length} turned away\n`,
  )
  expect(taken).toHaveLength(1)
  expect(others.length).toBeGreaterThan(0)
  for (const answer of others) expect(answer).toEqual({ status: 400, code })
}

describe('one response posted many times at once', () => {
  it('is one login', async () => {
    const { askAuthentication, enroll, authenticator, post, readUser } = await listen()
    await enroll('u-1', authenticator)
    for (let round = 1; round <= rounds; round++) {
      const response = authenticator.authenticate(await askAuthentication('u-1'), { signCount: round })
      await race('one assertion', 'verification-failed', () => post('authentication/verify', { response }))
      const { credentials } = await readUser('u-1')
      expect(credentials).toMatchObject([{ signCount: round }])
    }
  })

  it('is one passkey', async () => {
    const { askRegistration, authenticator, post, readUser } = await listen()
    for (let round = 1; round <= rounds; round++) {
      const response = authenticator.register(await askRegistration('u-1'))
      await race('one registration', 'verification-failed', () => post('registration/verify', { response }))
      expect((await readUser('u-1')).credentials).toHaveLength(round)
    }
  })

  it('is one passkey where each time another one is made for the same challenge', async () => {
    const { askRegistration, authenticator, post, readUser } = await listen()
    for (let round = 1; round <= rounds; round++) {
      const options = await askRegistration('u-1')
      const responses = Array.from({ length: atOnce }, () => authenticator.register(options))
      await race('registrations for one challenge', 'verification-failed', (nth) =>
        post('registration/verify', { response: responses[nth] }),
      )
      expect((await readUser('u-1')).credentials).toHaveLength(round)
    }
  })

  it('is the passkey of one user, where each of many brings the same', async () => {
    const { askRegistration, authenticator, post, readUser } = await listen()
    const own = authenticator.register(await askRegistration('u-0')).id
    const users = Array.from({ length: atOnce }, (_, nth) => `u-${nth}`)
    const responses = await Promise.all(
      users.map(async (user) => authenticator.register(await askRegistration(user), { credentialId: own })),
    )
    await race('one credential id for as many users', 'verification-failed', (nth) =>
      post('registration/verify', { response: responses[nth] }),
    )
    const owners = await Promise.all(users.map(async (user) => (await readUser(user)).credentials.length))
    expect(owners.reduce((sum, count) => sum + count, 0)).toBe(1)
  })

  it('is one answer to a back end with its ticket', async () => {
    const { askAuthentication, verifyAuthentication, enroll, authenticator, post } = await listen()
    await enroll('u-1', authenticator)
    for (let round = 1; round <= rounds; round++) {
      const response = authenticator.authenticate(await askAuthentication(null))
      const verified = await verifyAuthentication(response, {}, 'publishable')
      expect(verified.json).toEqual({ verified: true, ticket: expect.any(String) })
      const { ticket } = verified.json
      await race('one ticket', 'ticket-invalid', () => post('tickets/redeem', { ticket }))
    }
  })
})
