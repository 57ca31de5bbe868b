// @ts-check
import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto'

/**
 * The authorization code flow with PKCE, as far as this example needs it. In production use a certified library, such
 * as `openid-client`. https://openid.net/specs/openid-connect-core-1_0.html
 * @typedef {{ state: string, nonce: string, verifier: string }} Started
 * @typedef {{ sub: string, email?: string, acr?: string, amr?: string[], [claim: string]: unknown }} Claims
 */

const clientId = process.env.IDP_CLIENT_ID ?? ''
const clientSecret = process.env.IDP_CLIENT_SECRET ?? ''
const issuer = process.env.IDP_ISSUER ?? ''

/** @returns {Promise<any>} */
async function load(/** @type {string | URL} */ url, /** @type {RequestInit} */ options = {}) {
  const response = await fetch(url, { ...options, signal: AbortSignal.timeout(5_000) })
  if (!response.ok) throw new Error(`the identity provider answered ${response.status}`)
  return response.json()
}

/** @type {Promise<any> | undefined} */
let metadata
function discover() {
  metadata ??= load(`${issuer}/.well-known/openid-configuration`)
  metadata.catch(() => {
    metadata = undefined
  })
  return metadata
}

/**
 * Where to send the browser, and what to remember until it comes back.
 * @param {string} callbackUrl
 * @param {Record<string, string>} parameters what Keywise's decision adds
 * @returns {Promise<{ url: string, started: Started }>}
 */
export async function startLogin(callbackUrl, parameters) {
  const { authorization_endpoint } = await discover()
  const random = () => randomBytes(32).toString('base64url')
  const started = { state: random(), nonce: random(), verifier: random() }
  const url = new URL(authorization_endpoint)
  const query = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: callbackUrl,
    scope: 'openid email',
    state: started.state,
    nonce: started.nonce,
    code_challenge: createHash('sha256').update(started.verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...parameters,
  }
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return { url: url.href, started }
}

/**
 * Who came back. @throws where anything is wrong
 * @param {string} callbackUrl
 * @param {{ code?: string, state?: string }} query
 * @param {Started | undefined} started
 * @returns {Promise<Claims>}
 */
export async function finishLogin(callbackUrl, { code, state }, started) {
  if (started === undefined || state !== started.state || code === undefined) {
    throw new Error('this login was not started in this browser')
  }
  const { token_endpoint, jwks_uri } = await discover()
  const credentials = [clientId, clientSecret].map(encodeURIComponent).join(':')
  const { id_token } = await load(token_endpoint, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: callbackUrl,
      code_verifier: started.verifier,
    }),
  })
  const claims = await readIdToken(String(id_token), jwks_uri)
  const isMeant = [claims.aud].flat().includes(clientId)
  if (
    claims.iss !== issuer ||
    !isMeant ||
    claims.nonce !== started.nonce ||
    Number(claims.exp) * 1000 < Date.now()
  )
    throw new Error('this ID token is not for this login')
  return claims
}

/** @returns {Promise<Claims>} */
async function readIdToken(/** @type {string} */ token, /** @type {string} */ keysUrl) {
  const [header = '', payload = '', signature = ''] = token.split('.')
  const { alg, kid } = JSON.parse(Buffer.from(header, 'base64url').toString())
  const { keys } = await load(keysUrl)
  const jwk = keys.find((/** @type {{ kid?: string }} */ key) => key.kid === kid)
  if (alg !== 'RS256' || jwk === undefined) throw new Error('this ID token is signed with an unknown key')
  const key = createPublicKey({ key: jwk, format: 'jwk' })
  const isSigned = verify(
    'sha256',
    Buffer.from(`${header}.${payload}`),
    key,
    Buffer.from(signature, 'base64url'),
  )
  if (!isSigned) throw new Error('this ID token is not signed by the identity provider')
  return JSON.parse(Buffer.from(payload, 'base64url').toString())
}
