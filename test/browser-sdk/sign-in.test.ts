import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findChromium } from '../browser/find-chromium.ts'
import { type RunningBrowser, startBrowser } from '../browser/report-page.ts'
import { buildOnce } from '../end-to-end/build-once.ts'
import { openLoginPage, type PageSettings } from './login-page.ts'
import {
  decision,
  fallbackDecision,
  type LoginServer,
  localCeremony,
  options,
  startLoginServer,
} from './login-server.ts'
import { withResolvers } from './with-resolvers.ts'

const chromium = findChromium()
let running: RunningBrowser
let server: LoginServer

const open = (settings?: PageSettings) => openLoginPage(running.browser, server.origin, settings)
/** What every sign-in of these tests wants; `told` collects what reaches the page. */
const signIn = (more = '') => `
  globalThis.told ??= []
  return keywise.signIn({
    user: { id: 'ada', name: 'Ada', fallbacks: ['password'] },
    onFallback: (fallback) => told.push('fallback ' + fallback.reason),
    onAnnounce: () => { told.push('announce'); return true },
    onVerified: () => told.push('verified'),
    onTicket: (ticket) => { told.push('ticket'); return { deviceToken: 'dt-ada', user: { id: 'ada' } } },
    ${more}
  })`
const immediate = { ...localCeremony, mediation: undefined, uiMode: 'immediate', hints: [] }
const phone = { ...localCeremony, hints: ['hybrid'], announce: true, maxAttempts: 1 }
interface Ended {
  readonly kind: string
  readonly reason?: string
  readonly method?: string
  readonly passive?: string
  readonly fallbacks?: readonly string[]
  readonly accountSwitched?: boolean
  readonly failure?: { readonly classified: string; readonly errorName: string }
}

describe.skipIf(chromium === null)('signing in with the SDK in Chromium', () => {
  beforeAll(async () => {
    await buildOnce()
    running = await startBrowser(chromium ?? '')
  }, 180_000)
  // Each test has its own: what the page of another still sends goes nowhere.
  beforeEach(async () => {
    server = await startLoginServer()
  })
  afterEach(() => server.end())
  afterAll(() => running?.end(), 60_000)

  it('ends in a login, hands the ticket over and keeps the device token for the next time', async () => {
    const { authenticator, click, run, complaints } = await open()
    const id = await (await authenticator()).addPasskey()
    const result = await click<Ended>(signIn())
    expect(result).toMatchObject({ kind: 'verified', method: 'passkey', accountSwitched: false })
    expect(await run('return told')).toEqual(['ticket', 'verified'])
    const [verify] = server.seen('verify')
    expect(verify?.body).toMatchObject({ decisionToken: expect.any(String), attempt: 1, response: { id } })
    expect(await run('return keywise.lastUsed()')).toMatchObject({
      user: { id: 'ada', name: 'Ada' },
      method: 'passkey',
    })
    await run("return keywise.decide({ user: { id: 'ada' } })")
    expect(server.seen('decisions')[1]?.body.device?.token).toBe('dt-ada')
    await run("return keywise.decide({ user: { id: 'bob' } })")
    expect(server.seen('decisions')[2]?.body.device?.token).toBeUndefined()
    expect(server.seen('outcomes')).toEqual([])
    expect(complaints).toEqual([])
  })

  it('says what a page may say and no more', async () => {
    const { authenticator, click } = await open()
    await (await authenticator()).addPasskey()
    await click(signIn())
    const [asked] = server.seen('decisions')
    expect(asked?.authorization).toBe('Bearer pk_test')
    expect(asked?.body.user).toEqual({ id: 'ada', fallbacks: ['password'] })
    expect(Object.keys(asked?.body ?? {}).sort()).toEqual(['device', 'purpose', 'signals', 'user'])
  })

  it('starts nothing where the decision falls back', async () => {
    server.answer('decisions', () => fallbackDecision())
    const { click, dialogs, run } = await open()
    const result = await click<Ended>(signIn())
    expect(result).toMatchObject({
      kind: 'fallback',
      reason: 'no-passkey',
      passive: 'button',
      fallbacks: ['password'],
    })
    expect(await run('return told')).toEqual(['fallback no-passkey'])
    expect(await dialogs()).toEqual([])
  })

  it('starts nothing modal without a click, and has all ready for the click that follows', async () => {
    // Playwright's own evaluations count as clicks, so it is the page that calls.
    const { page, authenticator, click, dialogs } = await open({
      before: `addEventListener('load', () => {
        const keywise = makeKeywise()
        globalThis.atLoad = (() => { ${signIn()} })()
      })`,
    })
    const passkeys = await authenticator()
    expect(await page.evaluate('atLoad')).toMatchObject({ kind: 'fallback', reason: 'no-gesture' })
    await expect
      .poll(() => server.seen('options').filter(({ body }) => body.start === 'decided').length)
      .toBe(1)
    expect(await dialogs()).toEqual([])
    await passkeys.addPasskey()
    expect(await click<Ended>(signIn())).toMatchObject({ kind: 'verified' })
    expect(server.seen('decisions')).toHaveLength(1)
    expect(server.seen('options').filter(({ body }) => body.start === 'decided')).toHaveLength(1)
  })

  it('starts inside the click, without a request between, once it is prepared', async () => {
    const { authenticator, run, click, dialogs, page } = await open()
    await (await authenticator()).addPasskey()
    await run("return keywise.prepare({ user: { id: 'ada' } })")
    await expect.poll(() => server.seen('options').length).toBe(1)
    await page.evaluate(`
      globalThis.fetchedBefore = []
      const { fetch } = globalThis
      globalThis.fetch = (...all) => { fetchedBefore.push(ceremonies.length); return fetch(...all) }`)
    expect(await click<Ended>(signIn())).toMatchObject({ kind: 'verified' })
    expect(await page.evaluate('fetchedBefore')).toEqual([1])
    expect(await dialogs()).toMatchObject([{ isActivated: true, ended: 'given' }])
  })

  it.each([
    ["purpose: 'authentication',", '', 1],
    ['', "purpose: 'authentication',", 1],
    ['', "purpose: 'step-up',", 2],
  ])('knows what was prepared with "%s" when it signs in with "%s"', async (prepared, wanted, asked) => {
    const { authenticator, run, click } = await open()
    await (await authenticator()).addPasskey()
    await run(`return keywise.prepare({ ${prepared} user: { id: 'ada' } })`)
    expect(await click<Ended>(signIn(wanted))).toMatchObject({ kind: 'verified' })
    expect(server.seen('decisions')).toHaveLength(asked)
  })

  it('asks again once what was prepared is old', async () => {
    const { authenticator, run, click, page, now } = await open()
    server.answer('options', () => options({ expiresAt: new Date(now + 60_000).toISOString() }))
    await (await authenticator()).addPasskey()
    await run("return keywise.prepare({ user: { id: 'ada' } })")
    await page.clock.fastForward(59_000)
    await click(signIn())
    expect(server.seen('options')).toHaveLength(2)
    expect(server.seen('decisions')).toHaveLength(1)
  })

  describe('with an immediate request', () => {
    it('sends an empty list, no signal and `uiMode`, and signs in', async () => {
      server.answer('decisions', () => decision({ ceremony: immediate }))
      server.answer('options', () =>
        options(
          { uiMode: 'immediate', mediation: undefined },
          { allowCredentials: [{ type: 'public-key', id: 'AAAA' }] },
        ),
      )
      const { authenticator, click, dialogs } = await open()
      await (await authenticator()).addPasskey()
      const result = await click<Ended>(signIn())
      expect(await dialogs()).toMatchObject([{ uiMode: 'immediate', hasSignal: false, allowed: 0 }])
      expect(result).toMatchObject({ kind: 'verified' })
    })

    it('takes a fast refusal for "not found" and follows the plan to the phone, announced', async () => {
      server.answer('decisions', () =>
        decision({
          ceremony: immediate,
          next: [
            { on: 'not-found', action: 'cross-device' },
            { on: 'any', action: 'fallback' },
          ],
        }),
      )
      server.answer('options', ({ start }) => options(start === 'decided' ? { uiMode: 'immediate' } : {}))
      const { authenticator, click, run } = await open()
      const passkeys = await authenticator()
      expect(passkeys).toBeDefined()
      const result = await click<Ended>(signIn('onAnnounce: () => { told.push("announce"); return false }'))
      expect(await run('return told')).toEqual(['announce', 'fallback cancelled'])
      expect(result).toMatchObject({ kind: 'fallback' })
      const starts = server.seen('options').map(({ body }) => body.start)
      expect(starts.filter((start) => start !== 'conditional')).toEqual(['decided', 'cross-device'])
      await expect
        .poll(() => server.seen('outcomes').map(({ body }) => body))
        .toMatchObject([
          { result: 'failure', method: 'passkey', error: { name: 'NotAllowedError' }, attempt: 1 },
        ])
    })
  })

  describe('with a phone', () => {
    it('announces it before anything opens, and starts in the click that continues', async () => {
      server.answer('decisions', () =>
        decision({ action: 'cross-device', ceremony: phone, reason: 'phone-can-reach' }),
      )
      const { authenticator, startClick, page, dialogs, finished } = await open()
      await (await authenticator()).addPasskey()
      await startClick(
        signIn(`onAnnounce: () => new Promise((resolve) => {
          announcement.innerHTML = '<button id="continue" type="button">Continue</button>'
          document.querySelector('#continue').onclick = () => resolve(true)
        })`),
      )
      await page.waitForSelector('#continue')
      await expect.poll(() => server.seen('options').length).toBe(1)
      expect(await dialogs()).toEqual([])
      await page.click('#continue')
      await expect.poll(() => finished<Ended>()).toMatchObject({ kind: 'verified', method: 'cross-device' })
      expect(await dialogs()).toMatchObject([{ isActivated: true }])
    })

    it.each(['not-on-this-device', 'not-you'])(
      'lets go by the exit "%s" of the announcement',
      async (exit) => {
        server.answer('decisions', () => decision({ action: 'cross-device', ceremony: phone }))
        const { startClick, run, finished, dialogs } = await open()
        await run("keywise.rememberDevice('dt', { id: 'ada' })")
        await startClick(signIn("onAnnounce: () => { told.push('announce'); return new Promise(() => {}) }"))
        await expect.poll(() => run('return told')).toEqual(['announce'])
        await run(`keywise.leave('${exit}')`)
        await expect.poll(() => finished<Ended>()).toMatchObject({ kind: 'fallback', reason: exit })
        expect(await dialogs()).toEqual([])
        expect((await run('return keywise.lastUsed() ?? null')) === null).toBe(exit === 'not-you')
      },
    )
  })

  it('ends an open dialog by an exit, and "not on this device" follows the plan', async () => {
    server.answer('decisions', () =>
      decision({
        next: [
          { on: 'not-found', action: 'cross-device' },
          { on: 'any', action: 'fallback' },
        ],
      }),
    )
    const { authenticator, startClick, run, finished, dialogs } = await open()
    await authenticator({ answers: false })
    await startClick(signIn("onAnnounce: () => { told.push('announce'); return 'not-you' }"))
    await expect.poll(async () => (await dialogs()).length).toBe(1)
    await run("keywise.leave('not-on-this-device')")
    await expect
      .poll(() => finished<Ended>())
      .toMatchObject({ kind: 'fallback', reason: 'not-you', fallbacks: [] })
    expect(await run('return told')).toEqual(['announce', 'fallback not-you'])
    await expect.poll(dialogs).toMatchObject([{ ended: 'AbortError' }])
    expect(server.seen('outcomes')).toEqual([])
  })

  it('forgets by "not you" who is asked for, not who was here last, and suggests for anybody then', async () => {
    const { authenticator, startClick, run, finished, dialogs } = await open()
    await authenticator({ answers: false })
    await run("for (const id of ['bob', 'ada', 'eve']) keywise.rememberDevice('dt-' + id, { id })")
    await startClick(signIn())
    await expect.poll(async () => (await dialogs()).length).toBe(1)
    await run("keywise.leave('not-you')")
    await expect.poll(() => finished<Ended>()).toMatchObject({ kind: 'fallback', reason: 'not-you' })
    const known = 'JSON.parse(localStorage.keywise).users.map(({ user }) => user.id)'
    expect(await run(`return ${known}`)).toEqual(['eve', 'bob'])
    await expect
      .poll(() => server.seen('options').find(({ body }) => body.start === 'conditional')?.body)
      .toEqual({ start: 'conditional', device: { id: expect.any(String) }, signals: expect.anything() })
    await run("keywise.leave('not-you')")
    expect(await run(`return ${known}`)).toEqual(['bob'])
  })

  it('reports a failure with token, name and time, counts attempts, and asks anew when they are used up', async () => {
    server.answer('decisions', () => decision({ next: [{ on: 'any', action: 'fallback' }] }))
    const { startClick, finished, run, page } = await open({
      before: `
        CredentialsContainer.prototype.get = (request) => request.mediation === 'conditional'
          ? new Promise(() => {})
          : new Promise((_, reject) => { refuse = () => reject(new DOMException('', 'NotAllowedError')) })`,
    })
    const tryAndFail = async () => {
      await page.evaluate('globalThis.refuse = undefined')
      await startClick(signIn())
      await page.waitForFunction('!!globalThis.refuse')
      await page.clock.runFor(400)
      await page.evaluate('refuse()')
    }
    for (const attempt of [1, 2]) {
      await tryAndFail()
      await expect
        .poll(() => finished<Ended>())
        .toMatchObject({
          kind: 'fallback',
          reason: 'refused',
          failure: { classified: 'refused', errorName: 'NotAllowedError' },
        })
      await expect.poll(() => server.seen('outcomes').at(-1)?.body.attempt).toBe(attempt)
    }
    expect(server.seen('decisions')).toHaveLength(1)
    const [first] = server.seen('outcomes')
    expect(first?.body).toMatchObject({
      result: 'failure',
      method: 'passkey',
      error: { name: 'NotAllowedError' },
    })
    expect(first?.body.elapsedMs).toBe(400)
    expect(first?.body.token).toMatch(/^v1\./)
    await tryAndFail()
    await expect.poll(() => run('return told')).toHaveLength(3)
    expect(server.seen('decisions')).toHaveLength(2)
  })

  it('shows that another account came back', async () => {
    const { authenticator, click, page } = await open()
    await (await authenticator()).addPasskey()
    const result = await click<Ended>(
      signIn(
        "onTicket: () => ({ deviceToken: 'dt-bob', user: { id: 'bob', name: 'Bob' } }), status: document.querySelector('#status'), texts: { switched: 'You are Bob' }",
      ),
    )
    expect(result).toMatchObject({ kind: 'verified', accountSwitched: true, user: { id: 'bob' } })
    expect(await page.textContent('#status')).toBe('You are Bob')
    const kept = await page.evaluate('localStorage.keywise')
    expect(JSON.parse(String(kept)).users).toMatchObject([
      { user: { id: 'bob', name: 'Bob' }, token: 'dt-bob' },
    ])
  })

  it('remembers nobody whom neither the back end nor the list of passkeys has named', async () => {
    const { authenticator, click, run } = await open()
    const id = await (await authenticator()).addPasskey()
    const lastUsed = () => run('return keywise.lastUsed() ?? null')
    const named = { allowCredentials: [{ type: 'public-key', id }] }
    const silent = "onTicket: () => ({ deviceToken: 'dt-of-whom' })"
    expect(await click<Ended>(signIn(silent))).toMatchObject({ kind: 'verified' })
    expect(await lastUsed()).toBeNull()
    // An immediate request drops the list.
    server.answer('options', () => options({ uiMode: 'immediate' }, named))
    expect(await click<Ended>(signIn(silent))).toMatchObject({ kind: 'verified' })
    expect(await lastUsed()).toBeNull()
    server.answer('options', () => options({}, named))
    expect(await click<Ended>(signIn(silent))).toMatchObject({ kind: 'verified' })
    expect(await lastUsed()).toMatchObject({ user: { id: 'ada', name: 'Ada' }, token: 'dt-of-whom' })
  })

  it('hands advice to the signal methods and falls back when the server refuses the answer', async () => {
    const advice = { signalUnknownCredential: { rpId: 'localhost', credentialId: 'AAAA' } }
    server.answer('verify', () => ({ status: 400, body: { code: 'verification-failed', advice } }))
    const { authenticator, click, page } = await open({
      before:
        'globalThis.signalled = []; PublicKeyCredential.signalUnknownCredential = async (what) => { signalled.push(what) }',
    })
    await (await authenticator()).addPasskey()
    // Suggestions would be armed next, which this authenticator picks at once.
    await page.evaluate("document.querySelector('#name').autocomplete = 'username'")
    expect(await click<Ended>(signIn())).toMatchObject({ kind: 'fallback', reason: 'server-rejected' })
    expect(await page.evaluate('signalled')).toEqual([advice.signalUnknownCredential])
    await expect.poll(() => server.seen('outcomes')[0]?.body.error?.name).toBe('verification-failed')
  })

  it('is no login when the back end does not take the ticket', async () => {
    const { authenticator, click, run } = await open()
    await (await authenticator()).addPasskey()
    const result = await click<Ended>(signIn("onTicket: async () => { throw new Error('no') }"))
    expect(result).toMatchObject({ kind: 'fallback', reason: 'server-rejected' })
    expect(await run('return told')).toEqual(['fallback server-rejected'])
    expect(await run('return keywise.lastUsed() ?? null')).toBeNull()
  })

  it('takes a double click for one', async () => {
    const { authenticator, click, dialogs } = await open()
    await (await authenticator()).addPasskey()
    const both = await click<readonly Ended[]>(
      `const once = () => { ${signIn()} }; return Promise.all([once(), once()])`,
    )
    expect(both).toMatchObject([{ kind: 'verified' }, { kind: 'verified' }])
    expect(await dialogs()).toHaveLength(1)
  })

  it('starts nothing in a page without the focus', async () => {
    const { authenticator, click, dialogs, page } = await open()
    await (await authenticator()).addPasskey()
    await page.evaluate('document.hasFocus = () => false')
    expect(await click<Ended>(signIn())).toMatchObject({ kind: 'fallback', reason: 'refused' })
    expect(await dialogs()).toEqual([])
  })

  it('tells a frame without permission as refused, also for an immediate request', async () => {
    server.answer('decisions', () => decision({ ceremony: immediate }))
    server.answer('options', () => options({ uiMode: 'immediate' }))
    const frame = server.origin.replace('localhost', '127.0.0.1')
    const { page } = await open({ url: `/?frame=${encodeURIComponent(frame)}` })
    const inner = page.frames().find((one) => one.url().startsWith(frame))
    await inner?.waitForFunction('globalThis.createKeywise')
    await inner?.evaluate(`go.onclick = () => {
      const keywise = makeKeywise()
      globalThis.result = (async () => { ${signIn()} })()
    }`)
    await inner?.click('#go')
    expect(await inner?.evaluate('result')).toMatchObject({ kind: 'fallback', reason: 'refused' })
    expect(await inner?.evaluate('ceremonies')).toEqual([])
    await expect.poll(() => server.seen('outcomes')[0]?.body.error?.name).toBe('SecurityError')
  })

  describe('when the server is in trouble', () => {
    it.each([
      ['answers 500', () => ({ status: 500, body: { code: 'internal' } })],
      ['cuts the line', () => ({ cut: true as const })],
      ['answers something else', () => ({ body: 'hello' })],
    ])('leaves the form to itself at once when it %s', async (_, answerer) => {
      server.answer('decisions', answerer)
      const { click, complaints } = await open()
      const result = await click<Ended>(signIn())
      expect(result).toMatchObject({ kind: 'fallback', reason: 'no-answer', fallbacks: ['password'] })
      expect(complaints).toEqual([])
    })

    it('waits two seconds, says after 800 ms that it takes long, and then does what is safe', async () => {
      server.answer('decisions', () => ({ ...decision(), after: new Promise(() => {}) }))
      const { startClick, finished, run, page } = await open()
      await startClick(signIn('onStatus: (step) => told.push(step)'))
      await page.clock.runFor(799)
      expect(await run('return told')).toEqual([])
      await page.clock.runFor(1)
      expect(await run('return told')).toEqual(['slow'])
      await page.clock.runFor(1_199)
      expect(await run('return told')).toEqual(['slow'])
      await page.clock.runFor(1)
      await expect.poll(() => finished<Ended>()).toMatchObject({ kind: 'fallback', reason: 'no-answer' })
      expect(await run('return told')).toEqual(['slow', 'fallback', 'fallback no-answer'])
    })

    it('keeps a resistant floor', async () => {
      server.answer('decisions', () => ({ status: 503, body: {} }))
      const { run } = await open()
      const user = "{ id: 'ada', fallbacks: ['password'], assuranceFloor: 'phishing-resistant' }"
      expect(await run(`return keywise.decide({ user: ${user} })`)).toMatchObject({
        fallbacks: [],
        stepUpRequired: true,
      })
    })

    it('opens no dialog over somebody who has turned to the form meanwhile', async () => {
      const { promise: after, resolve: send } = withResolvers()
      server.answer('decisions', () => ({ ...decision(), after }))
      const { authenticator, startClick, page, finished, dialogs } = await open()
      await (await authenticator()).addPasskey()
      await startClick(signIn())
      await expect.poll(() => server.seen('decisions').length).toBe(1)
      await page.clock.runFor(1_200)
      await page.focus('#password')
      send()
      await expect.poll(() => finished<Ended>()).toMatchObject({ reason: 'typing' })
      expect(await dialogs()).toEqual([])
      expect(await page.evaluate('document.activeElement.id')).toBe('password')
    })

    it('falls back when the options do not come, or nobody can verify', async () => {
      const { authenticator, click } = await open()
      await (await authenticator()).addPasskey()
      server.answer('options', () => ({ status: 500, body: {} }))
      expect(await click<Ended>(signIn())).toMatchObject({ kind: 'fallback', reason: 'no-answer' })
      server.answerAsUsual()
      server.answer('verify', () => ({ cut: true }))
      expect(await click<Ended>(signIn())).toMatchObject({
        kind: 'fallback',
        failure: { errorName: 'no-answer' },
      })
      expect(server.seen('outcomes')).toEqual([])
    })
  })

  it('says each step to screen readers, and gives the focus back', async () => {
    server.answer('decisions', () => decision({ action: 'cross-device', ceremony: phone }))
    const { click, page } = await open()
    await click(
      signIn(`status: document.querySelector('#status'), texts: { announcing: 'Take your phone' },
        onAnnounce: () => {
          globalThis.said = document.querySelector('#status').textContent
          announcement.innerHTML = '<button id="no" type="button">No</button>'
          document.querySelector('#no').focus()
          return false
        }`),
    )
    expect(await page.evaluate('said')).toBe('Take your phone')
    expect(await page.getAttribute('#status', 'role')).toBe('status')
    expect(await page.textContent('#status')).toBe('fallback')
    expect(await page.evaluate('document.activeElement.id')).toBe('go')
  })

  it('runs the ceremonies of a relying party that has a server of its own', async () => {
    const own = `ceremonies: {
      options: async (asked) => { globalThis.asked = asked; return { publicKey: { challenge: 'AAAA', rpId: 'localhost', userVerification: 'required' } } },
      verify: async ({ response }) => ({ verified: true, user: { id: 'ada' }, session: response.id, deviceToken: 'own' }),
    }`
    const { authenticator, click, page } = await open({ config: own })
    const id = await (await authenticator()).addPasskey()
    expect(await click<Ended>(signIn())).toMatchObject({
      kind: 'verified',
      answer: { session: id },
      user: { id: 'ada' },
    })
    expect(await page.evaluate('asked')).toMatchObject({
      start: 'decided',
      ceremony: { hints: ['client-device'] },
    })
    expect([...server.seen('options'), ...server.seen('verify')]).toEqual([])
  })

  it('gives somebody who clicks "use a passkey" the ceremony, whatever the decision believes', async () => {
    server.answer('decisions', () => fallbackDecision())
    const { authenticator, run, click } = await open()
    await (await authenticator()).addPasskey()
    await run("return keywise.prepare({ user: { id: 'ada' } })")
    await expect.poll(() => server.seen('options').map(({ body }) => body.start)).toEqual(['button'])
    const result = await click<Ended>("return keywise.startCeremony({ user: { id: 'ada' } })")
    expect(result).toMatchObject({ kind: 'verified' })
    expect(server.seen('options')).toHaveLength(1)
    expect(server.seen('verify')[0]?.body.decisionToken).toMatch(/^v1\./)
  })
})
