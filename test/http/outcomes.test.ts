import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { createTokens } from '../../src/http/tokens.ts'
import {
  addUserWithPasskey,
  lockStore,
  openApp,
  passkeys,
  signalsOf,
  type TestApp,
  takeStoreAway,
} from './open-app.ts'

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

  it('counts as a proven success beside the failure that a page told of the same attempt', async () => {
    const app = await openApp()
    const { deviceToken } = await addUserWithPasskey(app)
    const { token } = await ask(app, { user: { id: 'u-1' }, device: { id: 'd-1', token: deviceToken } })
    const count = async () => {
      const [counts] = (await app.call({ url: '/v1/users/u-1', key: 'secret' })).json.counts
      return [counts.successes, counts.failures]
    }
    const cancel = {
      result: 'failure',
      method: 'passkey',
      error: { name: 'NotAllowedError' },
      elapsedMs: 4000,
    }
    await app.call({ url, key: 'publishable', body: { token, ...cancel } })
    expect(await count()).toEqual([1, 1])
    const worked = { ...success, credentialId: 'cred-u-1', authenticatorAttachment: 'platform' }
    for (let again = 0; again < 2; again += 1) {
      const { json } = await app.call({ url, key: 'secret', body: { token, ...worked } })
      expect(json.evidence).toBe('proven')
      expect(await count()).toEqual([2, 1])
    }
  })

  it('keeps of an error what it is, not what a page writes there', async () => {
    const app = await openApp()
    const { token } = await ask(app)
    const names = ['ada@example.com', 'NotAllowedError', 'VerificationError']
    for (const [n, name] of names.entries()) {
      const body = { token, result: 'failure', method: 'passkey', attempt: n + 1, error: { name } }
      for (let again = 0; again < 2; again += 1)
        expect((await app.call({ url, key: 'publishable', body })).status).toBe(202)
    }
    const database = new Database(app.file, { readonly: true })
    const kept = database.prepare('select error_name from outcomes order by attempt').pluck().all()
    database.close()
    expect(kept).toEqual(['other', 'NotAllowedError', 'VerificationError'])
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

/** How often outcomes were refused, by reason. */
async function refusals({ call }: TestApp): Promise<Record<string, number>> {
  const { text } = await call({ url: '/metrics', key: 'admin' })
  const lines = [...text.matchAll(/^keywise_outcomes_refused_total\{why="([^"]+)"\} (\d+)$/gm)]
  return Object.fromEntries(lines.map(([, why, count]) => [why ?? '', Number(count)]))
}

describe('an outcome that is refused', () => {
  it('is counted by reason, each time; one that is repeated is answered, and counts once', async () => {
    const app = await openApp()
    const first = await ask(app)
    const second = await ask(app, { user: { id: 'u-2' }, device: { id: 'd-2' } })
    const tell = async (key: 'publishable' | 'secret', body: object) =>
      (await app.call({ url, key, body })).status
    const failure = { result: 'failure', method: 'passkey' }
    // Replayed as it was: answered, and counted once.
    for (let i = 0; i < 3; i++)
      expect(await tell('publishable', { token: first.token, ...failure })).toBe(202)
    expect(await refusals(app)).toEqual({})
    const { text } = await app.call({ url: '/metrics', key: 'admin' })
    expect(text).toContain(
      'keywise_outcomes_total{result="failure",classified="unknown",evidence="observed"} 1',
    )

    // Replayed with something else in it.
    const altered = { token: first.token, ...failure, error: { name: 'NotAllowedError' } }
    expect(await tell('publishable', altered)).toBe(409)
    // About somebody else: of another user, by id and token of two decisions, and by a page that names a user.
    expect(await tell('secret', { token: first.token, ...success, user: { id: 'u-2' } })).toBe(409)
    expect(await tell('secret', { token: first.token, decisionId: second.decisionId, ...success })).toBe(400)
    expect(await tell('publishable', { token: first.token, ...failure, user: { id: 'u-1' } })).toBe(403)
    // Altered: the end of one token on the beginning of the other.
    const [head, body] = first.token.split('.')
    const mixed = `${head}.${body}.${second.token.split('.')[2]}`
    expect(await tell('publishable', { token: mixed, ...failure })).toBe(401)
    expect(await tell('publishable', { token: 'garbage', ...failure })).toBe(400)
    // Late.
    app.clock.now += 10 * 60_000
    expect(await tell('publishable', { token: first.token, ...failure, attempt: 2 })).toBe(410)
    app.clock.now += 24 * 3_600_000
    expect(await tell('secret', { decisionId: first.decisionId, ...success })).toBe(410)
    expect(await tell('secret', { decisionId: 'never-was', ...success })).toBe(404)
    expect(await refusals(app)).toEqual({
      'outcome-altered': 1,
      'user-mismatch': 1,
      'invalid-request': 1,
      'field-not-allowed': 1,
      'token-forged': 1,
      'token-malformed': 1,
      'token-expired': 2,
      'decision-unknown': 1,
    })
  })

  it('is one too many where a page goes on and on about one decision; what is proven still counts', async () => {
    const app = await openApp()
    const { token } = await ask(app)
    const statuses: number[] = []
    for (let attempt = 1; attempt <= 40; attempt++) {
      const body = { token, result: 'failure', method: 'passkey', attempt }
      statuses.push((await app.call({ url, key: 'publishable', body })).status)
    }
    expect(statuses.filter((status) => status === 202)).toHaveLength(32)
    expect(await refusals(app)).toEqual({ 'too-many-outcomes': 8 })
    expect((await app.call({ url, key: 'secret', body: { token, ...success } })).json.evidence).toBe('proven')
  })

  it('brings nothing of a user back who was erased', async () => {
    const app = await openApp()
    const { token, decisionId } = await ask(app)
    await app.call({ url, key: 'secret', body: { token, ...success } })
    await app.call({ method: 'DELETE', url: '/v1/users/u-1', key: 'secret' })
    for (const body of [
      { token, result: 'failure', method: 'passkey', attempt: 2 },
      { decisionId, ...success },
    ])
      expect((await app.call({ url, key: 'secret', body })).json.code).toBe('decision-unknown')
    expect(await refusals(app)).toEqual({ 'decision-unknown': 2 })
    const { json } = await app.call({ url: '/v1/users/u-1/export', key: 'secret' })
    expect(json).toEqual({ id: 'u-1', known: false, data: null })
  })
})

describe('a login with a security key', () => {
  const key = passkeys['security-key']
  const device = { id: 'd-key' }

  it('is remembered on its device, so that the next login there begins with the key', async () => {
    const app = await openApp()
    const { id, aaguid, transports, authenticatorAttachment } = key ?? {}
    await app.call({
      method: 'PUT',
      url: `/v1/users/u-1/credentials/${id}`,
      key: 'secret',
      body: { transports, authenticatorAttachment, ...(aaguid === undefined ? {} : { aaguid }) },
    })
    const decide = () => ask(app, { user: { id: 'u-1' }, device, signals: signalsOf('chrome-windows-11') })
    const before = await decide()
    expect(before.rule.name).not.toBe('security-key-used-here')
    const body = {
      token: before.token,
      ...success,
      credentialId: id,
      authenticatorAttachment: 'cross-platform',
    }
    expect((await app.call({ url, key: 'secret', body })).json.evidence).toBe('proven')
    expect(await decide()).toMatchObject({
      action: 'passkey',
      reason: 'passkey-used-here',
      rule: { name: 'security-key-used-here' },
      ceremony: { hints: ['security-key'] },
    })
    const elsewhere = await ask(app, {
      user: { id: 'u-1' },
      device: { id: 'd-other' },
      signals: signalsOf('chrome-windows-11'),
    })
    expect(elsewhere.rule.name).not.toBe('security-key-used-here')
    const { counts } = (await app.call({ url: '/v1/users/u-1', key: 'secret' })).json
    expect(counts).toMatchObject([
      { deviceId: 'd-key', successes: 0, recent: [{ kind: 'succeeded-by-key' }] },
    ])
  })
})

describe('the network a decision is asked from', () => {
  it('is kept as a pseudonym of its prefix: of the page, or of what the back end says, never of the back end', async () => {
    const app = await openApp({ trustProxy: true })
    const networkOf = async (key: 'publishable' | 'secret', ip: string, body: object = {}) => {
      const headers = { 'x-forwarded-for': ip }
      const { json } = await app.call({ url: '/v1/decisions', key, body, headers })
      return (await app.store.loadDecision(json.decisionId))?.network
    }
    const one = await networkOf('publishable', '198.51.100.77')
    expect(one).toMatch(/^[A-Za-z0-9_-]{22}$/)
    expect(await networkOf('publishable', '198.51.100.200')).toBe(one)
    expect(await networkOf('publishable', '198.51.101.77')).not.toBe(one)
    expect(await networkOf('secret', '198.51.100.77')).toBeNull()
    expect(await networkOf('secret', '192.0.2.1', { context: { ip: '198.51.100.1' } })).toBe(one)
    expect(await networkOf('secret', '192.0.2.1', { context: { ip: 'nowhere' } })).toBeNull()

    await app.store.close()
    const kept = await Promise.all(
      (await readdir(app.dir)).map((file) => readFile(join(app.dir, file), 'latin1')),
    )
    for (const text of [...kept, ...app.lines]) expect(text).not.toMatch(/198\.51\.10|192\.0\.2/)
  })
})
