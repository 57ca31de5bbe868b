import type { ClientPlatform } from '../src/core/platform/client-platform.ts'
import { identifyPlatform } from '../src/core/platform/identify-platform.ts'
import { readSignals } from '../src/core/signals/read-signals.ts'

/** What a third party says a client is; what is missing it does not say. */
export interface Expectation {
  readonly os?: string
  readonly osVersion?: string
  readonly browser?: string
  readonly browserMajor?: number
  readonly deviceType?: string
  readonly webview?: string | null
}
export interface Entry {
  readonly id: string
  readonly ua: string
  readonly hints?: Record<string, unknown>
  readonly headers?: Record<string, string>
  readonly touch?: { readonly platform?: string; readonly maxTouchPoints?: number }
  readonly tags?: readonly string[]
  readonly expect: Expectation
}
export interface Corpus {
  readonly equivalentAnswers: { readonly browser: readonly (readonly string[])[] }
  readonly entries: readonly Entry[]
  readonly partial: readonly Entry[]
}

export const isTagged = (entry: Entry, ...tags: readonly string[]) =>
  tags.some((tag) => entry.tags?.includes(tag))

export const identify = ({ ua, hints, headers, touch }: Entry): ClientPlatform =>
  identifyPlatform(
    readSignals({
      userAgent: ua,
      ...(hints && { clientHints: hints }),
      ...(headers && { headers }),
      ...(touch?.platform !== undefined && { platform: touch.platform }),
      ...(touch?.maxTouchPoints !== undefined && { maxTouchPoints: touch.maxTouchPoints }),
    }),
  )

/** How often one question was answered right, in all and for each right answer. */
export class Score {
  readonly missed: string[] = []
  readonly rows = new Map<string, Score>()
  total = 0

  add(right: boolean, wanted: string, miss: string): void {
    this.count(right, miss)
    const row = this.rows.get(wanted) ?? new Score()
    row.count(right, miss)
    this.rows.set(wanted, row)
  }

  private count(right: boolean, miss: string): void {
    this.total += 1
    if (!right) this.missed.push(miss)
  }

  get right(): number {
    return this.total - this.missed.length
  }

  get percent(): number {
    return this.total === 0 ? 100 : (100 * this.right) / this.total
  }
}

export const questions = [
  'os',
  'browser',
  'browserMajor',
  'deviceType',
  'webviewRecall',
  'webviewHost',
  'noFalseWebview',
  'osVersion',
  'osVersionWithHints',
  'nothingClaimedOnFrozen',
] as const
export type Question = (typeof questions)[number]
export type Scores = Readonly<Record<Question, Score>>

/** Dotted versions, equal at the precision of the shorter one. */
const agrees = (wanted: string, actual: string) =>
  actual === wanted || actual.startsWith(`${wanted}.`) || wanted.startsWith(`${actual}.`)

/** The corpus calls a web view of iOS and macOS without a host so; and has no word for Electron but webview. */
const hostInCorpus = (webview: string) => (webview === 'wkwebview' ? 'ios-webview' : webview)
const browserInCorpus = (browser: string) => (browser === 'electron' ? 'webview' : browser)

/** Every question that the entries ask, answered and counted. */
export function scoreEntries(entries: readonly Entry[], { equivalentAnswers }: Corpus): Scores {
  const scores = Object.fromEntries(questions.map((name) => [name, new Score()])) as Record<Question, Score>
  const isEquivalent = (a: string, b: string) =>
    a === b || equivalentAnswers.browser.some((pair) => pair.includes(a) && pair.includes(b))
  for (const entry of entries) {
    const found = identify(entry)
    const { os, osVersion, browser, browserMajor, deviceType, webview } = entry.expect
    const add = (question: Question, right: boolean, wanted: string, actual: unknown) =>
      scores[question].add(
        right,
        wanted,
        `${entry.id} ${question}: ${wanted}, not ${actual}: ${entry.ua.slice(0, 160)}`,
      )
    if (os !== undefined && !isTagged(entry, 'os-not-asserted')) add('os', found.os === os, os, found.os)
    if (browser !== undefined) {
      const actual = browserInCorpus(found.browser)
      add('browser', isEquivalent(actual, browser), browser, actual)
      if (browserMajor !== undefined) {
        add(
          'browserMajor',
          found.browserMajor === browserMajor,
          browser,
          `${found.browserMajor} but ${browserMajor}`,
        )
      }
    }
    if (deviceType !== undefined) {
      add('deviceType', found.deviceType === deviceType, deviceType, found.deviceType)
    }
    if (webview === null) add('noFalseWebview', found.webview === null, 'a browser proper', found.webview)
    else if (webview !== undefined) {
      add('webviewRecall', found.webview !== null, webview, found.webview)
      const host = found.webview === null ? 'none' : hostInCorpus(found.webview)
      add('webviewHost', host === webview, webview, host)
    }
    if (osVersion !== undefined) {
      const hinted = typeof entry.hints?.platformVersion === 'string'
      const right = agrees(osVersion, found.osVersion)
      add(
        hinted ? 'osVersionWithHints' : 'osVersion',
        right,
        os ?? 'unsaid',
        `${found.osVersion} but ${osVersion}`,
      )
    } else if (isTagged(entry, 'osv-frozen')) {
      add('nothingClaimedOnFrozen', found.osVersion === 'unknown', os ?? 'unsaid', found.osVersion)
    }
  }
  return scores
}

const line = (name: string, { right, total, percent }: Score, indent: string) =>
  `${`${indent}${name.padEnd(28)}${right}/${total}`.padEnd(44)}${percent.toFixed(2).padStart(6)} %`

/** A table for people: each question with a row for each right answer, and the first misses of a row. */
export function printScores(title: string, scores: Scores, mostMisses: number): string {
  const lines = [title, '='.repeat(title.length)]
  for (const question of questions) {
    const score = scores[question]
    if (score.total === 0) continue
    lines.push(line(question, score, ''))
    for (const [wanted, row] of [...score.rows].sort(([, a], [, b]) => b.total - a.total)) {
      lines.push(line(wanted, row, '  '))
      lines.push(...row.missed.slice(0, mostMisses).map((miss) => `      ${miss}`))
      const more = row.missed.length - mostMisses
      if (more > 0 && mostMisses > 0) lines.push(`      and ${more} more`)
    }
  }
  return lines.join('\n')
}
