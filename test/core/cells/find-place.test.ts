import { describe, expect, it } from 'vitest'
import { countPlaces, findPlace } from '../../../src/core/cells/find-place.ts'
import { nameCell } from '../../../src/core/cells/list-cells.ts'
import { identifyPlatform } from '../../../src/core/platform/identify-platform.ts'
import { readSignals } from '../../../src/core/signals/read-signals.ts'
import { shippedPolicy } from '../../shipped-rules.ts'
import { isTorture } from '../../times.ts'
import { createRandom } from './cells.ts'

const { knowledge } = shippedPolicy()
const providers = [...knowledge.providers.keys()]

const templates = [
  'Mozilla/5.0 (Windows NT {v}; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{v}.0.0.0 Safari/537.36 {w}',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X {u}) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/{v} Safari/605.1.15',
  'Mozilla/5.0 (iPhone; CPU iPhone OS {u} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/{v} Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Linux; Android {v}; {w}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{v} Mobile Safari/537.36',
  'Mozilla/5.0 (X11; Linux x86_64; rv:{v}) Gecko/20100101 Firefox/{v}',
  'Mozilla/5.0 (X11; CrOS x86_64 {v}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{v} Safari/537.36 OPR/{v}',
  'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/{v} Safari/537.36 {w}/{v}',
]
const words = ['Edg', 'SamsungBrowser', 'Vivaldi', 'YaBrowser', 'Brave', 'FBAN', 'Electron', 'Whale', 'x', '']

describe('the place of a client', () => {
  it('is one of a bounded number, whatever a million clients claim', () => {
    const random = createRandom(3)
    const below = (limit: number) => Math.floor(random() * limit)
    const version = () => {
      const parts = Array.from({ length: 1 + below(3) }, () => below(10 ** (1 + below(6))))
      return parts.join('.')
    }
    const cells = new Set<string>()
    const count = isTorture ? 1_000_000 : 5_000
    for (let i = 0; i < count; i += 1) {
      const userAgent = (templates[below(templates.length)] ?? '')
        .replaceAll('{v}', version)
        .replaceAll('{u}', () => version().replaceAll('.', '_'))
        .replaceAll('{w}', () => words[below(words.length)] ?? '')
      const platform = identifyPlatform(readSignals({ userAgent }))
      const provider =
        below(3) === 0 ? `made-up-${below(1000)}` : (providers[below(providers.length)] ?? null)
      cells.add(nameCell(findPlace(platform, provider, knowledge)))
    }
    const bound = countPlaces(knowledge)
    expect(cells.size).toBeLessThanOrEqual(bound)
    // The bound itself, stated: it grows with the knowledge base only.
    expect(bound / (providers.length + 1)).toBeLessThanOrEqual(25_000)
    // And far from it in practice: no combination of an invented number is a cell of its own.
    expect(cells.size).toBeLessThanOrEqual(isTorture ? 60_000 : 5_000)
  })
  it.each([
    ['windows', '10', 'chrome', 157, 'windows/10/chrome/157'],
    ['windows', '8.1', 'chrome', 157, 'windows/8.1/chrome/157'],
    ['windows', '10.0.22631', 'edge', 156, 'windows/10/edge/156'],
    ['windows', '4711', 'chrome', 9999, 'windows/unknown/chrome/unknown'],
    ['ios', '26.1.3', 'safari', 26, 'ios/26/safari/26'],
    ['ios', '99', 'safari', 99, 'ios/unknown/safari/unknown'],
    ['macos', '15.5', 'firefox', 160, 'macos/15/firefox/160'],
    ['macos', 'unknown', 'firefox', null, 'macos/unknown/firefox/unknown'],
    ['android', '15', 'brave', 157, 'android/15/brave/157'],
    ['android', '15', 'opera', 95, 'android/15/opera/unknown'],
    ['linux', '6.1', 'chrome', 12, 'linux/unknown/chrome/unknown'],
  ] as const)('of %s %s, %s %s is %s', (os, osVersion, browser, browserMajor, name) => {
    expect(nameCell(findPlace({ os, osVersion, browser, browserMajor }, null, knowledge))).toBe(name)
  })
  it('names only providers that the knowledge has', () => {
    const told = { os: 'linux', osVersion: 'unknown', browser: 'chrome', browserMajor: 157 } as const
    expect(nameCell(findPlace(told, 'bitwarden', knowledge))).toBe('linux/unknown/chrome/157/bitwarden')
    expect(nameCell(findPlace(told, 'invented', knowledge))).toBe('linux/unknown/chrome/157')
  })
})
