import { readdirSync, readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { createFolder } from '../http/open-app.ts'
import { ada, openDemo } from './open-demo.ts'

const source = new URL('../../src/demo/relying-party/', import.meta.url)

describe('the reference integration', () => {
  it('has fewer than 200 lines, all told', () => {
    const files = readdirSync(source)
    const lines = files.map(
      (file) => readFileSync(new URL(file, source), 'utf8').trimEnd().split('\n').length,
    )
    expect(files).toContain('relying-party.ts')
    expect(lines.reduce((sum, one) => sum + one, 0)).toBeLessThan(200)
  })
})

describe('a visitor without scripts', () => {
  it('signs up, is logged in, logs out and comes back with the password', async () => {
    const { openBrowser } = await openDemo()
    const { visit } = openBrowser()
    expect((await visit('/demo/account')).headers.location).toBe('/demo')
    const signedUp = await visit('/demo/signup', { form: ada })
    expect([signedUp.status, signedUp.headers.location]).toEqual([303, '/demo/account'])
    expect((await visit('/demo/account')).text).toContain('Ada')
    expect((await visit('/demo')).headers.location).toBe('/demo/account')
    expect((await visit('/demo/logout', { form: {} })).headers.location).toBe('/demo')
    expect((await visit('/demo/account')).headers.location).toBe('/demo')

    const first = await visit('/demo/login', { form: { email: ada.email, password: '' } })
    expect(first.status).toBe(200)
    expect(first.text).toContain(`value="${ada.email}"`)
    expect(first.text).toContain('Enter your password')
    const wrong = await visit('/demo/login', { form: { email: ada.email, password: 'something else' } })
    expect(wrong.status).toBe(401)
    const unknown = await visit('/demo/login', { form: { email: 'eve@example.com', password: 'x' } })
    expect(unknown.text.replace('eve@example.com', ada.email)).toBe(wrong.text)
    expect((await visit('/demo/account')).status).toBe(302)
    const right = await visit('/demo/login', { form: { ...ada, email: ' ADA@example.com ' } })
    expect([right.status, right.headers.location]).toEqual([303, '/demo/account'])
  })

  it.each([
    ['no name', { ...ada, name: ' ' }],
    ['no e-mail', { ...ada, email: 'ada' }],
    ['a short password', { ...ada, password: 'short' }],
  ])('is told what is missing with %s, and keeps what was typed', async (_what, form) => {
    const { openBrowser } = await openDemo()
    const { visit } = openBrowser()
    const answer = await visit('/demo/signup', { form })
    expect(answer.status).toBe(400)
    expect(answer.text).toContain('8 characters or more')
    expect(answer.text).toContain(`value="${form.email}"`)
    expect(answer.text).not.toContain(form.password)
  })

  it('cannot take the e-mail of somebody else, nor write markup into a page', async () => {
    const { openBrowser } = await openDemo()
    await openBrowser().visit('/demo/signup', { form: ada })
    const { visit } = openBrowser()
    expect((await visit('/demo/signup', { form: { ...ada, name: 'Eve' } })).status).toBe(400)
    const name = '"><script>alert(1)</script>'
    await visit('/demo/signup', { form: { ...ada, name, email: 'eve@example.com' } })
    const { text } = await visit('/demo/account')
    expect(text).toContain('&quot;&gt;&lt;script&gt;alert')
    expect(text).not.toContain('<script>')
  })
})

describe('a login by password', () => {
  it('is told to Keywise under a random id, and proves the browser for the page', async () => {
    const { openBrowser, keywise } = await openDemo()
    const { visit } = openBrowser()
    await visit('/demo/signup', { form: ada })
    await visit('/demo/logout', { form: {} })
    // The page has asked with a device id; its token comes along in a hidden field.
    const decision = await keywise('POST', '/v1/decisions', { device: { id: 'd-1' } })
    await visit('/demo/login', { form: { ...ada, decisionToken: String(decision.token) } })
    const { json } = await visit('/demo/account/data')
    expect(json).toMatchObject({ user: { name: 'Ada', email: ada.email }, method: 'password', passkeys: [] })
    expect(json.user.id).not.toContain('ada')
    expect(json.deviceToken).toMatch(/^d1\./)
    const known = await keywise('GET', `/v1/users/${json.user.id}`)
    expect(known.devices).toEqual([expect.objectContaining({ id: 'd-1', provenAt: expect.any(String) })])
  })

  it('is told anew where the decision of the page was about somebody else', async () => {
    const { openBrowser, keywise, lines } = await openDemo()
    const { visit } = openBrowser()
    await visit('/demo/signup', { form: ada })
    const decision = await keywise('POST', '/v1/decisions', { user: { id: 'eve' } })
    const login = await visit('/demo/login', { form: { ...ada, decisionToken: String(decision.token) } })
    expect(login.status).toBe(303)
    expect((await visit('/demo/account/data')).json.user.email).toBe(ada.email)
    expect(lines.join('')).not.toContain('Keywise was not told')
  })
})

describe('an account', () => {
  it('is still there after a restart, without its password in clear, and sessions are not', async () => {
    const dir = await createFolder()
    const first = await openDemo(dir)
    const browser = first.openBrowser()
    await browser.visit('/demo/signup', { form: ada })
    const { id } = (await browser.visit('/demo/account/data')).json.user
    await first.close()
    const kept = await readFile(first.accountsFile, 'utf8')
    expect(kept).not.toContain(ada.password)

    const second = await openDemo(dir)
    const { visit, cookies } = second.openBrowser()
    for (const [name, value] of browser.cookies) cookies.set(name, value)
    expect((await visit('/demo/account')).status).toBe(302)
    await visit('/demo/login', { form: ada })
    expect((await visit('/demo/account/data')).json.user.id).toBe(id)
  })

  it('of a file that cannot be read stops the start, and the file stays as it is', async () => {
    const dir = await createFolder()
    const { accountsFile, close } = await openDemo(dir)
    await close()
    await writeFile(accountsFile, '{"accounts":[{}]}')
    await expect(openDemo(dir)).rejects.toThrow('is not a list of demo accounts')
    expect(await readFile(accountsFile, 'utf8')).toBe('{"accounts":[{}]}')
  })

  it('can change its e-mail and still be logged in to, and nobody else can take it', async () => {
    const { openBrowser } = await openDemo()
    await openBrowser().visit('/demo/signup', { form: { ...ada, email: 'eve@example.com' } })
    const { visit } = openBrowser()
    await visit('/demo/signup', { form: ada })
    const taken = await visit('/demo/account', { body: { name: 'Ada', email: 'eve@example.com' } })
    expect(taken.status).toBe(409)
    const before = (await visit('/demo/account/data')).json.user.id
    await visit('/demo/account', { body: { name: 'Ada L.', email: 'ada@lovelace.example' } })
    await visit('/demo/logout', { form: {} })
    expect((await visit('/demo/login', { form: ada })).status).toBe(401)
    await visit('/demo/login', { form: { ...ada, email: 'ada@lovelace.example' } })
    expect((await visit('/demo/account/data')).json.user).toEqual({
      id: before,
      name: 'Ada L.',
      email: 'ada@lovelace.example',
    })
  })
})

describe('passkeys of an account', () => {
  it('are listed, renamed and deleted, each only by whose they are', async () => {
    const { openBrowser, keywise } = await openDemo()
    const { visit } = openBrowser()
    await visit('/demo/signup', { form: ada })
    const { id } = (await visit('/demo/account/data')).json.user
    const passkey = { transports: ['internal', 'hybrid'], aaguid: 'fbfc3007-154e-4ecc-8c0b-6e020557d7bd' }
    await keywise('PUT', `/v1/users/${id}/credentials/cred-1`, passkey)
    expect((await visit('/demo/account/data')).json.passkeys).toMatchObject([{ id: 'cred-1' }])

    const eve = openBrowser()
    await eve.visit('/demo/signup', { form: { ...ada, email: 'eve@example.com' } })
    expect((await eve.visit('/demo/passkeys/cred-1', { method: 'DELETE' })).status).toBe(404)
    expect((await openBrowser().visit('/demo/passkeys/cred-1', { method: 'DELETE' })).status).toBe(401)
    expect((await visit('/demo/account/data')).json.passkeys).toHaveLength(1)
    expect((await visit('/demo/passkeys/cred-1', { method: 'DELETE' })).status).toBe(200)
    expect((await visit('/demo/account/data')).json.passkeys).toEqual([])
  })

  it('are offered by a decision about this account and this login', async () => {
    const { openBrowser } = await openDemo()
    const { visit } = openBrowser()
    expect((await visit('/demo/passkeys/decision', { body: {} })).status).toBe(401)
    await visit('/demo/signup', { form: ada })
    const { status, json } = await visit('/demo/passkeys/decision', {
      body: { device: { id: 'd-1' }, signals: { webauthn: true, userVerifyingPlatformAuthenticator: true } },
    })
    expect(status).toBe(200)
    expect(json).toMatchObject({
      purpose: 'registration',
      action: expect.stringMatching(/offer|skip|conditional/),
    })
  })
})
