import { describe, expect, it } from 'vitest'
import { openApp } from './open-app.ts'

describe('GET /v1/matrix', () => {
  it('tells every fixture with what came of it under the rules in force', async () => {
    const { call } = await openApp()
    const { status, json } = await call({ url: '/v1/matrix', key: 'admin' })
    expect(status).toBe(200)
    expect(json).toMatchObject({ failed: 0, problems: [] })
    expect(json.total).toBeGreaterThan(500)
    expect(json.fixtures).toHaveLength(json.total)
    expect(json.fixtures[0]).toMatchObject({ status: 'passing', mismatches: [] })
    expect(json.fixtures[0].because.length).toBeGreaterThan(0)
  })

  it('selects by the filter of the command line, and follows the switches', async () => {
    const { call } = await openApp()
    const url = `/v1/matrix?filter=${encodeURIComponent('os=linux;browser=firefox')}`
    const before = (await call({ url, key: 'admin' })).json
    expect(before.total).toBeGreaterThan(0)
    expect(new Set(before.fixtures.map((row: { platform: { os: string } }) => row.platform.os))).toEqual(
      new Set(['linux']),
    )
    const switches = [{ name: 'stop', on: true, os: 'linux', reason: 'a test' }]
    await call({ method: 'PUT', url: '/v1/switches', key: 'admin', body: { switches } })
    const after = (await call({ url, key: 'admin' })).json
    expect(after.failed).toBeGreaterThan(0)
    expect(after.fixtures.every((row: { reason: string }) => row.reason === 'kill-switch')).toBe(true)
  })

  it('can be asked again as it stands', async () => {
    const { call } = await openApp()
    const { json } = await call({ url: '/v1/matrix?filter=story%3Da', key: 'admin' })
    expect(json.total).toBeGreaterThan(0)
    for (const row of json.fixtures) {
      const { status, json: explained } = await call({
        url: '/v1/decisions/explain',
        key: 'secret',
        body: row.request,
      })
      expect([status, explained.action, explained.reason]).toEqual([200, row.action, row.reason])
    }
  })

  it('names a filter it does not know, and serves admins only', async () => {
    const { call } = await openApp()
    const { status, json } = await call({ url: '/v1/matrix?filter=colour%3Dred', key: 'admin' })
    expect([status, json.errors[0].pointer]).toEqual([400, '/filter'])
    expect((await call({ url: '/v1/matrix', key: 'publishable' })).status).toBe(403)
  })
})
