import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ClientPlatform } from '../src/core/platform/client-platform.ts'
import { identifyPlatform } from '../src/core/platform/identify-platform.ts'
import { readSignals } from '../src/core/signals/read-signals.ts'
import { findSharedData, sharedDataRequired } from './shared-data.ts'

const { file, present, reason } = findSharedData('ua-corpus.json')

interface Expectation {
  readonly os?: string
  readonly osVersion?: string
  readonly browser?: string
  readonly browserMajor?: number
  readonly deviceType?: string
  readonly webview?: string | null
}
interface Entry {
  readonly id: string
  readonly ua: string
  readonly hints?: Record<string, unknown>
  readonly headers?: Record<string, string>
  readonly touch?: { readonly platform?: string; readonly maxTouchPoints?: number }
  readonly tags?: readonly string[]
  readonly expect: Expectation
}
interface Corpus {
  readonly equivalentAnswers: { readonly browser: readonly (readonly string[])[] }
  readonly entries: readonly Entry[]
  readonly partial: readonly Entry[]
}

/** Old or odd; needs a database of models; the sources of the entry contradict each other. */
const setApart = ['tail', 'device-by-model', 'ua-hints-conflict', 'conflict']
const isTagged = (entry: Entry, ...tags: readonly string[]) => tags.some((tag) => entry.tags?.includes(tag))

const identify = ({ ua, hints, headers, touch }: Entry): ClientPlatform =>
  identifyPlatform(
    readSignals({
      userAgent: ua,
      ...(hints && { clientHints: hints }),
      ...(headers && { headers }),
      ...(touch?.platform !== undefined && { platform: touch.platform }),
      ...(touch?.maxTouchPoints !== undefined && { maxTouchPoints: touch.maxTouchPoints }),
    }),
  )

/** Dotted versions, equal at the precision of the shorter one. */
const agrees = (wanted: string, actual: string) =>
  actual === wanted || actual.startsWith(`${wanted}.`) || wanted.startsWith(`${actual}.`)

class Score {
  readonly missed: string[] = []
  total = 0
  add(right: boolean, entry: Entry, actual: unknown) {
    this.total += 1
    if (!right) this.missed.push(`${entry.id} got ${String(actual)}: ${entry.ua.slice(0, 160)}`)
  }
  get right() {
    return this.total - this.missed.length
  }
  get percent() {
    return (100 * this.right) / this.total
  }
}

function score(corpus: Corpus) {
  const scores = {
    os: new Score(),
    browser: new Score(),
    browserMajor: new Score(),
    deviceType: new Score(),
    webviewRecall: new Score(),
    noFalseWebview: new Score(),
    osVersion: new Score(),
    osVersionWithHints: new Score(),
    nothingClaimedOnFrozen: new Score(),
  }
  const isEquivalent = (a: string, b: string) =>
    a === b || corpus.equivalentAnswers.browser.some((pair) => pair.includes(a) && pair.includes(b))
  for (const entry of corpus.entries.filter((each) => !isTagged(each, ...setApart))) {
    const platform = identify(entry)
    const { os, osVersion, browser, browserMajor, deviceType, webview } = entry.expect
    if (os !== undefined && !isTagged(entry, 'os-not-asserted')) {
      scores.os.add(platform.os === os, entry, platform.os)
    }
    // The corpus has no word for Electron: there it is a webview.
    const actualBrowser = platform.browser === 'electron' ? 'webview' : platform.browser
    if (browser !== undefined) {
      scores.browser.add(isEquivalent(actualBrowser, browser), entry, actualBrowser)
    }
    if (browserMajor !== undefined) {
      scores.browserMajor.add(platform.browserMajor === browserMajor, entry, platform.browserMajor)
    }
    if (deviceType !== undefined) {
      scores.deviceType.add(platform.deviceType === deviceType, entry, platform.deviceType)
    }
    if (webview === null) scores.noFalseWebview.add(platform.webview === null, entry, platform.webview)
    else if (webview !== undefined) {
      scores.webviewRecall.add(platform.webview !== null, entry, platform.webview)
    }
    if (osVersion !== undefined) {
      const kind = typeof entry.hints?.platformVersion === 'string' ? 'osVersionWithHints' : 'osVersion'
      scores[kind].add(agrees(osVersion, platform.osVersion), entry, platform.osVersion)
    } else if (isTagged(entry, 'osv-frozen')) {
      scores.nothingClaimedOnFrozen.add(platform.osVersion === 'unknown', entry, platform.osVersion)
    }
  }
  return scores
}

const readCorpus = (): Corpus => JSON.parse(readFileSync(file, 'utf8'))

describe.runIf(present)('on the corpus of user agents labelled by third parties', () => {
  let corpus: Corpus
  let scores: ReturnType<typeof score>

  beforeAll(() => {
    corpus = readCorpus()
    scores = score(corpus)
    const rows = Object.entries(scores).map(
      ([name, { right, total, percent }]) =>
        `${`${name.padEnd(24)}${right}/${total}`.padEnd(36)}${percent.toFixed(2)} %`,
    )
    process.stdout.write(`\n${rows.join('\n')}\n\n`)
  })

  it.each([
    ['os', 98],
    ['browser', 98],
    ['browserMajor', 97],
    ['deviceType', 98],
    ['webviewRecall', 97],
    ['noFalseWebview', 100],
    ['osVersion', 98],
    ['osVersionWithHints', 99],
    ['nothingClaimedOnFrozen', 100],
  ] as const)('is right about %s in at least %i percent', (name, target) => {
    const { percent, missed, total } = scores[name]
    expect(total).toBeGreaterThan(20)
    expect(percent, missed.join('\n')).toBeGreaterThanOrEqual(target)
  })

  it('claims no version on frozen input in any entry, however odd', () => {
    const claimed = corpus.entries
      .filter((entry) => isTagged(entry, 'osv-frozen') && entry.expect.osVersion === undefined)
      .filter((entry) => identify(entry).osVersion !== 'unknown')
    expect(claimed).toEqual([])
  })

  it('answers every entry, however odd', () => {
    for (const entry of [...corpus.entries, ...corpus.partial])
      expect(identify(entry).os).toBeTypeOf('string')
  })

  it('tells a conflict where hints and user agent name different systems', () => {
    const silent = corpus.entries
      .filter((entry) => isTagged(entry, 'ua-hints-conflict') && entry.hints !== undefined)
      .filter((entry) => {
        const { os, conflicts } = identify(entry)
        return os !== entry.expect.os || (!conflicts.includes('user-agent-hints') && !/Linux/.test(entry.ua))
      })
    expect(silent).toEqual([])
  })
})

if (!present && sharedDataRequired) {
  it('the corpus is there, as KEYWISE_REQUIRE_SHARED=1 demands', () => {
    expect.fail(reason)
  })
}
