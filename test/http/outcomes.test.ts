import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createTokens } from '../../src/http/tokens.ts'
import { lockStore, openApp, type TestApp, takeStoreAway } from './open-app.ts'

const url = '/v1/outcomes'
const success = { result: 'success', method: 'passkey' }

async function ask({ call }: TestApp, body: object = { user: { id: 'u-1' }, device: { id: 'd-1' } }) {
  return (await call({ url: '/v1/decisions', key: 'secret', body })).json
}

describe('an outcome with the token of its decision', () => {
  it('is accepted; a success from the back end is proven and earns a device token', async () => {
    const app = await openApp()
    const { token } = await ask(app)
    const { status, json } = await app.call({ url, key: 'secret', body: { token, ...success } })
    expect(status).toBe(202)
    expect(json).toMatchObject({ accepted: true, evidence: 'proven', classified: 'succeeded' })
    expect(app.services.tokens.readDeviceToken(json.deviceToken, app.clock.now)).toMatchObject({
      kind: 'valid',
      token: { user: app.services.pseudonymOf('u-1'), deviceId: 'd-1' },
    })
  })

  it('is only observed from a page, and earns nothing', async () => {
    const app = await openApp()
    const { token } = await ask(app)
    const { json } = await app.call({ url, key: 'publishable', body: { token, ...success } })
    expect(json).toEqual({ accepted: true, evidence: 'observed', classified: 'succeeded' })
  })

  it('counts a failure as proven only on a device that has completed a login', async () => {
    const app = await openApp()
    const first = await ask(app)
    const { json } = await app.call({ url, key: 'secret', body: { token: first.token, ...success } })
    const fail = async (device: object) => {
      const { token } = await ask(app, { user: { id: 'u-1' }, device })
      const body = { token, result: 'failure', method: 'passkey' }
      return (await app.call({ url, key: 'publishable', body })).json.evidence
    }
    expect(await fail({ id: 'd-1', token: json.deviceToken })).toBe('proven')
    expect(await fail({ id: 'd-1' })).toBe('observed')
  })

  it('counts a failure as proven that is told after a proven success of the same decision', async () => {
    const app = await openApp()
    const { token } = await ask(app)
    const tell = (body: object) =>
      app.call({ url, key: 'secret', body: { token, method: 'passkey', ...body } })
    expect((await tell({ result: 'failure', attempt: 1 })).json.evidence).toBe('observed')
    expect((await tell({ result: 'success', attempt: 3 })).json.evidence).toBe('proven')
    expect((await tell({ result: 'failure', attempt: 2 })).json.evidence).toBe('proven')
  })

  it('gets the same answer when repeated, and 409 when altered', async () => {
    const app = await openApp()
    const body = { token: (await ask(app)).token, ...success }
    const first = await app.call({ url, key: 'secret', body })
    app.clock.now += 60_000
    const again = await app.call({ url, key: 'secret', body })
    expect([again.status, again.json]).toEqual([202, first.json])
    const altered = await app.call({ url, key: 'secret', body: { ...body, result: 'failure' } })
    expect([altered.status, altered.json.code]).toEqual([409, 'outcome-altered'])
    const next = await app.call({ url, key: 'secret', body: { ...body, result: 'failure', attempt: 2 } })
    expect(next.status).toBe(202)
  })

  it('may name who a login without identifier turned out to be, from the back end only', async () => {
    const app = await openApp()
    const { token } = await ask(app, { device: { id: 'd-1' } })
    const body = { token, ...success, user: { id: 'u-9' } }
    const page = await app.call({ url, key: 'publishable', body })
    expect([page.status, page.json.errors]).toEqual([
      403,
      [{ pointer: '/user', detail: 'needs a secret key' }],
    ])
    const { json } = await app.call({ url, key: 'secret', body })
    expect(app.services.tokens.readDeviceToken(json.deviceToken, app.clock.now)).toMatchObject({
      token: { user: app.services.pseudonymOf('u-9') },
    })
  })

  it('cannot move a decision about one user to another', async () => {
    const app = await openApp()
    const body = { token: (await ask(app)).token, ...success, user: { id: 'u-2' } }
    const { status, json } = await app.call({ url, key: 'secret', body })
    expect([status, json.code]).toEqual([409, 'user-mismatch'])
  })

  it('is refused with 503 and a time to come back while the store is gone, and accepted afterwards', async () => {
    const app = await openApp()
    const { token } = await ask(app)
    const giveBack = await takeStoreAway(app)
    const tell = () => app.call({ url, key: 'secret', body: { token, ...success } })
    const { status, json, headers } = await tell()
    expect([status, json.code, headers['retry-after']]).toEqual([503, 'store-unavailable', '1'])
    await giveBack()
    expect((await tell()).status).toBe(202)
  })

  it('waits for a lock, but not for long', async () => {
    const app = await openApp({ maxWaitMs: 150 })
    const { token } = await ask(app)
    const release = lockStore(app.file)
    const tell = () => app.call({ url, key: 'secret', body: { token, ...success } })
    expect((await tell()).json.code).toBe('store-unavailable')
    const told = tell()
    release()
    expect((await told).status).toBe(202)
  })
})

describe('a decision token that is not good', () => {
  it.each([
    ['no token', 'hello', 400, 'token-malformed'],
    ['another kind of token', 'd1.WyJhIl0.AAAA', 400, 'token-malformed'],
  ])('is refused: %s', async (_what, token, status, code) => {
    const { call } = await openApp()
    const answer = await call({ url, key: 'publishable', body: { token, ...success } })
    expect([answer.status, answer.json.code]).toEqual([status, code])
  })

  it('is refused when any one character was changed', async () => {
    const app = await openApp()
    const { token } = await ask(app)
    const changed = [...token].map((letter, i) => {
      const other = letter === 'A' ? 'B' : 'A'
      return `${token.slice(0, i)}${other}${token.slice(i + 1)}`
    })
    // The last character of a MAC carries two idle bits: another spelling of the same bytes is not ours either.
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const twin = alphabet.charAt(alphabet.indexOf(token.slice(-1)) ^ 1)
    for (const text of [...changed, token.slice(0, -1) + twin]) {
      const kind = app.services.tokens.readDecisionToken(text, app.clock.now).kind
      expect(['malformed', 'forged'], text).toContain(kind)
    }
    const answer = await app.call({ url, key: 'secret', body: { token: changed.at(-1), ...success } })
    expect([answer.status, answer.json.code]).toEqual([401, 'token-forged'])
  })

  it('is refused when another site signed it', async () => {
    const app = await openApp()
    const { token } = await ask(app)
    const reading = app.services.tokens.readDecisionToken(token, app.clock.now)
    if (reading.kind !== 'valid') throw new Error('the token of the test is not good')
    const foreign = createTokens(Buffer.alloc(32, 8)).writeDecisionToken(reading.token)
    const answer = await app.call({ url, key: 'secret', body: { token: foreign, ...success } })
    expect([answer.status, answer.json.code]).toEqual([401, 'token-forged'])
  })

  it('is refused after ten minutes; the back end may still report by id, for a day', async () => {
    const app = await openApp()
    const { token, decisionId } = await ask(app)
    app.clock.now += 10 * 60_000
    const late = await app.call({ url, key: 'secret', body: { token, ...success } })
    expect([late.status, late.json.code]).toEqual([410, 'token-expired'])
    app.clock.now += 23 * 3_600_000
    const byId = await app.call({ url, key: 'secret', body: { decisionId, ...success } })
    expect(byId.status).toBe(202)
    app.clock.now += 3_600_000
    const tooLate = await app.call({ url, key: 'secret', body: { decisionId, ...success } })
    expect([tooLate.status, tooLate.json.code]).toEqual([410, 'token-expired'])
  })

  it('cannot be left out by a page that knows the id', async () => {
    const app = await openApp()
    const { decisionId } = await ask(app)
    const answer = await app.call({ url, key: 'publishable', body: { decisionId, ...success } })
    expect([answer.status, answer.json.code]).toEqual([403, 'field-not-allowed'])
    const neither = await app.call({ url, key: 'secret', body: success })
    expect(neither.status).toBe(400)
    const unknown = await app.call({ url, key: 'secret', body: { decisionId: 'nothing', ...success } })
    expect([unknown.status, unknown.json.code]).toEqual([404, 'decision-unknown'])
  })
})

describe('an outcome as browsers tell it', () => {
  it('may leave the attachment null, and time to the microsecond', async () => {
    const app = await openApp()
    const { token } = (await app.call({ url: '/v1/decisions', key: 'secret', body: { user: { id: 'u-1' } } }))
      .json
    const body = {
      token,
      result: 'success',
      method: 'passkey',
      authenticatorAttachment: null,
      elapsedMs: 640.4,
    }
    expect((await app.call({ url, key: 'secret', body })).status).toBe(202)
    expect((await app.call({ url, key: 'secret', body })).status).toBe(202)
  })
})

describe('a failed attempt', () => {
  const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0'
  const chrome =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/157.0.0.0 Safari/537.36'
  const failed = { result: 'failure', method: 'passkey', error: { name: 'AbortError' }, elapsedMs: 5_000 }
  const askFrom = (app: TestApp, userAgent: string) =>
    ask(app, { user: { id: 'u-1' }, device: { id: 'd-1' }, signals: { userAgent } })
  const tell = async ({ call }: TestApp, token: string, body: object) =>
    call({ url, key: 'secret', body: { token, ...body } })

  it('is told apart by the client of its decision', async () => {
    const app = await openApp()
    const classified = async (userAgent: string) =>
      (await tell(app, (await askFrom(app, userAgent)).token, failed)).json.classified
    expect(await classified(firefox)).toBe('cancelled')
    expect(await classified(chrome)).toBe('aborted')
  })

  it('keeps its word and its weight when the knowledge changes, and later ones get the new', async () => {
    const app = await openApp()
    const first = await askFrom(app, chrome)
    const cancelled = { ...failed, error: { name: 'NotAllowedError' } }
    expect((await tell(app, first.token, cancelled)).json.classified).toBe('cancelled')

    const path = join(app.rulesDir, 'knowledge/failures.json')
    const file = JSON.parse(await readFile(path, 'utf8'))
    for (const row of file.failures) {
      if (row.id !== 'considered') continue
      row.gives = 'abandoned'
      row.weight = 0.3
    }
    await writeFile(path, JSON.stringify(file))
    expect((await app.policies.reload()).status).toBe('live')

    // The same report again is the same report, whatever would be made of it today.
    const again = await tell(app, first.token, cancelled)
    expect([again.status, again.json.classified]).toEqual([202, 'cancelled'])
    const second = await askFrom(app, chrome)
    expect((await tell(app, second.token, cancelled)).json.classified).toBe('abandoned')
    // Another name is another report.
    expect((await tell(app, first.token, { ...cancelled, error: { name: 'UnknownError' } })).status).toBe(409)
  })
})
