import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { openApp } from './open-app.ts'

describe('a stored record that nobody can open', () => {
  const openDamaged = async () => {
    const app = await openApp()
    const body = { attributes: { plan: 'pro' } }
    await app.call({ method: 'PUT', url: '/v1/users/u-1', key: 'secret', body })
    const other = new Database(app.file)
    other.exec("update users set attributes_sealed = '1-1.damaged'")
    other.close()
    return app
  }

  it('is told as a defect of ours, not as a store to come back to, and logged', async () => {
    const { call, lines } = await openDamaged()
    const { status, json } = await call({ url: '/v1/users/u-1', key: 'secret' })
    expect([status, json.code]).toEqual([500, 'internal'])
    expect(lines.join('')).toContain('not a sealed field')
  })

  it('does not stand in the way of a decision or an outcome, but is logged at each', async () => {
    const { call, lines } = await openDamaged()
    const asked = await call({ url: '/v1/decisions', key: 'secret', body: { user: { id: 'u-1' } } })
    expect([asked.status, asked.json.degraded]).toEqual([200, ['history-unavailable']])
    const count = () => lines.filter((line) => line.includes('a history could not be read')).length
    expect(count()).toBe(1)
    const body = { token: asked.json.token, result: 'success', method: 'password' }
    expect((await call({ url: '/v1/outcomes', key: 'secret', body })).status).toBe(202)
    expect(count()).toBe(2)
  })
})
