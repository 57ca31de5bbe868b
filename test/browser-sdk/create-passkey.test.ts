import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findChromium } from '../browser/find-chromium.ts'
import { type RunningBrowser, startBrowser } from '../browser/report-page.ts'
import { buildOnce } from '../end-to-end/build-once.ts'
import { openLoginPage, type PageSettings } from './login-page.ts'
import { decision, type LoginServer, startLoginServer } from './login-server.ts'

const chromium = findChromium()
let running: RunningBrowser
let server: LoginServer

const open = (settings?: PageSettings) => openLoginPage(running.browser, server.origin, settings)
const publicKey = (exclude = '') => `{
  challenge: 'AAAA', rp: { id: 'localhost', name: 'test' }, user: { id: 'aGFuZGxl', name: 'ada', displayName: 'Ada' },
  pubKeyCredParams: [{ type: 'public-key', alg: -7 }], attestation: 'none',
  authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  excludeCredentials: [${exclude}],
}`
const create = (more = '', exclude = '') => `
  const decision = await keywise.offerPasskey({ user: { id: 'ada' } })
  return keywise.createPasskey({
    decision,
    begin: async () => ({ publicKey: ${publicKey(exclude)} }),
    finish: async () => ({ deviceToken: 'dt-new', user: { id: 'ada' } }),
    ${more}
  })`

describe.skipIf(chromium === null)('creating a passkey with the SDK in Chromium', () => {
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

  it('goes through the back end and keeps the device token', async () => {
    const { authenticator, click, run, ceremonies } = await open()
    await authenticator()
    const result = await click(create())
    expect(result).toMatchObject({ kind: 'created', response: { type: 'public-key' } })
    expect(await ceremonies()).toMatchObject([{ kind: 'create', ended: 'given' }])
    await run("return keywise.decide({ user: { id: 'ada' } })")
    expect(server.seen('decisions').at(-1)?.body.device?.token).toBe('dt-new')
    expect(server.seen('outcomes')).toEqual([])
  })

  it('passes a conditional request on as such, in a page without the focus too', async () => {
    const { authenticator, startClick, ceremonies, page } = await open()
    await authenticator()
    await page.evaluate('document.hasFocus = () => false')
    await startClick(create(`begin: async () => ({ publicKey: ${publicKey()}, mediation: 'conditional' }),`))
    await expect.poll(ceremonies).toMatchObject([{ kind: 'create', mediation: 'conditional' }])
  })

  it('tells that there is one already, and reports it', async () => {
    const { authenticator, click } = await open()
    const id = await (await authenticator()).addPasskey()
    const result = await click(create('', `{ type: 'public-key', id: '${id}' }`))
    expect(result).toMatchObject({
      kind: 'failed',
      classified: 'credential-exists',
      errorName: 'InvalidStateError',
    })
    await expect
      .poll(() => server.seen('outcomes').map(({ body }) => body))
      .toMatchObject([
        { result: 'failure', method: 'passkey', error: { name: 'InvalidStateError' }, attempt: 1 },
      ])
  })

  it('interrupts suggestions and takes them up again', async () => {
    server.answer('decisions', () => decision())
    const { authenticator, run, click, ceremonies } = await open()
    const passkeys = await authenticator({ answers: false })
    await run('return keywise.armAutofill({})')
    await expect.poll(async () => (await ceremonies()).length).toBe(1)
    await passkeys.setAnswers(true)
    await click(create())
    await expect.poll(async () => (await ceremonies()).length).toBe(3)
    expect(await ceremonies()).toMatchObject([
      { kind: 'get', ended: 'AbortError' },
      { kind: 'create', ended: 'given', others: 0 },
      { kind: 'get', mediation: 'conditional' },
    ])
  })

  it('never rejects, whatever the back end does', async () => {
    const { authenticator, click, complaints, ceremonies } = await open()
    await authenticator()
    const no = "() => { throw new Error('no') }"
    expect(await click(create(`begin: ${no},`))).toMatchObject({ kind: 'failed', errorName: 'no-answer' })
    expect(await ceremonies()).toEqual([])
    expect(await click(create(`finish: ${no},`))).toMatchObject({
      kind: 'failed',
      classified: 'server-rejected',
    })
    expect(complaints).toEqual([])
  })

  it('does not take a feature that the browser does not police for forbidden', async () => {
    const { authenticator, click } = await open({
      before:
        'document.featurePolicy.features = () => []; document.featurePolicy.allowsFeature = () => false',
    })
    await authenticator()
    expect(await click(create())).toMatchObject({ kind: 'created' })
  })

  it('tells a frame without permission as refused', async () => {
    const { authenticator, click, ceremonies } = await open({
      before: "document.featurePolicy.allowsFeature = (name) => name !== 'publickey-credentials-create'",
    })
    await authenticator()
    expect(await click(create())).toMatchObject({ kind: 'failed', classified: 'refused' })
    expect(await ceremonies()).toEqual([])
  })
})
