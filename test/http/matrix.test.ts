import { Value } from 'typebox/value'
import { beforeAll, describe, expect, it } from 'vitest'
import { MatrixView } from '../../src/contract/matrix.ts'
import { openApp, type TestApp } from './open-app.ts'

/** One server for those tests that only look: it runs the matrix once for all of them. */
let call: TestApp['call']
/** What it answers without a filter. */
let everything: Awaited<ReturnType<TestApp['call']>>

beforeAll(async () => {
  const undo: (() => Promise<void>)[] = []
  const app = await openApp({}, (one) => void undo.push(one))
  call = app.call
  everything = await call({ url: '/v1/matrix', key: 'admin' })
  return async () => {
    for (const one of undo.reverse()) await one()
  }
}, 120_000)

describe('GET /v1/matrix', () => {
  it('tells every fixture with what came of it under the rules in force', async () => {
    const { status, json } = everything
    expect(status).toBe(200)
    expect(json).toMatchObject({ failed: 0, problems: [] })
    expect(json.total).toBeGreaterThan(500)
    expect(json.fixtures).toHaveLength(json.total)
    expect(json.fixtures[0]).toMatchObject({ status: 'passing', mismatches: [] })
    expect(json.fixtures[0].because.length).toBeGreaterThan(0)
  })

  it('selects by the filter of the command line, and follows the switches', async () => {
    const url = `/v1/matrix?filter=${encodeURIComponent('os=linux;browser=firefox')}`
    const before = (await call({ url, key: 'admin' })).json
    expect(before.total).toBeGreaterThan(0)
    expect(new Set(before.fixtures.map((row: { platform: { os: string } }) => row.platform.os))).toEqual(
      new Set(['linux']),
    )
    const switches = [{ name: 'stop', on: true, os: 'linux', reason: 'a test' }]
    const { call: callOther } = await openApp()
    await callOther({ method: 'PUT', url: '/v1/switches', key: 'admin', body: { switches } })
    const after = (await callOther({ url, key: 'admin' })).json
    expect(after.failed).toBeGreaterThan(0)
    expect(after.fixtures.every((row: { reason: string }) => row.reason === 'kill-switch')).toBe(true)
  })

  it('can be asked again as it stands, where a request can carry all of it', async () => {
    const { json } = everything
    const rows: MatrixView['fixtures'] = json.fixtures
    const whole = rows.filter(({ besides }) => besides.length === 0)
    expect(rows.length - whole.length).toBeGreaterThan(50)
    for (const row of whole.filter((_, index) => index % 40 === 0)) {
      const { status, json: explained } = await call({
        url: '/v1/decisions/explain',
        key: 'secret',
        body: row.request,
      })
      expect([row.id, status, explained.action, explained.reason]).toEqual([
        row.id,
        200,
        row.action,
        row.reason,
      ])
    }
  })

  it('is what the contract says, also where a filter selects nothing', async () => {
    expect(everything.headers['content-type']).toMatch(/^application\/json/)
    const nothing = await call({ url: '/v1/matrix?filter=status%3Dfailing', key: 'admin' })
    for (const { status, json } of [everything, nothing]) {
      expect(status).toBe(200)
      expect([...Value.Errors(MatrixView, json)].slice(0, 3)).toEqual([])
    }
  })

  it('tells what the chosen fixtures cover, and the statements they rest on with source and certainty', async () => {
    const url = `/v1/matrix?filter=${encodeURIComponent('os=linux;browser=firefox')}`
    const { json } = await call({ url, key: 'admin' })
    for (const part of ['rules', 'statements', 'reasons'] as const) {
      const { total, hit, missed } = json.coverage[part]
      expect(missed).toHaveLength(total - hit)
      expect(hit).toBeGreaterThan(0)
      expect(hit).toBeLessThan(everything.json.coverage[part].hit)
      expect(total).toBe(everything.json.coverage[part].total)
    }
    type Row = { grounds: { what: string; ref: string }[] }
    const refs = new Set(json.fixtures.flatMap((row: Row) => row.grounds.map(({ ref }) => ref)))
    expect(new Set(Object.keys(json.statements))).toEqual(refs)
    const [ref] = json.fixtures.flatMap((row: Row) =>
      row.grounds.filter(({ what }) => what === 'hybridClient').map((ground) => ground.ref),
    )
    expect(json.statements[ref]).toMatchObject({ certainty: 'high', source: expect.stringMatching(/\w/) })
  })

  it.each([
    ['os=linuks', 'no fixture has os `linuks`; did you mean `linux`?'],
    ['id=no-such-fixture', 'no fixture has id `no-such-fixture`'],
    ['os=linuks;status=failing', 'no fixture has os `linuks`; did you mean `linux`?'],
    [
      'os=linux;browser=safari',
      'each part of the filter selects fixtures, but none of them matches all parts',
    ],
  ])('says why nothing is selected by %s', async (filter, detail) => {
    const url = `/v1/matrix?filter=${encodeURIComponent(filter)}`
    const { status, json } = await call({ url, key: 'admin' })
    expect(status).toBe(400)
    expect(json).toMatchObject({ code: 'invalid-request', detail, errors: [{ pointer: '/filter', detail }] })
  })

  it('names a filter it does not know, and serves admins only', async () => {
    const { status, json } = await call({ url: '/v1/matrix?filter=colour%3Dred', key: 'admin' })
    expect([status, json.errors[0].pointer]).toEqual([400, '/filter'])
    expect((await call({ url: '/v1/matrix', key: 'publishable' })).status).toBe(403)
  })
})
