import { describe, expect, it, onTestFinished } from 'vitest'
import { findChromium } from '../find-chromium.ts'
import { withBluetooth, withOffers } from './open-visitor.ts'
import { useDemo } from './use-demo.ts'

const chromium = findChromium()

/** Asked by another call than the other capabilities. */
const withoutSuggestions = 'PublicKeyCredential.isConditionalMediationAvailable = async () => false'
/** As a password manager that has just filled in the password: it makes the passkey without asking. */
const makesPasskeysQuietly = `{
  const real = CredentialsContainer.prototype.create
  CredentialsContainer.prototype.create = function ({ mediation, ...request }) { return real.call(this, request) }
}`

describe.skipIf(chromium === null)('logging in with a passkey, in Chromium', { timeout: 120_000 }, () => {
  const { visit } = useDemo(chromium ?? '')

  it.each([
    ['synced', true],
    ['device-bound', false],
  ] as const)('%s: offered, made here, used here with one tap', async (kind, backupEligible) => {
    const visitor = await visit(onTestFinished, { can: withOffers })
    await visitor.giveAuthenticator(kind)
    await visitor.signUp()
    await visitor.page.waitForSelector('#offer')
    expect(await visitor.decide()).toMatchObject({ action: 'fallback', reason: 'no-passkey' })
    await visitor.look(`${kind}-offer`)
    await visitor.acceptOffer()
    await visitor.look(`${kind}-created`)
    expect((await visitor.record()).credentials).toMatchObject([
      { backupEligible, authenticatorAttachment: 'platform', transports: ['internal'] },
    ])
    expect(await visitor.decide()).toMatchObject({ action: 'passkey', reason: 'passkey-made-here' })

    await visitor.logOut()
    expect(await visitor.page.innerText('#return')).toBe('Continue with your passkey')
    await visitor.look(`${kind}-welcome-back`)
    await visitor.logInAsBefore()
    await visitor.arrive()
    await visitor.look(`${kind}-account`)
    expect(await visitor.page.innerText('#how')).toContain('with a passkey')
    expect(await visitor.page.isVisible('#offer')).toBe(false)
    expect(visitor.dialogs()).toMatchObject([
      { ended: 'given', transports: ['internal'], hints: ['client-device'] },
    ])
    expect(await visitor.decide()).toMatchObject({ action: 'passkey', reason: 'passkey-used-here' })
    expect((await visitor.record()).counts).toMatchObject([{ successes: 1, failures: 0 }])
    expect(visitor.outcomes()).toEqual([])
    expect(visitor.complaints).toEqual([])
  })

  it('a device-bound passkey is not asked for in another browser, and an own one is offered there', async () => {
    const atHome = await visit(onTestFinished, { can: withOffers })
    await atHome.giveAuthenticator('device-bound')
    await atHome.signUp()
    await atHome.acceptOffer()

    const elsewhere = await visit(onTestFinished, { client: 'chrome-macos', can: withOffers, is: atHome })
    const here = await elsewhere.giveAuthenticator('synced')
    await here.walkAway()
    await elsewhere.openLogin()
    await elsewhere.logInWithPassword()
    expect(elsewhere.dialogs()).toEqual([])
    expect(await elsewhere.decide()).toMatchObject({ action: 'fallback', reason: 'passkey-elsewhere' })
    await here.comeBack()
    await elsewhere.acceptOffer()
    expect(await elsewhere.decide()).toMatchObject({ action: 'passkey', reason: 'passkey-made-here' })
    expect(await atHome.decide()).toMatchObject({ action: 'passkey', reason: 'passkey-made-here' })
    expect((await elsewhere.record()).credentials).toHaveLength(2)
  })

  it('a phone is announced, then asked; afterwards a passkey of this device is offered', async () => {
    const visitor = await visit(onTestFinished, { can: { ...withOffers, ...withBluetooth } })
    await visitor.giveAuthenticator('hybrid')
    await visitor.signUp()
    await visitor.addPasskey()
    expect(await visitor.decide()).toMatchObject({ action: 'cross-device', reason: 'phone-can-reach' })

    await visitor.logOut()
    await visitor.page.waitForSelector('text=Continue with your phone')
    await visitor.logInAsBefore()
    await visitor.page.waitForSelector('#phone')
    await visitor.look('phone-announced')
    expect(visitor.dialogs()).toEqual([])
    await visitor.page.click('#phone-go')
    await visitor.arrive()
    expect(visitor.dialogs()).toMatchObject([{ ended: 'given', transports: ['hybrid'], hints: ['hybrid'] }])
    expect(await visitor.page.innerText('#how')).toContain('with your phone')
    expect((await visitor.record()).crossDevice).toMatchObject({ successes: 1 })
    expect(await visitor.decide()).toMatchObject({ action: 'cross-device', reason: 'phone-can-reach' })

    await visitor.giveAuthenticator('synced')
    await visitor.page.reload()
    await visitor.page.waitForSelector('#offer')
    await visitor.look('phone-offer-afterwards')
    expect(await visitor.page.innerText('#offer')).toContain('Next time without your phone')
    await expect.poll(() => visitor.reasons().at(-1)).toBe('offer-after-cross-device')
  })

  it('a phone is not asked for where there is no Bluetooth', async () => {
    const visitor = await visit(onTestFinished, { can: withOffers })
    await visitor.giveAuthenticator('hybrid')
    await visitor.signUp()
    await visitor.addPasskey()
    await visitor.logOut()
    await visitor.logInAsBefore()
    await visitor.isToldToUsePassword(/Enter your password/)
    expect(visitor.dialogs()).toEqual([])
    expect(await visitor.page.isVisible('#phone')).toBe(false)
    await visitor.logInWithPassword()
  })

  it('a security key: nobody is asked for it unseen, and the button is there', async () => {
    const visitor = await visit(onTestFinished, { can: withOffers })
    await visitor.giveAuthenticator('security-key')
    await visitor.signUp()
    await visitor.addPasskey()
    expect((await visitor.record()).credentials).toMatchObject([
      { backupEligible: false, authenticatorAttachment: 'cross-platform', transports: ['usb'] },
    ])
    expect(await visitor.decide()).toMatchObject({ action: 'fallback', passive: 'button' })

    await visitor.logOut()
    await visitor.logInAsBefore()
    await visitor.isToldToUsePassword(/Enter your password/)
    await visitor.look('security-key-fallback')
    expect(visitor.dialogs()).toEqual([])
    await visitor.page.click('#use-passkey')
    await visitor.arrive()
    expect(visitor.dialogs()).toMatchObject([{ ended: 'given', transports: ['usb'] }])
    expect(await visitor.page.innerText('#how')).toContain('with your security key')
    expect((await visitor.record()).crossDevice).toMatchObject({ successes: 0 })
  })

  it('a suggestion in the field logs in whoever takes it, nobody having been named', async () => {
    const visitor = await visit(onTestFinished, { can: withOffers })
    const authenticator = await visitor.giveAuthenticator('synced')
    await visitor.signUp()
    await visitor.acceptOffer()
    await visitor.logOut()
    await visitor.page.click('#not-you')
    await visitor.takeSuggestion()
    expect(visitor.reasons()).toContain('conditional-before-identifier')
    expect(visitor.dialogs()).toEqual([])
    expect(await visitor.page.innerText('#how')).toContain('with a passkey')
    expect((await visitor.record()).counts).toMatchObject([{ successes: 1 }])
    expect(await visitor.decide()).toMatchObject({ reason: 'passkey-used-here' })
    expect(await authenticator.listPasskeys()).toHaveLength(1)
  })

  describe('immediate mode, where there are no suggestions', () => {
    const open = async () => {
      const visitor = await visit(onTestFinished, {
        can: { ...withOffers, conditionalGet: false },
        before: withoutSuggestions,
      })
      const authenticator = await visitor.giveAuthenticator('synced')
      await visitor.signUp()
      await visitor.acceptOffer()
      await visitor.logOut()
      await visitor.page.click('#not-you')
      await visitor.openLogin()
      await visitor.page.fill('#email', visitor.email)
      return { visitor, authenticator }
    }

    it('logs in with a passkey that is here', async () => {
      const { visitor } = await open()
      await visitor.page.click('#continue')
      await visitor.arrive()
      expect(visitor.dialogs()).toMatchObject([{ uiMode: 'immediate', transports: [], ended: 'given' }])
      expect(await visitor.decide()).toMatchObject({ reason: 'passkey-used-here' })
    })

    it('without one shows nothing, and the password is next', async () => {
      const { visitor, authenticator } = await open()
      await authenticator.deletePasskeys()
      await visitor.page.click('#continue')
      await visitor.isToldToUsePassword(/There is no passkey here/)
      await visitor.look('immediate-nothing-here')
      expect(visitor.dialogs()).toMatchObject([{ uiMode: 'immediate', ended: 'NotAllowedError' }])
      await expect.poll(visitor.outcomes).toMatchObject([{ answer: { classified: 'not-found' } }])
      expect(await visitor.page.inputValue('#email')).toBe(visitor.email)
      await visitor.logInWithPassword()
    })
  })

  it('no second passkey is made where there is one', async () => {
    const visitor = await visit(onTestFinished, { can: withOffers })
    const authenticator = await visitor.giveAuthenticator('synced')
    await visitor.signUp()
    await visitor.acceptOffer()
    await visitor.page.click('#add')
    await visitor.page.waitForSelector('text=There is a passkey for this account here already.')
    await visitor.look('already-here')
    expect(visitor.ceremonies().at(-1)).toMatchObject({
      kind: 'create',
      excluded: 1,
      ended: 'InvalidStateError',
    })
    expect(await authenticator.listPasskeys()).toHaveLength(1)
    expect((await visitor.record()).credentials).toHaveLength(1)
    expect(await visitor.decide()).toMatchObject({ reason: 'passkey-made-here' })
  })

  it('a passkey deleted in the account is deleted from the device too', async () => {
    const visitor = await visit(onTestFinished, { can: withOffers })
    const authenticator = await visitor.giveAuthenticator('synced')
    await visitor.signUp()
    await visitor.acceptOffer()
    await visitor.page.click('text=Delete')
    await visitor.look('delete-passkey')
    await visitor.page.click('text=Yes, delete')
    await visitor.page.waitForSelector('text=Deleted, and your passkey manager was told.')
    await expect.poll(authenticator.listPasskeys).toEqual([])
    expect((await visitor.record()).credentials).toMatchObject([{ revokedAt: expect.any(String) }])
    expect(await visitor.decide()).toMatchObject({ action: 'fallback', reason: 'no-passkey' })
  })

  describe('a passkey made quietly after a password login', () => {
    it('is there the next time, where the browser agrees', async () => {
      const visitor = await visit(onTestFinished, { before: makesPasskeysQuietly })
      await visitor.giveAuthenticator('synced')
      await visitor.signUp()
      await visitor.page.waitForSelector('text=Your browser has created a passkey for you.')
      await visitor.look('conditional-create')
      expect(visitor.ceremonies()).toMatchObject([{ kind: 'create', mediation: 'conditional' }])
      await expect.poll(() => visitor.reasons().at(-1)).toBe('conditional-create')
      expect(await visitor.decide()).toMatchObject({ action: 'passkey', reason: 'passkey-made-here' })
    })

    it('is offered aloud, where the browser does not', async () => {
      const visitor = await visit(onTestFinished, { hasDialogs: true })
      await visitor.giveAuthenticator('synced')
      await visitor.signUp()
      await expect
        .poll(visitor.ceremonies)
        .toMatchObject([{ kind: 'create', mediation: 'conditional', ended: 'NotAllowedError' }])
      await visitor.page.waitForSelector('#offer')
      expect(await visitor.page.innerText('#status')).toBe('')
      expect((await visitor.record()).credentials).toEqual([])
      expect(await visitor.decide()).toMatchObject({ action: 'fallback', reason: 'no-passkey' })
    })
  })

  it('the pages around it: an e-mail that is taken, a wrong password, the playground', async () => {
    const visitor = await visit(onTestFinished, { can: withOffers })
    const { page } = visitor
    await visitor.openLogin()
    await visitor.look('first-visit')
    await visitor.signUp()
    await page.click('text=Log out')
    await page.click('text=Not you?')
    await page.goto(`${new URL(page.url()).origin}/demo/signup`)
    await visitor.look('sign-up')
    await page.fill('#name', 'Somebody Else')
    await page.fill('#email', visitor.email)
    await page.fill('#password', 'another password')
    await page.click('main button[type=submit]')
    await page.waitForSelector('[role=alert]:not(:empty)')
    await visitor.look('sign-up-refused')
    expect(await page.inputValue('#name')).toBe('Somebody Else')
    await visitor.openLogin()
    await page.fill('#email', visitor.email)
    await page.click('summary')
    await page.fill('#password', 'another password')
    await page.click('#password-go')
    await page.waitForSelector('text=This e-mail and password do not go together.')
    await visitor.look('wrong-password')
    await page.click('text=Playground')
    await page.waitForURL('**/demo/playground')
    await page.waitForLoadState('networkidle')
    await visitor.look('playground')
    expect(visitor.dialogs()).toEqual([])
    expect(visitor.complaints).toEqual([])
    expect(await visitor.decide()).toMatchObject({ action: 'fallback', reason: 'no-passkey' })
  })
})
