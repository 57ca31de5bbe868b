import { describe, expect, it } from 'vitest'
import { openApp } from './open-app.ts'

const url = '/v1/decisions'
const keysOf = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, true]))

describe('a body that is not as it should be', () => {
  it('is refused with the place of an unknown field and the nearest word', async () => {
    const { call } = await openApp()
    const { status, json, headers } = await call({
      url,
      key: 'secret',
      body: { user: { id: 'u', fallback: [] } },
    })
    expect(status).toBe(400)
    expect(headers['content-type']).toBe('application/problem+json')
    expect(json).toMatchObject({
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      code: 'invalid-request',
      errors: [{ pointer: '/user/fallback', detail: 'unknown field; did you mean `fallbacks`?' }],
    })
  })

  it('is told every problem at once, with the nearest word of a list', async () => {
    const { call } = await openApp()
    const body = { purpose: 'autentication', signals: { maxTouchPoints: -1 } }
    const { json } = await call({ url, key: 'secret', body })
    expect(json.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
      '/purpose',
      '/signals/maxTouchPoints',
    ])
    expect(JSON.stringify(json.errors)).toContain('did you mean `authentication`?')
  })

  it.each([
    ['a number for a string', { user: { id: 7 } }, '/user/id'],
    ['a string for a boolean', { signals: { bluetooth: 'true' } }, '/signals/bluetooth'],
    ['a string for a number', { signals: { maxTouchPoints: '1' } }, '/signals/maxTouchPoints'],
    ['null for an object', { device: null }, '/device'],
    ['a string for a list', { user: { fallbacks: 'password' } }, '/user/fallbacks'],
  ])('is not bent into shape: %s', async (_what, body, pointer) => {
    const { call } = await openApp()
    const { status, json } = await call({ url, key: 'secret', body })
    expect(status).toBe(400)
    expect(json.errors[0].pointer).toBe(pointer)
  })

  it('never echoes a value', async () => {
    const { call } = await openApp()
    const body = { purpose: 'jane@example.com', user: { state: 'jane@example.com' } }
    expect((await call({ url, key: 'secret', body })).text).not.toContain('jane')
  })

  it.each([
    ['broken JSON', '{"user":', 400, 'malformed-json'],
    ['an empty body', '', 400, 'malformed-json'],
    ['a prototype', '{"__proto__":{"admin":true}}', 400, 'malformed-json'],
  ])('is refused as %s', async (_what, body, status, code) => {
    const { call } = await openApp()
    const headers = { 'content-type': 'application/json' }
    const answer = await call({ url, method: 'POST', key: 'secret', body, headers })
    expect(answer.status).toBe(status)
    expect(answer.json.code).toBe(code)
  })

  it('is refused as text/plain, which a page could send across origins without asking', async () => {
    const { call } = await openApp()
    const answer = await call({
      url,
      method: 'POST',
      key: 'secret',
      body: '{}',
      headers: { 'content-type': 'text/plain' },
    })
    expect(answer.status).toBe(415)
    expect(answer.json.code).toBe('unsupported-media-type')
  })

  it('is refused above 16 KB on a login route and above 1 MB on a back-fill', async () => {
    const { call } = await openApp()
    const big = (bytes: number) => JSON.stringify({ text: 'x'.repeat(bytes) })
    const headers = { 'content-type': 'application/json' }
    const send = (path: string, bytes: number) =>
      call({ url: path, method: 'POST', key: 'secret', body: big(bytes), headers })
    expect((await send(url, 17_000)).json).toMatchObject({ status: 413, code: 'body-too-large' })
    expect((await send('/v1/users/u/events', 17_000)).status).toBe(400)
    expect((await send('/v1/users/u/events', 1_100_000)).status).toBe(413)
  })
})

describe('an object that browsers own', () => {
  it.each(['clientCapabilities', 'clientHints'])('takes 64 keys and no more: %s', async (name) => {
    const { call } = await openApp()
    const ask = (count: number) => call({ url, key: 'secret', body: { signals: { [name]: keysOf(count) } } })
    expect((await ask(64)).status).toBe(200)
    const { status, json } = await ask(65)
    expect(status).toBe(400)
    expect(json.errors[0].pointer).toBe(`/signals/${name}`)
  })

  it('takes keys nobody knows', async () => {
    const { call } = await openApp()
    const clientCapabilities = { 'extension:credProps': true, conditionalGet: true }
    expect((await call({ url, key: 'secret', body: { signals: { clientCapabilities } } })).status).toBe(200)
  })
})

describe('an address that is not there', () => {
  it('is a problem of the same form', async () => {
    const { call } = await openApp()
    const { status, json, headers } = await call({ url: '/v1/nothing' })
    expect(status).toBe(404)
    expect(headers['content-type']).toBe('application/problem+json')
    expect(json.code).toBe('not-found')
  })

  it('tells the methods of a path that is', async () => {
    const { call } = await openApp()
    const wrong = await call({ url, method: 'DELETE' })
    expect([wrong.status, wrong.headers.allow]).toEqual([405, 'POST'])
    const user = await call({ url: '/v1/users/u-1', method: 'PATCH' })
    expect([user.status, user.headers.allow]).toEqual([405, 'DELETE, GET, HEAD, PUT'])
  })
})
