import { describe, expect, it } from 'vitest'
import { type OsName, osNames, situationKinds } from '../../src/contract/words.ts'
import { summarizeResult } from '../../src/matrix/summarize-result.ts'
import { loadShippedRun } from './shipped-run.ts'

const fixtures = (await loadShippedRun()).results.map((result) => summarizeResult(result))
type Row = (typeof fixtures)[number]

/** The dimensions of the matrix, as far as a fixture tells them. */
const dimensions: Readonly<Record<string, (row: Row) => string>> = {
  version: ({ platform }) => String(platform.osVersion).split('.')[0] ?? '',
  browser: ({ platform }) => String(platform.browser),
  container: ({ platform }) => (platform.webview === null ? 'browser' : 'in-app'),
  situation: ({ situation }) => situation ?? 'other',
  bluetooth: ({ bluetooth }) => bluetooth,
  capabilities: ({ capabilities }) => (capabilities ? 'reported' : 'not-reported'),
}

const systems = osNames.filter((os) => os !== 'other')
const valuesOf = (rows: readonly Row[], name: string) =>
  new Set(rows.map((row) => dimensions[name]?.(row) ?? ''))

/** What has to meet what. A pair of two versions (of system and browser) is a matter of thresholds, which tables name. */
const crossings: readonly (readonly [string, string])[] = [
  ['version', 'situation'],
  ['browser', 'situation'],
  ['container', 'situation'],
  ['bluetooth', 'situation'],
  ['capabilities', 'situation'],
  ['browser', 'capabilities'],
  ['browser', 'bluetooth'],
]

/** The browsers that nearly everybody uses; the others have fixtures for what sets them apart. */
const main = ['chrome', 'edge', 'safari', 'firefox', 'samsung']

/** Pairs that cannot occur together, or mean nothing, and why. */
const impossible: readonly { readonly pair: RegExp; readonly because: string }[] = [
  {
    pair: /^windows: version [78],/,
    because: 'older than passkeys: the situations that have no bearing are not repeated',
  },
  { pair: /^macos: version 1[01]?,/, because: 'older than passkeys' },
  { pair: /^ios: version 1[0-4],/, because: 'older than passkeys' },
  { pair: /^android: version [4-8],/, because: 'older than passkeys' },
  {
    pair: /^chromeos: version \d/,
    because: 'a ChromeOS that tells its version can do what one that does not tell it can',
  },
  { pair: /: browser (firefox|safari), bluetooth/, because: 'neither has Web Bluetooth' },
  {
    pair: /^(windows|linux|macos): browser samsung,/,
    because: 'Samsung Internet for Windows is rare, elsewhere it is desktop mode',
  },
  { pair: /^(ios|ipados): browser \w+, bluetooth/, because: 'no browser there has Web Bluetooth' },
  {
    pair: /^(ios|ipados): browser (chrome|edge|firefox), capabilities/,
    because: 'WebKit answers for each of them',
  },
  {
    pair: /^linux: container in-app, /,
    because: 'Electron alone, which can do nothing whatever the passkey',
  },
]

describe('the matrix', () => {
  it('has at least 1,500 fixtures', () => {
    expect(fixtures.length).toBeGreaterThanOrEqual(1500)
  })

  it.each(systems)('has every situation on %s', (os) => {
    const seen = valuesOf(
      fixtures.filter(({ platform }) => platform.os === os),
      'situation',
    )
    expect(situationKinds.filter((kind) => !seen.has(kind))).toEqual([])
  })

  it.each(systems)('holds every pair that can occur on %s', (os) => {
    const missing = listMissing(os).filter((pair) => !impossible.some((known) => known.pair.test(pair)))
    expect(missing).toEqual([])
  })

  it('excuses no pair that is there', () => {
    const missing = systems.flatMap(listMissing)
    expect(impossible.filter(({ pair }) => !missing.some((text) => pair.test(text)))).toEqual([])
  })
})

function listMissing(os: OsName): string[] {
  const rows = fixtures.filter(({ platform, situation }) => platform.os === os && situation !== null)
  return crossings.flatMap(([one, other]) => {
    const seen = new Set(rows.map((row) => `${dimensions[one]?.(row)} ${dimensions[other]?.(row)}`))
    const valuesOfOne = [...valuesOf(rows, one)].filter((value) => one !== 'browser' || main.includes(value))
    return valuesOfOne.flatMap((a) =>
      [...valuesOf(rows, other)]
        .filter((b) => !seen.has(`${a} ${b}`))
        .map((b) => `${os}: ${one} ${a}, ${other} ${b}`),
    )
  })
}
