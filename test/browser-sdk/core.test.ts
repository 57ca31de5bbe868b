import { Value } from 'typebox/value'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ClientSignals } from '../../src/contract/decision.ts'
import { findChromium } from '../browser/find-chromium.ts'
import { type RunningBrowser, startBrowser } from '../browser/report-page.ts'
import { buildOnce } from '../end-to-end/build-once.ts'
import { openLoginPage, type PageSettings } from './login-page.ts'
import { decision, fallbackDecision, type LoginServer, startLoginServer } from './login-server.ts'
import { withResolvers } from './with-resolvers.ts'

const chromium = findChromium()
let running: RunningBrowser
let server: LoginServer

const open = (settings?: PageSettings) => openLoginPage(running.browser, server.origin, settings)
const decide = "return keywise.decide({ user: { id: 'ada' } })"

describe.skipIf(chromium === null)('the core of the SDK in Chromium', () => {
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

  describe('reading signals', () => {
    it('says all that the contract has room for, and nothing else', async () => {
      const { run } = await open()
      const signals = await run<Record<string, unknown>>('return keywise.readSignals()')
      expect([...Value.Errors(ClientSignals, signals)]).toEqual([])
      expect(signals).toMatchObject({
        webauthn: true,
        maxTouchPoints: 0,
        platform: expect.stringMatching(/./),
        userAgent: expect.stringMatching(/Chrome/),
        clientHints: { fullVersionList: expect.any(Array), platform: expect.any(String) },
        clientCapabilities: { conditionalGet: expect.any(Boolean) },
        userVerifyingPlatformAuthenticator: expect.any(Boolean),
        conditionalMediation: true,
      })
      for (const word of ['architecture', 'bitness', 'wow64'])
        expect(Object.keys(signals.clientHints ?? {})).not.toContain(word)
    })

    it('leaves out what hangs or throws, without waiting for one after the other', async () => {
      const { run, page } = await open({
        before: `
          const never = () => new Promise(() => {})
          PublicKeyCredential.getClientCapabilities = never
          PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable = never
          PublicKeyCredential.isConditionalMediationAvailable = () => { throw new Error('no') }
          NavigatorUAData.prototype.getHighEntropyValues = never`,
      })
      await page.evaluate(
        'void makeKeywise().readSignals().then((signals) => { globalThis.signals = signals })',
      )
      await page.clock.runFor(299)
      expect(await run('return globalThis.signals ?? null')).toBeNull()
      await page.clock.runFor(1)
      const signals = await run<Record<string, unknown>>('return globalThis.signals')
      for (const name of [
        'clientHints',
        'clientCapabilities',
        'userVerifyingPlatformAuthenticator',
        'conditionalMediation',
      ])
        expect(signals[name]).toBeUndefined()
      expect(signals).toMatchObject({ webauthn: true })
    })

    it('takes "no Bluetooth" for unknown where the frame may not ask', async () => {
      const { run } = await open({
        before: `
          Object.defineProperty(navigator, 'bluetooth', { value: { getAvailability: async () => false } })
          document.featurePolicy.features = () => ['bluetooth']
          document.featurePolicy.allowsFeature = (name) => name !== 'bluetooth'`,
      })
      expect(await run('return (await keywise.readSignals()).bluetooth ?? null')).toBeNull()
      await run('document.featurePolicy.allowsFeature = () => true')
      expect(await run('return (await keywise.readSignals()).bluetooth')).toBe(false)
    })
  })

  describe('keeping a device', () => {
    it('has the same id at the next visit', async () => {
      const { run, page } = await open()
      await run(decide)
      await page.reload()
      await page.waitForFunction('globalThis.createKeywise')
      await run(decide)
      const [first, second] = server.seen('decisions').map(({ body }) => body.device?.id)
      expect(first).toMatch(/^[0-9a-f-]{36}$/)
      expect(second).toBe(first)
    })

    it('adopts the id that the server knows by its cookie', async () => {
      server.answer('decisions', () => decision({ device: { id: 'd-cookie' } }))
      const { run } = await open()
      await run(decide)
      await run(decide)
      expect(server.seen('decisions')[1]?.body.device?.id).toBe('d-cookie')
    })

    it('keeps, sends and reads nothing without consent, not even a cookie', async () => {
      const { run, page } = await open({ config: 'consent: () => globalThis.agreed' })
      await page.evaluate("document.cookie = 'keywise_device=c'; globalThis.agreed = true")
      await run(decide)
      await page.evaluate('globalThis.agreed = false; localStorage.clear()')
      await run(`keywise.rememberDevice('dt', { id: 'ada' }); ${decide}`)
      const [agreed, refused] = server.seen('decisions')
      expect(agreed?.cookie).toContain('keywise_device')
      expect(agreed?.body.device?.id).toBeDefined()
      expect(refused?.cookie).toBeUndefined()
      expect(refused?.body.device).toBeUndefined()
      expect(await page.evaluate('localStorage.length')).toBe(0)
      expect(await run('return keywise.lastUsed() ?? null')).toBeNull()
    })

    it('works on where storage throws', async () => {
      const { run, complaints } = await open({
        before:
          "Object.defineProperty(globalThis, 'localStorage', { get() { throw new DOMException('', 'SecurityError') } })",
      })
      await run(`keywise.rememberDevice('dt', { id: 'ada' }); ${decide}`)
      expect(server.seen('decisions')[0]?.body.device).toMatchObject({ token: 'dt' })
      await run(`keywise.forget(); ${decide}`)
      expect(server.seen('decisions')[1]?.body.device?.token).toBeUndefined()
      expect(complaints).toEqual([])
    })

    it('starts anew on what somebody else has written there', async () => {
      const { run, page } = await open()
      await page.evaluate("localStorage.keywise = '{broken'")
      expect(await run(decide)).toMatchObject({ source: 'server' })
      for (const entry of ['{"users":7}', '{"users":[null]}', '{"users":[{"user":null}]}', 'null']) {
        await page.evaluate(`localStorage.keywise = '${entry}'`)
        expect(await run(decide)).toMatchObject({ source: 'server' })
        expect(await run('return keywise.lastUsed() ?? null')).toBeNull()
      }
    })

    it('takes a question for consent that throws for a no', async () => {
      const { run, complaints } = await open({ config: "consent: () => { throw new Error('no') }" })
      await run("keywise.rememberDevice('dt', { id: 'ada' })")
      expect(await run(decide)).toMatchObject({ source: 'server' })
      expect(server.seen('decisions')[0]?.body.device).toBeUndefined()
      expect(await run('return keywise.lastUsed() ?? null')).toBeNull()
      expect(complaints).toEqual([])
    })

    describe('with a server that remembers the device in a cookie', () => {
      let cookie: string | undefined
      const remember = () => {
        cookie = undefined
        server.answer('decisions', ({ device }) => {
          if (device?.fresh || !cookie) cookie = device?.id
          return decision({ device: { id: cookie } })
        })
      }
      const last = () => server.seen('decisions').at(-1)?.body.device

      it('says that a new id is fresh until an answer names it, once all is forgotten', async () => {
        const { run } = await open()
        remember()
        await run(decide)
        const old = cookie
        expect(last()).toEqual({ id: old })
        await run('keywise.forget()')
        server.answer('decisions', () => ({ status: 500, body: { device: { id: old } } }))
        await run(decide)
        expect(last()).toEqual({ id: expect.not.stringMatching(String(old)), fresh: true })
        const id = last()?.id
        server.answer('decisions', () => decision({ device: { id } }))
        await run(decide)
        expect(last()).toEqual({ id, fresh: true })
        await run(`keywise.forget('ada'); ${decide}`)
        expect(last()).toEqual({ id })
      })

      it('forgets all where consent is withdrawn, and is new where it is given again', async () => {
        const { run, page } = await open({ config: 'consent: () => globalThis.agreed' })
        remember()
        await page.evaluate('globalThis.agreed = true')
        await run(`keywise.rememberDevice('dt', { id: 'ada' }); ${decide}`)
        const old = cookie
        expect(last()).toEqual({ id: old, token: 'dt' })
        await run(`globalThis.agreed = false; ${decide}`)
        expect(last()).toBeUndefined()
        expect(await page.evaluate('localStorage.keywise')).not.toContain(old)
        await run(`globalThis.agreed = true; ${decide}`)
        expect(last()).toEqual({ id: cookie, fresh: true })
        expect(cookie).not.toBe(old)
        await run(decide)
        expect(last()).toEqual({ id: cookie })
      })
    })

    it('keeps the tokens of the five latest users, and forgets one or all', async () => {
      const { run } = await open()
      await run("for (const id of 'abcdef') keywise.rememberDevice('token of ' + id, { id }, 'password')")
      const tokenOf = async (id: string) => {
        await run(`return keywise.decide({ user: { id: '${id}' } })`)
        return server.seen('decisions').at(-1)?.body.device?.token
      }
      expect(await tokenOf('a')).toBeUndefined()
      expect(await tokenOf('b')).toBe('token of b')
      expect(await run('return keywise.lastUsed()')).toMatchObject({ user: { id: 'f' }, method: 'password' })
      await run("keywise.rememberDevice(undefined, { id: 'b' })")
      expect(await tokenOf('b')).toBe('token of b')
      await run("keywise.forget('b')")
      expect(await tokenOf('b')).toBeUndefined()
      expect(await tokenOf('c')).toBe('token of c')
      const before = server.seen('decisions').at(-1)?.body.device?.id
      await run('keywise.forget()')
      expect(await tokenOf('c')).toBeUndefined()
      expect(server.seen('decisions').at(-1)?.body.device?.id).not.toBe(before)
    })
  })

  describe('deciding', () => {
    it('marks an answer that came after the soft limit', async () => {
      const { run, page } = await open()
      for (const [ms, late] of [
        [800, false],
        [801, true],
      ] as const) {
        const { promise: after, resolve: send } = withResolvers()
        server.answer('decisions', () => ({ ...decision(), after }))
        const before = server.seen('decisions').length
        const answer = run(decide)
        await expect.poll(() => server.seen('decisions').length).toBe(before + 1)
        await page.clock.runFor(ms)
        send()
        expect(await answer).toMatchObject({ source: 'server', late, action: 'passkey' })
      }
    })

    it('never rejects, and what it answers instead is safe', async () => {
      const { run, complaints } = await open({ config: "endpoint: 'http://localhost:9'" })
      const user = "{ id: 'ada', fallbacks: ['email-otp'] }"
      expect(await run(`return keywise.decide({ user: ${user} })`)).toEqual({
        source: 'safe-default',
        purpose: 'authentication',
        action: 'fallback',
        next: [{ on: 'any', action: 'fallback' }],
        fallbacks: ['email-otp'],
        stepUpRequired: false,
        passive: 'conditional',
        reason: 'no-answer',
      })
      expect(await run(`return keywise.offerPasskey({ user: ${user} })`)).toMatchObject({ action: 'skip' })
      expect(complaints).toEqual([])
    })

    it('asks the back end of a page that wants it so, which may say what was just used', async () => {
      const { run } = await open({
        config: "askDecision: async (request) => ({ token: 't', reason: JSON.stringify(request.context) })",
      })
      const asked = "return keywise.offerPasskey({ user: { id: 'ada' }, justUsed: 'password' })"
      expect(await run(asked)).toMatchObject({ source: 'server', reason: '{"justUsed":"password"}' })
      expect(server.seen('decisions')).toEqual([])
    })

    it('does not say what was just used with a publishable key', async () => {
      server.answer('decisions', () =>
        decision({ purpose: 'registration', action: 'offer', ceremony: undefined }),
      )
      const { run } = await open()
      const asked = "return keywise.offerPasskey({ user: { id: 'ada' }, justUsed: 'password' })"
      expect(await run(asked)).toMatchObject({ source: 'server', action: 'offer' })
      expect(server.seen('decisions')[0]?.body).toMatchObject({ purpose: 'registration' })
    })
  })

  describe('reporting', () => {
    it('arrives though the page is left at once', async () => {
      server.answer('decisions', () => fallbackDecision({ token: 'v1.left' }))
      const { page } = await open()
      await page.evaluate(`(async () => {
        const keywise = makeKeywise()
        const decision = await keywise.decide()
        keywise.report(decision, { result: 'success', method: 'password' })
        location.href = '/elsewhere'
      })()`)
      await expect
        .poll(() => server.seen('outcomes').map(({ body }) => body))
        .toEqual([{ token: 'v1.left', result: 'success', method: 'password' }])
      await page.waitForURL('**/elsewhere', { waitUntil: 'commit' })
      expect(server.seen('outcomes')[0]?.authorization).toBe('Bearer pk_test')
    })

    it('outlives the page by `keepalive`', async () => {
      const { run, page } = await open()
      await page.evaluate(
        'const { fetch } = globalThis; globalThis.fetch = (url, more) => { globalThis.last = more.keepalive; return fetch(url, more) }',
      )
      const answer = await run(
        "return keywise.report(await keywise.decide(), { result: 'failure', method: 'passkey' })",
      )
      expect(answer).toMatchObject({ accepted: true })
      expect(await page.evaluate('last')).toBe(true)
    })

    it('is silent about failures of its own, and about decisions that nobody made', async () => {
      server.answer('outcomes', () => ({ status: 409, body: { code: 'conflict' } }))
      const { run, complaints } = await open()
      const report = "return keywise.report(await keywise.decide(), { result: 'failure', method: 'passkey' })"
      expect(await run(report)).toBeNull()
      server.answer('decisions', () => ({ status: 500, body: {} }))
      expect(await run(report)).toBeNull()
      expect(server.seen('outcomes')).toHaveLength(1)
      expect(complaints).toEqual([])
    })
  })

  it('calls the advised signal methods that the browser has, and survives their failures', async () => {
    const { run, page, complaints } = await open({
      before: `globalThis.called = []
        PublicKeyCredential.signalUnknownCredential = async (argument) => { called.push(argument); throw new Error('no') }
        PublicKeyCredential.signalCurrentUserDetails = undefined`,
    })
    const names = await run(`return keywise.sendSignalMethods({
      signalUnknownCredential: { rpId: 'localhost', credentialId: 'AAAA' },
      signalCurrentUserDetails: { rpId: 'localhost', userId: 'AA', name: 'a', displayName: 'a' },
    })`)
    expect(names).toEqual(['signalUnknownCredential'])
    expect(await page.evaluate('called')).toEqual([{ rpId: 'localhost', credentialId: 'AAAA' }])
    expect(await run('return keywise.sendSignalMethods(undefined)')).toEqual([])
    expect(complaints).toEqual([])
  })
})
