import { join } from 'node:path'
import fastify from 'fastify'
import { describe, expect, it, onTestFinished } from 'vitest'
import { registerDemo } from '../../src/demo/register-demo.ts'
import { createFolder } from '../http/open-app.ts'
import { ada } from './open-demo.ts'

describe('the demo while Keywise does not answer', () => {
  it('still signs up and logs in, and says so in its log without a key or a name', async () => {
    const lines: string[] = []
    const app = fastify({ logger: { stream: { write: (line: string) => void lines.push(line) } } })
    onTestFinished(() => app.close())
    const accountsFile = join(await createFolder(), 'demo-accounts.json')
    const secretKey = 'sk_nobody-may-see-this'
    // Port 9 discards; nothing listens there.
    const keywiseUrl = () => 'http://127.0.0.1:9'
    await app.register(registerDemo, { keywiseUrl, secretKey, publishableKey: 'pk_x', accountsFile })
    const post = (url: string, form: Record<string, string>, cookie = '') =>
      app.inject({
        method: 'POST',
        url,
        headers: {
          host: 'localhost',
          origin: 'http://localhost',
          cookie,
          'content-type': 'application/x-www-form-urlencoded',
        },
        payload: new URLSearchParams(form).toString(),
      })
    expect((await post('/demo/signup', ada)).headers.location).toBe('/demo/account')
    const login = await post('/demo/login', ada)
    expect([login.statusCode, login.headers.location]).toEqual([303, '/demo/account'])
    const [{ name, value } = { name: '', value: '' }] = login.cookies
    const cookie = `${name}=${encodeURIComponent(value)}`
    const account = await app.inject({ url: '/demo/account', headers: { host: 'localhost', cookie } })
    expect(account.body).toContain('Ada')
    const data = await app.inject({ url: '/demo/account/data', headers: { host: 'localhost', cookie } })
    expect([data.statusCode, data.json()]).toEqual([
      500,
      { detail: 'this does not work at the moment, try again' },
    ])
    const log = lines.join('')
    expect(log).toContain('Keywise was not told')
    for (const secret of [secretKey, ada.email, ada.password, value]) expect(log).not.toContain(secret)
  })
})
