import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Value } from 'typebox/value'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ExplainRequest } from '../../src/contract/history-input.ts'
import type { MatrixFixture, MatrixView } from '../../src/contract/matrix.ts'
import { formatHash, startState, unfacetedState } from '../../src/matrix/html/page/view-state.ts'
import { renderHtmlReport } from '../../src/matrix/html/render-html-report.ts'
import { buildOnce } from '../end-to-end/build-once.ts'
import { loadShippedView } from '../matrix/shipped-view.ts'
import { findChromium } from './find-chromium.ts'
import { listViolations, openPage, type RunningBrowser, startBrowser, tabTo } from './report-page.ts'

const chromium = findChromium()
const sizes = { wide: { width: 1440, height: 900 }, narrow: { width: 400, height: 800 } } as const
const markup = '</script><img src="http://127.0.0.1:9/x" onerror="throw 1">'

let view: MatrixView
let address: string
let running: RunningBrowser
let folder = ''

/** What the page shows at the start: one purpose, and one situation where enough fixtures have it. */
function isShownFirst(fixtures: readonly MatrixFixture[]): (fixture: MatrixFixture) => boolean {
  const { purpose, situation } = startState(fixtures).chosen
  return (one) =>
    (purpose === 'any' || one.purpose === purpose) && (situation === 'any' || one.situation === situation)
}

/** The shipped fixtures, three that are shown first spoilt: one fails, one is a known gap, one brings markup along. */
function spoil(shipped: MatrixView): MatrixView {
  const isFirst = isShownFirst(shipped.fixtures)
  const [first, second, third, ...others] = shipped.fixtures.filter(isFirst)
  const rest = [...others, ...shipped.fixtures.filter((one) => !isFirst(one))]
  if (first === undefined || second === undefined || third === undefined) throw new Error('too few fixtures')
  const mismatches = [
    { what: 'action', expected: 'fallback', actual: 'passkey', grounds: first.grounds.slice(0, 3) },
  ]
  const fixtures: MatrixFixture[] = [
    { ...first, status: 'failing', mismatches },
    { ...second, status: 'known-gap', gap: 'not yet known', mismatches },
    { ...third, title: `${third.title} ${markup}`, because: markup },
    ...rest,
  ]
  return { ...shipped, failed: 1, problems: ['platforms/odd.json: not JSON'], fixtures }
}

describe.skipIf(chromium === null)('the HTML report in Chromium', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    await buildOnce()
    view = spoil(await loadShippedView())
    folder = await mkdtemp(join(tmpdir(), 'keywise-report-'))
    const file = join(folder, 'report.html')
    await writeFile(file, renderHtmlReport(view))
    address = pathToFileURL(file).href
    running = await startBrowser(chromium ?? '')
  }, 180_000)
  afterAll(async () => {
    await running?.end()
    if (folder !== '') await rm(folder, { recursive: true, force: true })
  })

  const hashOfEverything = () =>
    formatHash({ ...unfacetedState, allVersions: true, allBrowsers: true }, startState(view.fixtures))
  const open = (hash = '', options = {}) => openPage(running.browser, address + hash, options)
  const failingKey = () => {
    const { platform } = view.fixtures[0] as MatrixFixture
    return `${platform.os}/*/${platform.browser}`
  }

  it('opens from a file without a word on the console and without a request', async () => {
    const { page, complaints } = await open()
    await expect.poll(() => page.locator('.cell').count()).toBeGreaterThan(20)
    expect(await page.locator('h1').allTextContents()).toEqual(['Keywise compatibility matrix'])
    expect(await page.locator('.problems li').allTextContents()).toEqual(['platforms/odd.json: not JSON'])
    expect(complaints).toEqual([])
  })

  it('shows markup in a fixture as text', async () => {
    const { page, complaints } = await open(`#purpose=any&text=${encodeURIComponent('onerror')}`)
    expect(await page.locator('.because').allTextContents()).toEqual([`because: ${markup}`])
    await page.locator('[data-fixture]').click()
    expect(await page.locator('img').count()).toBe(0)
    expect(complaints).toEqual([])
  })

  describe.each(['light', 'dark'] as const)('in the %s scheme', (colorScheme) => {
    it.each(['wide', 'narrow'] as const)('passes axe and fits, %s', async (size) => {
      const { page } = await open('', { colorScheme, viewport: sizes[size], bypassCSP: true })
      const fits = async () => {
        const width: unknown = await page.evaluate('document.documentElement.scrollWidth')
        return width === sizes[size].width
      }
      expect(await listViolations(page)).toEqual([])
      expect(await fits()).toBe(true)
      await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true')
      await page.locator('.map .fold').first().click()
      await page.locator(`[data-cell="${failingKey()}"]`).click()
      await page.locator('[data-fixture]').first().click()
      await page.locator('.details details').first().click()
      await page.locator('[data-fixture]').nth(1).click()
      expect(await page.locator('.details').count()).toBe(2)
      expect(await listViolations(page)).toEqual([])
      expect(await fits()).toBe(true)
    })
  })

  it('has in its map every number that the data has, and each fixture in one cell', async () => {
    const { page } = await open(hashOfEverything())
    const told = await page.locator('.cell').evaluateAll((cells) =>
      cells.map((cell) => {
        const textOf = (name: string) => cell.querySelector(name)?.textContent ?? ''
        return [
          cell.getAttribute('data-cell') ?? '',
          textOf('.total'),
          textOf('.letters') || `${textOf('b')} ${textOf('.total')}`,
          textOf('.mark.bad').trim(),
          textOf('.mark.warn').trim(),
        ] as const
      }),
    )
    const letters = {
      passkey: 'P',
      'cross-device': 'C',
      fallback: 'F',
      offer: 'O',
      conditional: 'A',
      skip: 'S',
    }
    const expected = new Map<string, MatrixFixture[]>()
    for (const fixture of view.fixtures) {
      const { os, osVersion, browser } = fixture.platform as Record<string, string>
      const version = os === 'windows' ? osVersion : osVersion?.replace(/\..*/, '')
      for (const row of [`${os}/${version}`, `${os}/*`, '*/*']) {
        for (const column of [browser, '*']) {
          expected.set(`${row}/${column}`, [...(expected.get(`${row}/${column}`) ?? []), fixture])
        }
      }
    }
    expect(told.map(([key]) => key).sort()).toEqual([...expected.keys()].sort())
    for (const [key, total, split, failing, gaps] of told) {
      const own = expected.get(key) ?? []
      const count = (status: string) => own.filter((fixture) => fixture.status === status).length
      const byLetter = Object.fromEntries(split.split(' · ').map((part: string) => part.split(' ')))
      const actions = Object.entries(letters).map(([action, letter]) => [
        letter,
        String(own.filter((fixture) => fixture.action === action).length),
      ])
      expect({ key, total, byLetter, failing, gaps }, `the cell ${key}`).toEqual({
        key,
        total: String(own.length),
        byLetter: Object.fromEntries(actions.filter(([, number]) => number !== '0')),
        failing: count('failing') === 0 ? '' : `✕${count('failing')}`,
        gaps: count('known-gap') === 0 ? '' : `△${count('known-gap')}`,
      })
    }
    const leaves = told.filter(([key]) => !key.includes('*'))
    expect(leaves.reduce((sum, [, total]) => sum + Number(total), 0)).toBe(view.total)
  })

  it('lists what a cell counts, in portions', async () => {
    const { page } = await open(`${hashOfEverything()}&cell=*/*/*`)
    const ids = page.locator('[data-fixture]')
    expect(await page.locator('#list-heading').textContent()).toBe(
      `all browsers on all systems: ${view.total}`,
    )
    expect(await ids.count()).toBe(30)
    await page.locator('.more-button').click()
    expect(await ids.count()).toBe(60)
    expect(
      await page.evaluate('document.activeElement === document.querySelectorAll("[data-fixture]")[30]'),
    ).toBe(true)
    expect(await page.locator('.card').first().getAttribute('class')).toContain('bad')
  })

  it('can be used with the keyboard alone, down to a curl that the service understands', async () => {
    const { page, complaints } = await open('', { viewport: sizes.wide })
    const live = () => page.locator('[role=status]').textContent()
    const before = await live()
    await tabTo(page, '[name=purpose]:checked')
    await page.keyboard.press('ArrowDown')
    expect(await page.locator('[name=purpose]:checked').getAttribute('value')).toBe('registration')
    expect(page.url()).toContain('#purpose=registration')
    const { situation } = startState(view.fixtures).chosen
    const registrations = view.fixtures.filter(
      (one) => one.purpose === 'registration' && (situation === 'any' || one.situation === situation),
    )
    expect(await live()).not.toBe(before)
    expect(await live()).toBe(`${registrations.length} of ${view.total} fixtures match`)
    await tabTo(page, '#reset')
    await page.keyboard.press('Enter')
    expect(await live()).toBe(before)

    const key = failingKey()
    await tabTo(page, `[data-cell="${key}"]`)
    await page.keyboard.press('Enter')
    expect(await page.locator('#list-heading').evaluate((heading) => heading.matches(':focus'))).toBe(true)
    await tabTo(page, '[data-fixture]')
    await page.keyboard.press('Enter')
    const card = page.locator('.card').first()
    expect(await card.locator('[data-fixture]').getAttribute('aria-expanded')).toBe('true')
    expect(await card.locator('.differs tbody').innerText()).toMatch(/action\s+fallback\s+passkey/)
    await tabTo(page, '.details button')
    await page.keyboard.press('Enter')
    await expect.poll(live).toBe('Copied: curl')
    const curl: unknown = await page.evaluate('navigator.clipboard.readText()')
    // What a shell makes of it: a `curl` that tells its arguments, one in a line.
    const args = execFileSync('sh', ['-c', `curl() { printf '%s\\n' "$@"; }\n${curl}`], {
      encoding: 'utf8',
      env: { KEYWISE_URL: 'http://127.0.0.1:3000', KEYWISE_ADMIN_KEY: 'adm_x' },
    }).split('\n')
    expect(args.slice(0, 6)).toEqual([
      'http://127.0.0.1:3000/v1/decisions/explain',
      '-H',
      'authorization: Bearer adm_x',
      '-H',
      'content-type: application/json',
      '--data-raw',
    ])
    const body: unknown = JSON.parse(args[6] ?? '')
    expect(body).toEqual(view.fixtures[0]?.request)
    expect([...Value.Errors(ExplainRequest, body)]).toEqual([])
    expect(complaints).toEqual([])
  })

  it('comes back from its hash as it was, and goes back step by step', async () => {
    const { page } = await open(hashOfEverything())
    await page.locator('[name=bluetooth][value=yes]').check()
    await page.locator('#text').fill('windows')
    await page.locator('[data-cell="windows/*/chrome"]').click()
    const fixture = page.locator('[data-fixture]').nth(1)
    await fixture.click()
    const id = await fixture.getAttribute('data-fixture')
    const see = async (shown: typeof page) => ({
      question: await shown.locator('.question').textContent(),
      heading: await shown.locator('#list-heading').textContent(),
      pressed: await shown.locator('[aria-pressed=true]').getAttribute('data-cell'),
      rows: await shown.locator('.map th[scope=row]').allTextContents(),
      checked: await shown
        .locator('input:checked')
        .evaluateAll((inputs) => inputs.map((one) => one.getAttribute('value'))),
      unfolded: await shown.locator('[aria-expanded=true][data-fixture]').getAttribute('data-fixture'),
    })
    const seen = await see(page)
    expect(seen).toMatchObject({ pressed: 'windows/*/chrome', unfolded: id })
    const second = await open(new URL(page.url()).hash)
    expect(await see(second.page)).toEqual(seen)
    await page.goBack()
    expect(await page.locator('[aria-pressed=true]').count()).toBe(0)
    expect(await page.locator('#text').inputValue()).toBe('windows')
  })

  it('keeps to the scheme that was chosen', async () => {
    const { page } = await open('', { colorScheme: 'light' })
    const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor')
    const light = await background()
    const button = page.locator('.theme')
    await button.click()
    expect([await button.textContent(), await background()]).toEqual(['Colours: light', light])
    await button.click()
    expect(await button.textContent()).toBe('Colours: dark')
    expect(await background()).not.toBe(light)
  })
})
