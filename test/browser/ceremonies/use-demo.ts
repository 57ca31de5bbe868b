import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { buildOnce } from '../../end-to-end/build-once.ts'
import { createSite, type Keywise, startKeywise } from '../../end-to-end/start-keywise.ts'
import { startBrowser } from '../report-page.ts'
import { type AtEnd, openVisitor, type Visitor, type VisitorSettings } from './open-visitor.ts'

/** `keywise serve` as a process, with its demo, and one Chromium. */
export interface Demo {
  readonly browser: Browser
  readonly keywise: Keywise
  readonly origin: string
}

/** Starts both for the tests of a file; ends them, and says how many cases ran. */
export function useDemo(chromium: string) {
  let demo: Demo
  let end: () => Promise<void> = async () => undefined
  let cases = 0

  beforeAll(async () => {
    await buildOnce()
    const site = await createSite()
    const [keywise, running] = await Promise.all([startKeywise(site), startBrowser(chromium)])
    // By name: an address is no RP ID.
    const origin = keywise.url.replace('127.0.0.1', 'localhost')
    demo = { browser: running.browser, keywise, origin }
    end = async () => {
      await running.end()
      await keywise.end('SIGTERM')
      await site.remove()
    }
  }, 180_000)
  afterEach(() => {
    cases++
  })
  afterAll(async () => {
    process.stderr.write(`${cases} end-to-end cases ran in Chromium ${demo.browser.version()}\n`)
    await end()
  })

  /** A browser of its own for a test, with an account to come. `atEnd`: the test's own `onTestFinished`. */
  const visit = (atEnd: AtEnd, settings?: VisitorSettings): Promise<Visitor> =>
    openVisitor(demo, atEnd, settings)
  return { visit, demo: () => demo }
}
