import { describe, expect, it } from 'vitest'
import { keys, openApp, takeStoreAway } from './open-app.ts'

const personal = {
  user: 'jane.doe@example.com',
  device: 'device-of-jane',
  agent: 'Mozilla/5.0 (JaneOS) JaneBrowser/1',
  ip: '198.51.100.77',
  error: 'the password of jane is wrong',
}

describe('the log of a server that every route was called on', () => {
  it('holds no key, token, address, user agent or user, at any level', async () => {
    const app = await openApp({ trustProxy: true })
    const { user, device, agent, ip, error } = personal
    const headers = { 'user-agent': agent, 'x-forwarded-for': ip }
    const tokens: string[] = []
    const userUrl = `/v1/users/${encodeURIComponent(user)}`
    const calls = async () => {
      for (const key of ['publishable', 'secret', 'admin', 'sk_wrong-key-of-jane', undefined]) {
        const send = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, body?: unknown) =>
          app.call({
            method,
            url,
            headers,
            ...(key === undefined ? {} : { key }),
            ...(body === undefined ? {} : { body }),
          })
        const asked = await send('POST', '/v1/decisions', { user: { id: user }, device: { id: device } })
        const token = asked.json.token ?? 'v1.forged-by-jane.AAAA'
        tokens.push(token)
        const outcome = {
          token,
          method: 'passkey',
          result: 'success',
          error: { name: 'Error', message: error },
        }
        const told = await send('POST', '/v1/outcomes', outcome)
        if (told.json.deviceToken !== undefined) tokens.push(told.json.deviceToken)
        await send('POST', '/v1/decisions', { user: { id: user }, unknown: agent })
        await send('POST', '/v1/decisions', `{"user":{"id":"${user}"`)
        await send('POST', '/v1/decisions/explain', { user: { id: user }, signals: { userAgent: agent } })
        await send('GET', `/v1/decisions/${asked.json.decisionId ?? 'none'}`)
        await send('GET', `/v1/decisions/${asked.json.decisionId ?? 'none'}/trace`)
        await send('PUT', `${userUrl}/credentials/c-1`, { transports: [], device: { id: device } })
        await send('PUT', userUrl, { attributes: { emailDomain: 'example.com' } })
        await send('GET', userUrl)
        await send('GET', `${userUrl}/export`)
        await send('POST', `${userUrl}/events`, [{ type: 'authentication', result: 'success', at: 'jane' }])
        await send('DELETE', `${userUrl}/credentials/c-1`)
        await send('DELETE', userUrl)
        await send('GET', `/v1/nothing/${encodeURIComponent(user)}`)
        for (const url of [
          '/v1/facts',
          '/v1/rules',
          '/v1/switches',
          '/healthz',
          '/readyz',
          '/metrics',
          '/',
          '/docs',
        ])
          await send('GET', url)
        await send('POST', '/v1/rules/check', { files: {} })
        await send('PUT', '/v1/switches', { switches: [] })
      }
    }
    await calls()
    const giveBack = await takeStoreAway(app)
    await calls()
    // A defect deep inside, the worst case: what it was about must not come along.
    await giveBack()
    const { services } = app
    Object.assign(services, {
      pseudonymOf: () => {
        throw new TypeError('a defect')
      },
    })
    expect((await app.call({ url: userUrl, key: 'secret', headers })).status).toBe(500)

    const log = app.lines.join('\n')
    expect(log).toContain('kill switches were changed')
    expect(log).toContain('a request failed')
    expect(log).toContain('/v1/users/:userId')
    // Two lines a request would halve the throughput, whatever they say.
    expect(log).not.toMatch(/incoming request|request completed/)
    const secrets = [
      ...Object.values(personal),
      ...Object.values(keys),
      ...tokens,
      'jane',
      encodeURIComponent(user),
    ]
    for (const secret of secrets) expect(log).not.toContain(secret)
  })
})
