import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { onTestFinished } from 'vitest'

/** A WebAuthn request as the browser got it. */
export interface SeenCeremony {
  readonly kind: 'get' | 'create'
  readonly mediation?: string
  readonly uiMode?: string
  readonly hasSignal: boolean
  readonly allowed: number
  readonly challenge: string
  /** Whether a click still counted when it was made. */
  readonly isActivated: boolean
  /** How it ended: `given`, the name of an error, or `pending`. */
  readonly ended: string
  /** How many other requests were pending when it was made. */
  readonly others: number
}

/** Notes every WebAuthn request, and passes it on as it is. */
const watch = `
  globalThis.ceremonies = []
  for (const kind of ['get', 'create']) {
    const container = Object.getPrototypeOf(navigator.credentials)
    const real = container[kind]
    container[kind] = function (request) {
      const { publicKey, mediation, uiMode } = request
      const note = {
        kind,
        mediation,
        uiMode,
        hasSignal: 'signal' in request,
        allowed: publicKey.allowCredentials?.length ?? 0,
        challenge: new TextDecoder().decode(publicKey.challenge),
        isActivated: navigator.userActivation.isActive,
        others: ceremonies.filter(({ ended }) => ended === 'pending').length,
        ended: 'pending',
      }
      ceremonies.push(note)
      const result = real.call(this, request)
      result.then(() => { note.ended = 'given' }, (error) => { note.ended = error.name })
      return result
    }
  }`

/**
 * The clock of the page stands still, so that no limit of the SDK ends anything because a machine is slow; a test that
 * is about time moves it on (`page.clock.runFor`). Only the waits between two tries go on by themselves, and slowly.
 */
const keepTimers = 'globalThis.realSetTimeout = setTimeout'
const letTriesGoOn = `{
  const { setTimeout, realSetTimeout } = globalThis
  globalThis.setTimeout = (act, ms) => (ms === 50 ? realSetTimeout(act, 500) : setTimeout(act, ms))
}`

export interface LoginPage {
  readonly page: Page
  /** ms since 1970 by the clock of the page as it was opened */
  readonly now: number
  readonly complaints: readonly string[]
  readonly ceremonies: () => Promise<readonly SeenCeremony[]>
  /** Those that open a dialog: all but suggestions. */
  readonly dialogs: () => Promise<readonly SeenCeremony[]>
  /** Runs the text of an async function body with `keywise` in scope; what it returns comes back. */
  readonly run: <T = unknown>(body: string) => Promise<T>
  /** The same inside a click on the button; the result is waited for. */
  readonly click: <T = unknown>(body: string) => Promise<T>
  /** The same without waiting: its result is in `finished()`. */
  readonly startClick: (body: string) => Promise<void>
  readonly finished: <T = unknown>() => Promise<T | undefined>
  readonly authenticator: (settings?: Partial<AuthenticatorSettings>) => Promise<Authenticator>
}

interface AuthenticatorSettings {
  readonly transport: 'internal' | 'hybrid'
  /** False: the request stays pending until it is aborted. */
  readonly answers: boolean
}

export interface Authenticator {
  readonly addPasskey: (userHandle?: string) => Promise<string>
  readonly setAnswers: (answers: boolean) => Promise<void>
}

export interface PageSettings {
  readonly config?: string
  /** A script that runs before the page does. */
  readonly before?: string
  readonly url?: string
}

/** A login page of its own with the SDK in it, closed with the test. */
export async function openLoginPage(
  browser: Browser,
  origin: string,
  { config = '', before, url = '/' }: PageSettings = {},
): Promise<LoginPage> {
  const context = await browser.newContext()
  // A context that is being left may never say that it is closed; the browser itself is closed after all tests.
  onTestFinished(() => Promise.race([context.close(), wait(20_000, undefined, { ref: false })]), 60_000)
  await context.addInitScript(keepTimers)
  const now = Date.now()
  await context.clock.install({ time: now })
  await context.clock.pauseAt(now)
  await context.addInitScript(letTriesGoOn)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  await page.addInitScript(watch)
  await page.addInitScript(
    `globalThis.makeKeywise = () => globalThis.keywise ??= createKeywise({ key: 'pk_test', ${config} })`,
  )
  if (before !== undefined) await page.addInitScript(before)
  await page.goto(origin + url)
  await page.waitForFunction('globalThis.createKeywise')

  const run = <T>(body: string) =>
    page.evaluate(`(async () => { const keywise = makeKeywise(); ${body} })()`) as Promise<T>
  const startClick = async (body: string) => {
    await page.evaluate(`go.onclick = () => {
      const keywise = makeKeywise()
      globalThis.finished = undefined
      globalThis.finishing = (async () => { ${body} })().then((result) => { globalThis.finished = result })
    }`)
    await page.click('#go')
  }
  return {
    page,
    now,
    complaints,
    ceremonies: () => page.evaluate('ceremonies') as Promise<SeenCeremony[]>,
    dialogs: () =>
      page.evaluate("ceremonies.filter(({ mediation }) => mediation !== 'conditional')") as Promise<
        SeenCeremony[]
      >,
    run,
    startClick,
    async click<T>(body: string) {
      await startClick(body)
      return page.evaluate('finishing.then(() => finished)') as Promise<T>
    },
    finished: <T>() => page.evaluate('finished') as Promise<T | undefined>,
    authenticator: async (settings) => addAuthenticator(await context.newCDPSession(page), settings),
  }
}

async function addAuthenticator(
  session: CDPSession,
  { transport = 'internal', answers = true }: Partial<AuthenticatorSettings> = {},
): Promise<Authenticator> {
  await session.send('WebAuthn.enable', { enableUI: false })
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport,
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: answers,
    },
  })
  return {
    async addPasskey(userHandle = 'handle') {
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const credentialId = randomBytes(16)
      await session.send('WebAuthn.addCredential', {
        authenticatorId,
        credential: {
          credentialId: credentialId.toString('base64'),
          isResidentCredential: true,
          rpId: 'localhost',
          privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
          userHandle: Buffer.from(userHandle).toString('base64'),
          signCount: 1,
        },
      })
      return credentialId.toString('base64url')
    },
    setAnswers: async (enabled) => {
      await session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled })
    },
  }
}
