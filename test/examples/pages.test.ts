import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { chromiumArguments, findChromium } from '../browser/find-chromium.ts'
import { type FakeIdentityProvider, startFakeIdentityProvider } from './fake-identity-provider.ts'
import { type FollowedGuide, startGuide } from './start-guide.ts'

const executablePath = findChromium()

/** Chromium as it says of itself on Windows 11: headless on Linux it is known to have nowhere to keep a passkey. */
const client = {
  userAgent:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Safari/537.36',
  platform: 'Win32',
  userAgentMetadata: {
    platform: 'Windows',
    platformVersion: '15.0.0',
    architecture: 'x86',
    model: '',
    mobile: false,
    brands: [{ brand: 'Google Chrome', version: '148' }],
    fullVersionList: [{ brand: 'Google Chrome', version: '148.0.7778.97' }],
  },
}

interface OpenSite {
  readonly page: Page
  /** What went wrong on the page: errors, and what the content security policy refused. */
  readonly complaints: readonly string[]
  readonly countPasskeys: () => Promise<number>
}

/** The site at the very origin of its guide, whatever port it listens on, in a browser with an authenticator. */
async function openSite({ origin }: FollowedGuide, siteUrl: string): Promise<OpenSite> {
  const [from, to = ''] = [origin, siteUrl].map((url) => new URL(url).host)
  const rule = `--host-resolver-rules=MAP ${from} ${to.replace('localhost', '127.0.0.1')}`
  const args = [...chromiumArguments, rule]
  const browser: Browser = await chromium.launch({ executablePath: executablePath ?? '', args })
  onTestFinished(() => browser.close())
  const page = await browser.newPage()
  // With a virtual authenticator it never creates a passkey without asking, though it says so; and it takes up what a
  // field suggests without anybody choosing it, where the button is meant here.
  await page.addInitScript('delete PublicKeyCredential.getClientCapabilities')
  await page.addInitScript('PublicKeyCredential.isConditionalMediationAvailable = async () => false')
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(String(error)))
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Emulation.setUserAgentOverride', client)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  await page.goto(origin)
  const countPasskeys = async () =>
    (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length
  return { page, complaints, countPasskeys }
}

const readMethod = async (page: Page) =>
  (await page.evaluate<{ method: string }>(`fetch('/session').then((answer) => answer.json())`)).method

async function createPasskey(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Create a passkey' }).click()
  await page.getByText('You have a passkey now.').waitFor()
}

/** The next visit: the page knows who was here. */
async function comeBack(page: Page, { origin }: FollowedGuide): Promise<void> {
  await page.goto(origin)
  expect(await page.getByLabel('E-mail').inputValue()).toBe('ada@example.com')
  await page.getByRole('button', { name: 'Continue' }).click()
}

describe.skipIf(executablePath === null)('the pages of the examples in Chromium', () => {
  describe.each(['from-nothing', 'own-webauthn-server'])('of %s', (example) => {
    let guide: FollowedGuide
    beforeAll(async () => {
      guide = await startGuide(example)
    }, 180_000)
    afterAll(() => guide.end())

    it('log in with the password, make a passkey, and log in with it', async () => {
      const { page, complaints, countPasskeys } = await openSite(guide, guide.siteUrl)
      await page.getByLabel('E-mail').fill('ada@example.com')
      // No passkey is known here: the password is next.
      await page.getByRole('button', { name: 'Continue' }).click()
      await page.locator('input[name=password]:focus').waitFor()
      await page.getByLabel('Password').fill('correct horse')
      await page.getByRole('button', { name: 'Continue' }).click()
      await page.waitForURL('**/account')
      await createPasskey(page)
      expect(await countPasskeys()).toBe(1)

      await comeBack(page, guide)
      await page.waitForURL('**/account')
      expect(await readMethod(page)).toBe('passkey')
      expect(complaints).toEqual([])
    })
  })

  describe('of existing-idp', () => {
    let idp: FakeIdentityProvider
    let guide: FollowedGuide
    beforeAll(async () => {
      idp = await startFakeIdentityProvider('example-client', 'example-secret')
      guide = await startGuide('existing-idp', { IDP_ISSUER: idp.issuer })
    }, 180_000)
    afterAll(async () => {
      await guide.end()
      idp.close()
    })
    const logInThere = async (page: Page) => {
      idp.nextLogin({ claims: { sub: 'u-5a1f' } })
      await page.getByLabel('E-mail').fill('ada@example.com')
      await page.getByRole('button', { name: 'Continue' }).click()
      await page.waitForURL('**/account')
      expect(idp.asked().get('login_hint')).toBe('ada@example.com')
    }

    it('go there at first, and log in with the passkey that was made afterwards', async () => {
      const { page, complaints } = await openSite(guide, guide.siteUrl)
      await logInThere(page)
      await createPasskey(page)
      await comeBack(page, guide)
      await page.waitForURL('**/account')
      expect(await readMethod(page)).toBe('passkey')
      expect(complaints).toEqual([])
    })

    it('ask an identity provider that has the passkeys for one', async () => {
      const siteUrl = await guide.startSite('node examples/existing-idp/server.mjs', { PASSKEYS_AT: 'idp' })
      const { page, complaints } = await openSite(guide, siteUrl)
      await logInThere(page)
      expect(idp.asked().get('acr_values')).toBeNull()
      // It stands for one at the identity provider that works everywhere on this system.
      await createPasskey(page)
      await comeBack(page, guide)
      await page.waitForURL('**/account')
      expect(idp.asked().get('acr_values')).toBe('phr')
      expect(complaints).toEqual([])
    })
  })
})
