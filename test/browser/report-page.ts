import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { chromiumArguments } from './find-chromium.ts'

export interface RunningBrowser {
  readonly browser: Browser
  /** Ends the browser, and waits until its process is gone. */
  readonly end: () => Promise<void>
}

export async function startBrowser(executablePath: string): Promise<RunningBrowser> {
  const server = await chromium.launchServer({ executablePath, args: chromiumArguments })
  const browser = await chromium.connect(server.wsEndpoint())
  return {
    browser,
    async end() {
      const { pid } = server.process()
      await browser.close()
      await server.close()
      if (pid !== undefined && isAlive(pid)) throw new Error(`the browser (${pid}) is still there`)
    },
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

export interface OpenPage {
  readonly page: Page
  /** What went to the console, was thrown, or asked for besides the file itself. */
  readonly complaints: readonly string[]
}

/** A page of its own, closed with the test, that notes all it should not do. */
export async function openPage(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options })
  onTestFinished(() => context.close())
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('request', (request) => {
    if (request.url().replace(/#.*/, '') !== address.replace(/#.*/, '')) complaints.push(request.url())
  })
  await page.goto(address)
  return { page, complaints }
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe complains about, WCAG 2.2 AA and best practice. The page must be open with `bypassCSP`. */
export async function listViolations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe)
  const found: unknown = await page.evaluate(`axe
    .run(document, { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } })
    .then(({ violations }) => violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => id + ' ' + target + ' ' + failureSummary)))`)
  return found as string[]
}

/** Presses Tab until an element has the focus, as somebody without a mouse. */
export async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 300; presses++) {
    await page.keyboard.press('Tab')
    if (await page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`)) return
  }
  throw new Error(`300 tabs do not lead to ${selector}`)
}
