import { describe, expect, it } from 'vitest'
import type { ClientPlatform } from '../../../src/core/platform/client-platform.ts'
import { matchKnownIssues } from '../../../src/core/platform/match-known-issues.ts'
import { client, parseShipped, type SentSignals, sent } from './knowledge-of-the-house.ts'

const knowledge = parseShipped()
const ids = (platform: ClientPlatform, signals?: SentSignals) =>
  matchKnownIssues(platform, knowledge, signals === undefined ? undefined : sent(signals)).map(({ id }) => id)
const no = { userVerifyingPlatformAuthenticator: false }

describe('known issues of a client', () => {
  const rows: readonly (readonly [string, ClientPlatform, readonly string[], SentSignals?])[] = [
    ['Chrome tells 13.6.5', client('macos 13.6.5', 'chrome 120'), ['KI-01']],
    ['13.6.6 is another version', client('macos 13.6.6', 'chrome 120'), []],
    ['13.6 alone does not say so', client('macos 13.6', 'chrome 120'), []],
    ['Safari hides the version', client('macos', 'safari 16.6.1'), ['KI-04']],
    ['Ventura with Safari 18.1, told', client('macos 13.7', 'safari 18.1'), ['KI-02']],
    ['Ventura with Safari 18.2, told', client('macos 13.7', 'safari 18.2'), []],
    ['a web view of iOS 16.3', client('ios 16.3', 'webview', { webview: 'wkwebview' }), ['KI-03']],
    ['a web view of iOS 16.4', client('ios 16.4', 'webview', { webview: 'wkwebview' }), []],
    ['a web view of macOS 13.2', client('macos 13.2', 'safari 16.2', { webview: 'wkwebview' }), ['KI-03']],
    ['Safari 17.3 on macOS', client('macos', 'safari 17.3'), ['KI-04']],
    ['Safari 17.4 on macOS', client('macos', 'safari 17.4'), []],
    ['iOS 16', client('ios 16.5', 'safari 16.5'), ['KI-05', 'KI-06']],
    ['iOS 18', client('ios 18.6', 'safari 18.6'), ['KI-06']],
    ['iOS 26', client('ios 26.0', 'safari 26.0'), []],
    ['Safari 15.4 on 12.3, told', client('macos 12.3', 'safari 15.4'), ['KI-07']],
    ['Firefox on Android 13', client('android 13', 'firefox 160'), ['KI-08']],
    ['Firefox on Android 10 or older', client('android', 'firefox 160'), ['KI-08']],
    ['Firefox on Android 14', client('android 14', 'firefox 160'), []],
    ['Firefox on Linux', client('linux', 'firefox 140'), ['KI-09']],
    ['Firefox 144 on Windows', client('windows', 'firefox 144'), []],
    ['Firefox 145 on Windows', client('windows', 'firefox 145'), ['KI-10']],
    ['Firefox 156 on Windows', client('windows', 'firefox 156'), []],
    ['Electron on macOS', client('macos 15', 'electron 40'), ['KI-14']],
    ['Safari says no on this site', client('macos', 'safari 26'), ['KI-19'], no],
    ['no screen lock', client('android 14', 'chrome 157'), ['KI-21'], no],
    [
      'a guest profile',
      client('windows 11', 'chrome 157'),
      ['KI-22'],
      { ...no, conditionalMediation: false },
    ],
    ['DuckDuckGo on Android', client('android 15', 'duckduckgo 5'), ['KI-23']],
    ['Windows 10 without Bluetooth', client('windows 10', 'chrome 157'), ['KI-26'], { bluetooth: false }],
    ['Windows 10 with Bluetooth', client('windows 10', 'chrome 157'), [], { bluetooth: true }],
    ['Chrome 132 on Android', client('android 14', 'chrome 132'), ['KI-27']],
    ['Chrome 141 on Android', client('android 14', 'chrome 141'), ['KI-27']],
    ['Chrome 142 on Android', client('android 14', 'chrome 142'), []],
  ]
  for (const [situation, platform, expected, signals] of rows) {
    it(situation, () => {
      expect(ids(platform, signals)).toEqual(expected)
    })
  }

  it('tells effect, advice, certainty and source', () => {
    expect(matchKnownIssues(client('macos 13.6.5', 'chrome 120'), knowledge)[0]).toEqual({
      id: 'KI-01',
      effect: 'passkey ceremonies are broken on macOS 13.6.5',
      advice: 'no-ceremony',
      certainty: 'low',
      source: 'Corbado (vendor statement)',
    })
  })

  it('holds all 27, and says why where no server can tell', () => {
    const all = Array.from({ length: 27 }, (_, index) => `KI-${String(index + 1).padStart(2, '0')}`)
    expect(knowledge.issues.map(({ id }) => id)).toEqual(all)
    const silent = knowledge.issues.filter(({ holds }) => holds === null)
    expect(silent.map(({ id }) => id).join(' ')).toBe(
      'KI-11 KI-12 KI-13 KI-15 KI-16 KI-17 KI-18 KI-20 KI-24 KI-25',
    )
    for (const { note } of silent) expect(note).toBeTruthy()
  })
})
