import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the next person who comes here is found to be: claims, or an error of the authorization endpoint. */
export type NextLogin =
  | { readonly claims: Record<string, unknown>; readonly isForged?: boolean }
  | { readonly error: string }

export interface FakeIdentityProvider {
  readonly issuer: string
  /** What the site asked for, last. */
  readonly asked: () => URLSearchParams
  readonly nextLogin: (next: NextLogin) => void
  readonly close: () => void
}

/** An OpenID provider that asks nobody anything and forgives no client: PKCE, client secret and one use of a code. */
export async function startFakeIdentityProvider(
  clientId: string,
  clientSecret: string,
): Promise<FakeIdentityProvider> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const codes = new Map<string, { readonly query: URLSearchParams; readonly next: NextLogin }>()
  let next: NextLogin = { error: 'access_denied' }
  let asked = new URLSearchParams()

  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const writeIdToken = (claims: object, isForged: boolean): string => {
    const text = `${encode({ alg: 'RS256', kid: 'k1' })}.${encode(claims)}`
    const signed = Buffer.from(isForged ? 'something else' : text)
    return `${text}.${sign('sha256', signed, privateKey).toString('base64url')}`
  }
  const authorize = (query: URLSearchParams): string => {
    asked = query
    const back = new URL(query.get('redirect_uri') ?? '')
    back.searchParams.set('state', query.get('state') ?? '')
    if ('error' in next) back.searchParams.set('error', next.error)
    else {
      const code = randomUUID()
      codes.set(code, { query, next })
      back.searchParams.set('code', code)
    }
    return back.href
  }
  const redeem = (form: URLSearchParams, authorization: string): object | null => {
    const login = codes.get(form.get('code') ?? '')
    codes.delete(form.get('code') ?? '')
    const isClient =
      authorization === `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`
    const proof = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    if (login === undefined || !isClient || !('claims' in login.next)) return null
    const { query } = login
    if (proof !== query.get('code_challenge') || form.get('redirect_uri') !== query.get('redirect_uri'))
      return null
    const exp = Math.round(Date.now() / 1000) + 60
    const own = { iss: issuer, aud: clientId, nonce: query.get('nonce'), exp }
    return {
      token_type: 'Bearer',
      id_token: writeIdToken({ ...own, ...login.next.claims }, login.next.isForged === true),
    }
  }

  const server = createServer(async (request, reply) => {
    const { pathname, searchParams } = new URL(request.url ?? '', issuer)
    const answer = (value: object | null) =>
      reply
        .writeHead(value === null ? 400 : 200, { 'content-type': 'application/json' })
        .end(JSON.stringify(value ?? { error: 'invalid_grant' }))
    if (pathname === '/authorize')
      return void reply.writeHead(302, { location: authorize(searchParams) }).end()
    if (pathname === '/keys')
      return void answer({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }] })
    if (pathname !== '/token')
      return void answer({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
      })
    let text = ''
    for await (const part of request) text += part
    answer(redeem(new URLSearchParams(text), request.headers.authorization ?? ''))
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    issuer,
    asked: () => asked,
    nextLogin: (login) => {
      next = login
    },
    close: () => void server.close(),
  }
}
