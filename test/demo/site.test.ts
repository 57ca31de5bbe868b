import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ada, openDemo } from './open-demo.ts'

const pages = ['/demo', '/demo/', '/demo/signup', '/demo/playground'] as const

describe('the pages of the demo', () => {
  it('run and load nothing but their own, and are in no frame', async () => {
    const { openBrowser } = await openDemo()
    const { visit } = openBrowser()
    for (const page of pages) {
      const { status, text, headers } = await visit(page)
      expect([page, status, headers['content-type']]).toEqual([page, 200, 'text/html; charset=utf-8'])
      const policy = String(headers['content-security-policy'])
      expect(policy.split(';').sort()).toEqual([
        "base-uri 'none'",
        "connect-src 'self'",
        "default-src 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
      ])
      expect(headers['cache-control']).toBe('no-store')
      expect(text).not.toMatch(/<script(?! type="module" src="\/demo\/assets\/\w+\.js"><\/script>)/)
      expect(text).not.toMatch(/<style|\sstyle=|\son\w+=/)
      expect([...text.matchAll(/(?:src|href|action)="([^"]*)"/g)].map(([, to]) => to)).toSatisfy(
        (addresses: string[]) => addresses.every((to) => /^(\/demo|#)/.test(to)),
      )
      expect(text).not.toMatch(/\{\{/)
      expect(text).toMatch(/<meta name="keywise-key" content="pk_[\w-]{20,}">/)
    }
  })

  it('send their styles and scripts, and no other file', async () => {
    const { openBrowser } = await openDemo()
    const { visit } = openBrowser()
    const style = await visit('/demo/assets/demo.css')
    expect([style.status, style.headers['content-type']]).toEqual([200, 'text/css; charset=utf-8'])
    for (const name of ['login.html', 'tsconfig.json', 'login.ts', '..%2fregister-demo.ts', 'none.css'])
      expect([name, (await visit(`/demo/assets/${name}`)).status]).toEqual([name, 404])
  })

  it('are under a name: an address is sent on to it', async () => {
    const { openBrowser, server } = await openDemo()
    const { visit } = openBrowser()
    const at = async (host: string, path = '/demo/signup?a=b') => {
      const { status, headers } = await visit(path, { headers: { host } })
      return [status, headers.location]
    }
    const named = `http://localhost:${server.port}/demo/signup?a=b`
    expect(await at(`127.0.0.1:${server.port}`)).toEqual([302, named])
    expect(await at(`[::1]:${server.port}`)).toEqual([302, named])
    expect(await at(`localhost:${server.port}`)).toEqual([200, undefined])
    expect(await at('127.0.0.1.example.com')).toEqual([421, undefined])
    expect((await visit('/', { headers: { host: `127.0.0.1:${server.port}` } })).status).toBe(200)
  })

  it('stay out of the description of the API', async () => {
    const { openBrowser } = await openDemo()
    const { paths } = (await openBrowser().visit('/openapi.json')).json
    expect(Object.keys(paths).filter((path) => path.startsWith('/demo'))).toEqual([])
  })
})

describe('a post from somewhere else', () => {
  it.each([
    ['another site', { origin: 'https://evil.example' }],
    ['another port', { origin: 'http://localhost:1' }],
    ['a page without an origin', { origin: 'null' }],
    ['nobody says where', { origin: '' }],
  ])('is refused from %s, with a session and without', async (_from, headers) => {
    const { openBrowser, accountsFile } = await openDemo()
    const { visit } = openBrowser()
    await visit('/demo/signup', { form: ada })
    const before = readFileSync(accountsFile, 'utf8')
    for (const path of ['/demo/account', '/demo/signup', '/demo/login', '/demo/logout', '/demo/explain'])
      expect([path, (await visit(path, { form: { ...ada, name: 'Eve' }, headers })).status]).toEqual([
        path,
        403,
      ])
    expect((await visit('/demo/passkeys/x', { method: 'DELETE', headers })).status).toBe(403)
    expect(readFileSync(accountsFile, 'utf8')).toBe(before)
    expect((await visit('/demo/account')).status).toBe(200)
  })
})

describe('a session', () => {
  it('is a cookie that only the server writes, and no script reads', async () => {
    const { openBrowser } = await openDemo()
    const { visit, cookies } = openBrowser()
    const { cookies: set } = await visit('/demo/signup', { form: ada })
    expect(set).toEqual([
      expect.objectContaining({ name: 'demo-session', httpOnly: true, sameSite: 'Lax', path: '/demo' }),
    ])
    const value = decodeURIComponent(cookies.get('demo-session') ?? '')
    cookies.set('demo-session', encodeURIComponent(value.replace('password', 'passkey')))
    expect((await visit('/demo/account/data')).status).toBe(401)
    cookies.set('demo-session', encodeURIComponent(value))
    expect((await visit('/demo/account/data')).status).toBe(200)
  })
})

describe('what goes wrong', () => {
  it('is told in a page to a form and as JSON to a script, and never logs a password', async () => {
    const { openBrowser, server, lines } = await openDemo()
    const { visit } = openBrowser()
    const nobody = await visit('/demo/account', { form: { name: 'Ada', email: ada.email } })
    expect([nobody.status, nobody.headers['content-type']]).toEqual([401, 'text/html; charset=utf-8'])
    expect(nobody.text).toContain('log in first')
    const wrong = await visit('/demo/passkey-login', { body: { ticket: 'no ticket' } })
    expect([wrong.status, wrong.json.code]).toEqual([400, expect.any(String)])
    await visit('/demo/signup', { form: ada })
    await visit('/demo/login', { form: { ...ada, password: 'another secret' } })
    const log = lines.join('')
    const keys = server.madeKeys.map(({ key }) => key)
    for (const secret of [ada.password, 'another secret', ada.email, ...keys])
      expect(log).not.toContain(secret)
  })

  it('is not a flood of guesses: after 60 in a minute it is told to wait', async () => {
    const { openBrowser } = await openDemo()
    const { visit } = openBrowser()
    const guess = () => visit('/demo/login', { form: { email: ada.email, password: '' } })
    for (let turn = 1; turn <= 60; turn++) expect([turn, (await guess()).status]).toEqual([turn, 200])
    expect((await guess()).status).toBe(429)
    const spelt = await visit('/demo/%6Cogin', { form: { email: ada.email, password: '' } })
    expect(spelt.status).toBe(429)
    expect((await visit('/demo')).status).toBe(200)
  })
})
