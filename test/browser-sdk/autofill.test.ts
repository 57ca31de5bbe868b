import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findChromium } from '../browser/find-chromium.ts'
import { type RunningBrowser, startBrowser } from '../browser/report-page.ts'
import { buildOnce } from '../end-to-end/build-once.ts'
import { openLoginPage, type PageSettings } from './login-page.ts'
import { decision, fallbackDecision, type LoginServer, options, startLoginServer } from './login-server.ts'

const chromium = findChromium()
let running: RunningBrowser
let server: LoginServer

const open = (settings?: PageSettings) => openLoginPage(running.browser, server.origin, settings)
const arm = `
  globalThis.told ??= []
  return keywise.armAutofill({ onVerified: ({ method }) => told.push('verified ' + method) })`
const goAway = (page: Page) => page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
const comeBack = (page: Page) => page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow'))")

describe.skipIf(chromium === null)('suggestions in the field, armed by the SDK in Chromium', () => {
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

  it('sign in whoever picks one', async () => {
    const { authenticator, run } = await open()
    await (await authenticator()).addPasskey()
    expect(await run(arm)).toBe(true)
    await expect.poll(() => run('return told')).toEqual(['verified passkey'])
    expect(server.seen('options')[0]?.body).toMatchObject({ start: 'conditional' })
  })

  it('give way to a dialog, which waits until they are gone, and come back after it', async () => {
    const { authenticator, run, startClick, ceremonies, finished, page } = await open()
    await authenticator({ answers: false })
    await run(arm)
    await expect.poll(ceremonies).toMatchObject([{ mediation: 'conditional', ended: 'pending' }])
    await startClick("return keywise.startCeremony({ user: { id: 'ada' } })")
    await expect.poll(async () => (await ceremonies()).length).toBe(2)
    expect(await ceremonies()).toMatchObject([{ ended: 'AbortError' }, { ended: 'pending', others: 0 }])
    await goAway(page)
    await expect.poll(() => finished()).toMatchObject({ kind: 'failed', classified: 'aborted' })
    await comeBack(page)
    await expect.poll(async () => (await ceremonies()).at(2)).toMatchObject({ ended: 'pending', others: 0 })
  })

  describe('leave a dialog alone', () => {
    /** Longer than what would abort it takes: a probe that hangs (300 ms) and a request. */
    const longEnough = 700

    it('when a second click is on the same button', async () => {
      const { authenticator, run, startClick, dialogs, page } = await open()
      await authenticator({ answers: false })
      await run(arm)
      for (const _ of [1, 2]) {
        await startClick("return keywise.startCeremony({ user: { id: 'ada' } })")
        await expect.poll(async () => (await dialogs()).length).toBe(1)
      }
      await page.clock.runFor(longEnough)
      expect(await dialogs()).toMatchObject([{ ended: 'pending' }])
    })

    it('when it has taken the place of another, and come back after the last', async () => {
      const { authenticator, run, startClick, ceremonies, dialogs, page } = await open()
      await authenticator({ answers: false })
      await run(arm)
      await startClick("return keywise.startCeremony({ start: 'button' })")
      await expect.poll(dialogs).toMatchObject([{ ended: 'pending' }])
      await startClick("return keywise.startCeremony({ start: 'cross-device' })")
      await expect.poll(dialogs).toMatchObject([{ ended: 'AbortError' }, { ended: 'pending', others: 0 }])
      await page.clock.runFor(longEnough)
      expect((await dialogs()).map(({ ended }) => ended)).toEqual(['AbortError', 'pending'])
      await goAway(page)
      await comeBack(page)
      await expect
        .poll(async () => (await ceremonies()).at(-1))
        .toMatchObject({ mediation: 'conditional', ended: 'pending', others: 0 })
    })

    it('when they were still asking what the browser can', async () => {
      const { authenticator, run, startClick, ceremonies, dialogs, page } = await open({
        before: 'PublicKeyCredential.getClientCapabilities = () => new Promise(() => {})',
      })
      await authenticator({ answers: false })
      await startClick(
        "globalThis.armed = keywise.armAutofill({}); return keywise.startCeremony({ user: { id: 'ada' } })",
      )
      await expect.poll(dialogs).toMatchObject([{ ended: 'pending' }])
      await page.clock.runFor(longEnough)
      expect(await run('return armed')).toBe(true)
      await page.clock.runFor(longEnough)
      expect(await dialogs()).toMatchObject([{ ended: 'pending' }])
      await goAway(page)
      await comeBack(page)
      await expect
        .poll(async () => (await ceremonies()).at(-1))
        .toMatchObject({ mediation: 'conditional', ended: 'pending' })
    })

    it('when the page shows for the first time, long after it could be used', async () => {
      const { authenticator, run, startClick, dialogs, page } = await open()
      await authenticator({ answers: false })
      await run(arm)
      await startClick("return keywise.startCeremony({ user: { id: 'ada' } })")
      await expect.poll(dialogs).toMatchObject([{ ended: 'pending' }])
      await comeBack(page)
      await page.clock.runFor(longEnough)
      expect(await dialogs()).toMatchObject([{ ended: 'pending' }])
    })

    it('when the sign-in before it ends in suggestions, or in none', async () => {
      const { authenticator, run, startClick, dialogs, page } = await open()
      await authenticator({ answers: false })
      const signIn = (id: string) =>
        `return keywise.signIn({ user: { id: '${id}' }, onFallback: () => {}, onAnnounce: () => false })`
      await run(
        "await keywise.prepare({ user: { id: 'ada' } }); await keywise.prepare({ user: { id: 'bob' } })",
      )
      await expect.poll(() => server.seen('options').length).toBe(2)
      await startClick(signIn('ada'))
      await expect.poll(dialogs).toMatchObject([{ ended: 'pending' }])
      await startClick(signIn('bob'))
      await expect.poll(async () => (await dialogs()).length).toBe(2)
      await page.clock.runFor(longEnough)
      expect((await dialogs()).map(({ ended }) => ended)).toEqual(['AbortError', 'pending'])
      await run('await keywise.disarmAutofill()')
      expect((await dialogs()).map(({ ended }) => ended)).toEqual(['AbortError', 'pending'])
    })
  })

  it('come back after a dialog that failed', async () => {
    server.answer('decisions', () => decision())
    const { authenticator, run, click, ceremonies, page } = await open()
    await authenticator({ answers: false })
    await run(arm)
    await expect.poll(async () => (await ceremonies()).length).toBe(1)
    await page.evaluate('document.hasFocus = () => false')
    expect(await click("return keywise.startCeremony({ user: { id: 'ada' } })")).toMatchObject({
      classified: 'refused',
    })
    await expect.poll(ceremonies).toMatchObject([
      { mediation: 'conditional', ended: 'AbortError' },
      { mediation: 'conditional', ended: 'pending', others: 0 },
    ])
    const challenges = (await ceremonies()).map(({ challenge }) => challenge)
    expect(new Set(challenges).size).toBe(2)
    expect(server.seen('outcomes').filter(({ body }) => body.error?.name === 'AbortError')).toEqual([])
  })

  it('do not abort the dialog when their own probe was slow', async () => {
    const { authenticator, startClick, ceremonies, page } = await open({
      before: `
        let calls = 0
        let tries = 0
        let goOn
        PublicKeyCredential.isConditionalMediationAvailable = async () => {
          // The first is the SDK's own probe, the second the library's before its request.
          if (++calls === 2) await new Promise((resolve) => { goOn = resolve })
          return true
        }
        // It answers when the dialog has tried twice to abort the request that is not there yet.
        const { setTimeout } = globalThis
        globalThis.setTimeout = (act, ms) => {
          if (ms === 50 && ++tries === 2) goOn()
          return setTimeout(act, ms)
        }`,
    })
    const passkeys = await authenticator({ answers: false })
    await passkeys.addPasskey()
    await startClick("await keywise.armAutofill({}); return keywise.startCeremony({ user: { id: 'ada' } })")
    await expect
      .poll(ceremonies)
      .toMatchObject([{ ended: 'AbortError' }, { mediation: undefined, ended: 'pending', others: 0 }])
    await page.clock.runFor(1_000)
    expect(await ceremonies()).toMatchObject([{ ended: 'AbortError' }, { ended: 'pending' }])
  })

  describe('whose browser answers late', () => {
    const lateProbe = `
      let calls = 0
      PublicKeyCredential.isConditionalMediationAvailable = async () => {
        if (++calls === 1) await new Promise((resolve) => { globalThis.goOn = resolve })
        return true
      }`
    const startArming =
      "keywise.armAutofill({}).then((armed) => { globalThis.armed = armed }); return 'not waited for'"

    it('leave an open dialog alone, and come after it', async () => {
      const { authenticator, run, startClick, ceremonies, page } = await open({ before: lateProbe })
      await authenticator({ answers: false })
      await run(startArming)
      await startClick(
        "return keywise.signIn({ user: { id: 'ada' }, onFallback: () => {}, onAnnounce: () => false })",
      )
      await expect.poll(ceremonies).toMatchObject([{ mediation: undefined, ended: 'pending' }])
      await page.evaluate('goOn()')
      await expect.poll(() => page.evaluate('globalThis.armed')).toBe(true)
      expect(await ceremonies()).toMatchObject([{ ended: 'pending' }])
      await run("keywise.leave('not-you')")
      await expect
        .poll(async () => (await ceremonies()).at(-1))
        .toMatchObject({ mediation: 'conditional', ended: 'pending', others: 0 })
    })

    it('do not come after a login', async () => {
      const { authenticator, run, click, ceremonies, page } = await open({ before: lateProbe })
      await (await authenticator()).addPasskey()
      await run(startArming)
      expect(await click("return keywise.startCeremony({ user: { id: 'ada' } })")).toMatchObject({
        kind: 'verified',
      })
      await page.evaluate('goOn()')
      await expect.poll(() => page.evaluate('globalThis.armed')).toBe(false)
      expect(await ceremonies()).toHaveLength(1)
    })
  })

  it('get a new challenge before the old one expires', async () => {
    const { authenticator, run, ceremonies, page, now } = await open()
    server.answer('options', () => options({ expiresAt: new Date(now + 100_000).toISOString() }))
    await authenticator({ answers: false })
    await run(arm)
    await page.clock.fastForward(70_000)
    expect(await ceremonies()).toHaveLength(1)
    await page.clock.fastForward(20_000)
    await expect.poll(ceremonies).toMatchObject([{ ended: 'AbortError' }, { ended: 'pending', others: 0 }])
  })

  it('wait with the new challenge while nobody looks at the page', async () => {
    const { authenticator, run, ceremonies, page, now } = await open()
    server.answer('options', () => options({ expiresAt: new Date(now + 100_000).toISOString() }))
    await authenticator({ answers: false })
    await run(arm)
    await page.evaluate("Object.defineProperty(document, 'hidden', { value: true, configurable: true })")
    await page.clock.fastForward(200_000)
    expect(server.seen('options')).toHaveLength(1)
    await page.evaluate(
      "delete document.hidden; document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))",
    )
    await expect.poll(async () => (await ceremonies()).length).toBe(2)
  })

  it('end when the page goes, and come back with it', async () => {
    const { authenticator, run, ceremonies, page } = await open()
    await authenticator({ answers: false })
    await run(arm)
    await expect.poll(async () => (await ceremonies()).length).toBe(1)
    await goAway(page)
    await expect.poll(ceremonies).toMatchObject([{ ended: 'AbortError' }])
    await comeBack(page)
    await expect.poll(ceremonies).toMatchObject([{ ended: 'AbortError' }, { ended: 'pending' }])
    await run('await keywise.disarmAutofill()')
    await comeBack(page)
    expect((await ceremonies()).map(({ ended }) => ended)).toEqual(['AbortError', 'AbortError'])
  })

  it('write what browsers look for into the field, and need one', async () => {
    const { run, page } = await open()
    await page.evaluate("document.querySelector('#name').autocomplete = 'username'")
    expect(await run(arm)).toBe(false)
    expect(await run(arm.replace('{ onV', "{ input: document.querySelector('#name'), onV"))).toBe(true)
    expect(await page.getAttribute('#name', 'autocomplete')).toBe('username webauthn')
  })

  it('are not armed where the browser cannot', async () => {
    const { run, ceremonies } = await open({
      before: 'PublicKeyCredential.isConditionalMediationAvailable = async () => false',
    })
    expect(await run(arm)).toBe(false)
    expect(await ceremonies()).toEqual([])
    expect(server.seen('options')).toEqual([])
  })

  it('do not go round in circles where every request is refused', async () => {
    const { run, page } = await open({
      before: `globalThis.asked = 0
        globalThis.fetched = 0
        const { fetch } = globalThis
        globalThis.fetch = (...all) => { fetched++; return fetch(...all) }
        CredentialsContainer.prototype.get = async () => { asked++; throw new DOMException('', 'NotAllowedError') }`,
    })
    await run(arm)
    await expect.poll(() => page.evaluate('asked')).toBe(1)
    // The next round, or a report, would begin in the same turn as the refusal.
    expect(await page.evaluate('fetched')).toBe(1)
    expect(server.seen('options')).toHaveLength(1)
  })

  it('are what a sign-in before the identifier comes to, and their login reaches the page', async () => {
    server.answer('decisions', () =>
      decision({
        reason: 'conditional-before-identifier',
        ceremony: {
          mediation: 'conditional',
          hints: [],
          allowCredentials: [],
          userVerification: 'required',
          timeoutMs: 1,
          announce: false,
          maxAttempts: 1,
        },
      }),
    )
    const { authenticator, run } = await open()
    await (await authenticator()).addPasskey()
    const told = `globalThis.told ??= []
      return keywise.signIn({
        onFallback: ({ passive }) => told.push(passive), onAnnounce: () => false,
        onVerified: () => told.push('verified'), onTicket: () => { told.push('ticket') },
      })`
    expect(await run(told)).toMatchObject({
      kind: 'fallback',
      passive: 'conditional',
      reason: 'conditional-before-identifier',
    })
    await expect.poll(() => run('return told')).toEqual(['conditional', 'ticket', 'verified'])
    expect(server.seen('verify')[0]?.body.decisionToken).toMatch(/^v1\./)
  })

  it('are disarmed where a decision stops every passkey login', async () => {
    server.answer('decisions', () => fallbackDecision({ passive: 'none', reason: 'kill-switch' }))
    const { authenticator, run, click, ceremonies } = await open()
    await authenticator({ answers: false })
    await run(arm)
    await expect.poll(async () => (await ceremonies()).length).toBe(1)
    await click('return keywise.signIn({ onFallback: () => {}, onAnnounce: () => false })')
    await expect.poll(ceremonies).toMatchObject([{ ended: 'AbortError' }])
  })
})
