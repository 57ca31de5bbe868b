import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { CDPSession, Page } from 'playwright-core'
import type { DecisionRequest, DecisionResponse } from '../../../src/contract/decision.ts'
import type { OutcomeRequest, OutcomeResponse } from '../../../src/contract/outcome.ts'
import { root } from '../../end-to-end/build-once.ts'
import { waitUntil } from '../../end-to-end/start-keywise.ts'
import { type Authenticator, type AuthenticatorKind, addAuthenticator } from './authenticator.ts'
import { type ClientName, clients, overrideOf } from './clients.ts'
import type { Demo } from './use-demo.ts'
import { canDo, closeAfter, type SeenCeremony, watchCeremonies } from './watch-ceremonies.ts'

export type AtEnd = (undo: () => Promise<void>) => void

export interface VisitorSettings {
  /** Default: Chrome on Windows. */
  readonly client?: ClientName
  /** What this browser can do otherwise than the one that runs, by `getClientCapabilities()`. */
  readonly can?: Readonly<Record<string, boolean>>
  /** A script that runs before each page does. */
  readonly before?: string
  /** Default: true. */
  readonly hasScripts?: boolean
  /** Chromium's own dialogs are then asked, which refuse without a window; default: false. */
  readonly hasDialogs?: boolean
  /** The account of somebody else: the same person, in another browser. */
  readonly is?: Visitor
}

/** An outcome that the page reported itself, with the answer. */
export interface SeenOutcome extends OutcomeRequest {
  readonly answer: OutcomeResponse | null
}

/** What the tests read of `GET /v1/users/{id}`. */
export interface UserRecord {
  readonly credentials: readonly {
    readonly id: string
    readonly transports: readonly string[]
    readonly backupEligible: boolean
    readonly authenticatorAttachment: string | null
    readonly revokedAt: string | null
  }[]
  readonly counts: readonly {
    readonly successes: number
    readonly failures: number
    readonly recent: readonly { readonly kind: string }[]
  }[]
  readonly registrationAsks: readonly { readonly variant: string; readonly asked: number }[]
  readonly crossDevice: { readonly successes: number }
}

/** Somebody with a browser of their own, and an account. */
export interface Visitor {
  readonly page: Page
  readonly email: string
  readonly accountId: () => string
  readonly giveAuthenticator: (kind: AuthenticatorKind) => Promise<Authenticator>
  /** How long this person looks at a dialog before closing it, on the pages to come. */
  readonly closesDialogsAfter: (ms: number) => Promise<unknown>
  readonly signUp: () => Promise<void>
  /** Adds a passkey by the button of the account page, whatever is offered. */
  readonly addPasskey: () => Promise<void>
  readonly acceptOffer: () => Promise<void>
  /**
   * Logs out, which leads to the login page, and does not take what is suggested in the field there: a virtual
   * authenticator would at once.
   */
  readonly logOut: () => Promise<void>
  readonly openLogin: () => Promise<void>
  /** Opens the login page, and is let in by the suggestion in its field. */
  readonly takeSuggestion: () => Promise<void>
  readonly logInWithPassword: () => Promise<void>
  /** Clicks the button for somebody who was here before. */
  readonly logInAsBefore: () => Promise<void>
  /** Waits for the account page. */
  readonly arrive: () => Promise<void>
  /** Waits until the page asks for the password, saying this. */
  readonly isToldToUsePassword: (because: RegExp) => Promise<void>
  /** Every request to the browser, on all pages. */
  readonly ceremonies: () => readonly SeenCeremony[]
  /** Those that open a dialog to log in. */
  readonly dialogs: () => readonly SeenCeremony[]
  readonly outcomes: () => readonly SeenOutcome[]
  /** The reasons of the decisions that the pages got. */
  readonly reasons: () => readonly string[]
  /** What threw. */
  readonly complaints: readonly string[]
  /** What Keywise has on record about this account. */
  readonly record: () => Promise<UserRecord>
  /** What Keywise would answer the back end now, for this person in this browser. */
  readonly decide: (changes?: DecisionRequest) => Promise<DecisionResponse>
  /** Keeps what can be seen now, large and small, where KEYWISE_SCREENSHOTS is set. */
  readonly look: (name: string) => Promise<void>
}

export const password = 'correct horse battery'
const desktop = { width: 1280, height: 800 }
const phone = { width: 390, height: 844 }
let visitors = 0

/** Capabilities of a desktop with Bluetooth; the machine of the tests has none. */
export const withBluetooth = { hybridTransport: true, passkeyPlatformAuthenticator: true }
/** A password login is then followed by an offer, instead of asking the browser to create a passkey quietly. */
export const withOffers = { conditionalCreate: false }

/** Opens a browser of its own, closed at the end of the test. */
export async function openVisitor(
  { browser, origin, keywise }: Demo,
  atEnd: AtEnd,
  { client = 'chrome-windows', can, before, hasScripts = true, hasDialogs = false, is }: VisitorSettings = {},
): Promise<Visitor> {
  const isPhone = 'isPhone' in clients[client]
  const viewport = isPhone ? phone : desktop
  const context = await browser.newContext({
    reducedMotion: 'reduce',
    javaScriptEnabled: hasScripts,
    viewport,
    hasTouch: isPhone,
  })
  atEnd(() => context.close())
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  const session: CDPSession = await context.newCDPSession(page)
  await session.send('Emulation.setUserAgentOverride', overrideOf(client))
  await session.send('WebAuthn.enable', { enableUI: hasDialogs })

  if (can !== undefined) await page.addInitScript(canDo(can))
  if (before !== undefined) await page.addInitScript(before)
  const ceremonies = await watchCeremonies(page)

  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  let asked: DecisionRequest = {}
  const reasons: string[] = []
  const outcomes: SeenOutcome[] = []
  page.on('request', (request) => {
    if (/\/decisions?$/.test(request.url())) asked = request.postDataJSON()
  })
  page.on('response', async (response) => {
    const read = () => response.json().catch(() => null)
    if (/\/decisions?$/.test(response.url())) reasons.push((await read())?.reason)
    if (response.url().endsWith('/v1/outcomes'))
      outcomes.push({ ...response.request().postDataJSON(), answer: await read() })
  })

  const email = is?.email ?? `visitor-${++visitors}@example.com`
  let accountId = is?.accountId()
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await keywise.call(method, path, body)
    if (answer.status !== 200) throw new Error(`${answer.status}: ${JSON.stringify(answer.body)}`)
    return answer.body as T
  }
  const authenticators: Authenticator[] = []
  const dialogs = () =>
    ceremonies().filter(({ kind, mediation }) => kind === 'get' && mediation !== 'conditional')

  /**
   * Waits until the browser's own process has handed what the page asked for to the authenticators: it answers in
   * order, with a few turns of its loop in between. A passkey that comes back earlier is taken as suggested.
   */
  const hasTakenUpRequests = async () => {
    for (let turn = 0; turn < 20; turn++)
      await page.evaluate('PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable()')
  }

  /** Where the machine is so busy that a page gives up what it waits for, it is loaded again. */
  const reloadUntil = async (hasHappened: () => Promise<unknown>) => {
    for (let tries = 0; tries < 3; tries++) {
      const isIn = await hasHappened().then(
        () => true,
        () => false,
      )
      if (isIn) return
      await page.reload()
    }
    await hasHappened()
  }

  const visitor: Visitor = {
    page,
    email,
    complaints,
    ceremonies,
    dialogs,
    outcomes: () => outcomes,
    reasons: () => reasons,
    accountId: () => accountId ?? '',
    async giveAuthenticator(kind) {
      const authenticator = await addAuthenticator(session, kind)
      authenticators.push(authenticator)
      return authenticator
    },
    closesDialogsAfter: (ms) => page.addInitScript(closeAfter(ms)),
    async signUp() {
      await page.goto(`${origin}/demo/signup`)
      // The page asks for a decision, so that this browser is known from now on; it waits two seconds for the answer.
      const token = page.locator('#decision-token:not([value=""])')
      if (hasScripts) await reloadUntil(() => token.waitFor({ state: 'attached', timeout: 8_000 }))
      await page.fill('#name', 'Ada Lovelace')
      await page.fill('#email', email)
      await page.fill('#password', password)
      await page.click('main button[type=submit]')
      await visitor.arrive()
    },
    async addPasskey() {
      await page.click('#add')
      await page.waitForSelector('#passkey-list strong')
    },
    async acceptOffer() {
      await page.click('#offer-yes')
      await page.waitForSelector('#offer', { state: 'hidden' })
    },
    async logOut() {
      const canSuggest = await page.evaluate('PublicKeyCredential.isConditionalMediationAvailable()')
      const suggested = () => ceremonies().filter(({ mediation }) => mediation === 'conditional').length
      const before = suggested()
      const isSuggested = () =>
        waitUntil(
          async () => suggested(),
          (now) => now > before,
          5_000,
        )
      for (const authenticator of authenticators) await authenticator.walkAway()
      await page.click('text=Log out')
      await page.waitForURL('**/demo')
      if (canSuggest) await reloadUntil(isSuggested)
      await hasTakenUpRequests()
      for (const authenticator of authenticators) await authenticator.comeBack()
    },
    async openLogin() {
      await page.goto(`${origin}/demo`)
    },
    async takeSuggestion() {
      await visitor.openLogin()
      // A busy machine may not tell in time that it can suggest.
      await page.waitForURL('**/demo/account', { timeout: 10_000 }).catch(visitor.openLogin)
      await visitor.arrive()
    },
    async logInWithPassword() {
      // The page may open it by itself in the very moment, and then the click has closed it.
      while (await page.isHidden('#password')) await page.click('summary')
      await page.fill('#email', email)
      await page.fill('#password', password)
      await page.click('#password-go')
      await visitor.arrive()
    },
    logInAsBefore: () => page.click('#return'),
    async arrive() {
      await page.waitForURL('**/demo/account')
      if (!hasScripts) return
      await page.waitForSelector('#passkeys:not([hidden])')
      // After a long pause the server closes a connection, perhaps in the very moment when it is used again.
      const answer = await page.request.get(`${origin}/demo/account/data`, { maxRetries: 2 })
      accountId ??= (await answer.json()).user.id
    },
    async isToldToUsePassword(because) {
      await page.waitForSelector('#password')
      await waitUntil(
        () => page.innerText('#status'),
        (text) => because.test(text),
        10_000,
      )
    },
    record: () => call('GET', `/v1/users/${accountId}`),
    decide(changes) {
      const { device, signals } = asked
      return call('POST', '/v1/decisions', {
        user: { id: accountId, fallbacks: ['password'] },
        ...(device?.id === undefined ? {} : { device: { id: device.id } }),
        signals,
        ...changes,
      })
    },
    async look(name) {
      if (!process.env.KEYWISE_SCREENSHOTS) return
      const folder = join(root, '.screenshots')
      await mkdir(folder, { recursive: true })
      for (const size of [desktop, phone]) {
        await page.setViewportSize(size)
        await page.screenshot({ path: join(folder, `${name}-${size.width}.png`), fullPage: true })
      }
      await page.setViewportSize(viewport)
    },
  }
  return visitor
}
