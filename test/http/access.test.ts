import { describe, expect, it } from 'vitest'
import { openApp } from './open-app.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
const routes: readonly (readonly [Method, string, readonly string[]])[] = [
  ['POST', '/v1/decisions', ['publishable', 'secret']],
  ['POST', '/v1/outcomes', ['publishable', 'secret']],
  ['POST', '/v1/decisions/explain', ['secret', 'admin']],
  ['GET', '/v1/decisions/some-id', ['admin']],
  ['GET', '/v1/decisions/some-id/trace', ['admin']],
  ['GET', '/v1/users/u-1', ['secret']],
  ['PUT', '/v1/users/u-1', ['secret']],
  ['DELETE', '/v1/users/u-1', ['secret']],
  ['GET', '/v1/users/u-1/export', ['secret']],
  ['POST', '/v1/users/u-1/events', ['secret']],
  ['PUT', '/v1/users/u-1/credentials/c-1', ['secret']],
  ['DELETE', '/v1/users/u-1/credentials/c-1', ['secret']],
  ['GET', '/v1/facts', ['secret', 'admin']],
  ['GET', '/v1/rules', ['admin']],
  ['POST', '/v1/rules/check', ['admin']],
  ['POST', '/v1/rules/publish', ['admin']],
  ['POST', '/v1/rules/revert', ['admin']],
  ['GET', '/v1/rules/revisions', ['admin']],
  ['GET', '/v1/rules/revisions/r000000000000', ['admin']],
  ['GET', '/v1/rules/diff', ['admin']],
  ['GET', '/v1/switches', ['admin']],
  ['GET', '/v1/reports/coverage', ['admin']],
  ['PUT', '/v1/switches', ['admin']],
  ['PUT', '/v1/switches/all-off', ['admin']],
  ['DELETE', '/v1/switches/all-off', ['admin']],
]

describe('the keys of a route', () => {
  it.each(routes)('open it and no others do: %s %s', async (method, url, allowed) => {
    const { call } = await openApp()
    const body = method === 'GET' || method === 'DELETE' ? {} : { body: {} }
    expect((await call({ method, url, ...body })).json.code).toBe('key-missing')
    expect((await call({ method, url, key: 'sk_someone-else', ...body })).json.code).toBe('key-unknown')
    for (const key of ['publishable', 'secret', 'admin']) {
      const { status, json } = await call({ method, url, key, ...body })
      if (allowed.includes(key)) expect([401, 403], key).not.toContain(status)
      else expect([status, json.code], key).toEqual([403, 'key-not-allowed'])
    }
  })

  it('are asked for before a body is read', async () => {
    const { call } = await openApp()
    const { status, headers } = await call({ url: '/v1/decisions', body: { nonsense: true } })
    expect(status).toBe(401)
    expect(headers['www-authenticate']).toBe('Bearer')
  })

  it.each(['/healthz', '/readyz', '/metrics', '/openapi.json', '/docs', '/'])(
    'are not needed for %s',
    async (url) => {
      const { call } = await openApp()
      expect((await call({ url })).status).toBe(200)
    },
  )
})

describe('a publishable key in a browser', () => {
  const origin = 'https://login.example.com'
  const post = { url: '/v1/decisions', key: 'publishable', body: {} } as const

  it('works at an exact origin, which may read the answer', async () => {
    const { call } = await openApp()
    const { status, headers } = await call({ ...post, headers: { origin } })
    expect([status, headers['access-control-allow-origin']]).toEqual([200, origin])
    const other = await call({ ...post, headers: { origin: 'https://login.example.com.evil.example' } })
    expect([other.status, other.json.code]).toEqual([403, 'origin-not-allowed'])
    expect(other.headers).not.toHaveProperty('access-control-allow-origin')
  })

  it('is allowed by a preflight for decisions and outcomes only', async () => {
    const { call } = await openApp()
    const preflight = (url: string, from = origin) =>
      call({ method: 'OPTIONS', url, headers: { origin: from, 'access-control-request-method': 'POST' } })
    for (const url of ['/v1/decisions', '/v1/outcomes']) {
      const { status, headers } = await preflight(url)
      expect([status, headers['access-control-allow-origin']]).toEqual([204, origin])
      expect(headers['access-control-allow-headers']).toBe('authorization, content-type')
    }
    expect((await preflight('/v1/decisions', 'https://evil.example')).headers).not.toHaveProperty(
      'access-control-allow-origin',
    )
    expect((await preflight('/v1/users/u-1')).headers).not.toHaveProperty('access-control-allow-origin')
  })

  it('is told the problem in a form the page can read', async () => {
    const { call } = await openApp()
    const { status, headers } = await call({ ...post, body: { context: {} }, headers: { origin } })
    expect([status, headers['access-control-allow-origin']]).toEqual([403, origin])
  })

  it('is limited by key and address; back ends, health and metrics are not', async () => {
    const { call } = await openApp({ publishableLimit: { max: 2, timeWindow: 60_000 } })
    const statuses = []
    for (let i = 0; i < 3; i++) statuses.push((await call(post)).status)
    expect(statuses).toEqual([200, 200, 429])
    const refused = await call(post)
    expect(refused.json.code).toBe('too-many-requests')
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    for (let i = 0; i < 4; i++) {
      expect((await call({ ...post, key: 'secret' })).status).toBe(200)
      expect((await call({ url: '/healthz' })).status).toBe(200)
      expect((await call({ url: '/metrics' })).status).toBe(200)
    }
  })
})
