import { test } from '@fast-check/vitest'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ClientPlatform } from '../../src/core/platform/client-platform.ts'
import { identifyPlatform } from '../../src/core/platform/identify-platform.ts'
import { readSignals } from '../../src/core/signals/read-signals.ts'
import type { RawSignals } from '../../src/core/signals/signals.ts'
import {
  type EvidenceName,
  evidenceNames,
  type Hints,
  type HonestClient,
  honestClient,
  type Truth,
  tell,
} from '../arbitraries/honest-client.ts'
import { runs } from '../arbitraries/question.ts'

const identify = (raw: RawSignals): ClientPlatform => identifyPlatform(readSignals(raw))

/** Dotted versions, equal at the precision of the shorter one; `'unknown'` claims nothing. */
const agrees = (wanted: string, found: string) =>
  found === 'unknown' || wanted === found || wanted.startsWith(`${found}.`) || found.startsWith(`${wanted}.`)

const keys = ['os', 'osVersion', 'browser', 'browserMajor', 'deviceType', 'webview'] as const

/** Without a user agent these are the words for "nobody knows". */
const unsaid: { readonly [Key in keyof Truth]?: readonly Truth[Key][] } = {
  os: ['other'],
  browser: ['other', 'chromium'],
  deviceType: ['other'],
  webview: [null],
}

function isRight(key: (typeof keys)[number], found: ClientPlatform, { truth }: HonestClient): boolean {
  if (key === 'osVersion') return found.osVersion !== 'unknown' && agrees(truth.osVersion, found.osVersion)
  return found[key] === truth[key]
}

/** Right, or one of the less precise forms that the client or the missing user agent allows. */
function isAllowed(
  key: (typeof keys)[number],
  found: ClientPlatform,
  client: HonestClient,
  told: readonly EvidenceName[],
): boolean {
  if (isRight(key, found, client) || found[key] === 'unknown') return true
  const { passesFor, truth } = client
  // A number belongs to a name, and the name is judged for itself.
  if (key === 'browserMajor' && found.browser !== truth.browser) return true
  const forms: readonly unknown[] = passesFor[key] ?? []
  if (forms.includes(found[key])) return true
  const withoutAgent: readonly unknown[] = unsaid[key] ?? []
  return !told.includes('userAgent') && withoutAgent.includes(found[key])
}

const someEvidence = fc.subarray([...evidenceNames])
const many = { numRuns: 4_000 }

describe('a client that tells the truth, or any part of it', () => {
  test.prop([honestClient], many)('is known as what it is where it tells all', (client) => {
    const found = identify(tell(client.evidence, evidenceNames))
    const wrong = keys.filter((key) => !isAllowed(key, found, client, evidenceNames))
    expect({ wrong, found, client }).toMatchObject({ wrong: [] })
    if (client.conflicting === undefined) expect(found.conflicts).toEqual([])
  })

  test.prop([honestClient, someEvidence], many)(
    'is known as what it is, or as less, and never as something else',
    (client, told) => {
      const found = identify(tell(client.evidence, told))
      const wrong = keys.filter((key) => !isAllowed(key, found, client, told))
      expect({ wrong, found, client, told }).toMatchObject({ wrong: [] })
      if (client.conflicting === undefined) expect(found.conflicts).toEqual([])
    },
  )

  test.prop([honestClient, someEvidence, someEvidence], many)(
    'stays known as what it is when it tells more',
    (client, told, alsoTold) => {
      const before = identify(tell(client.evidence, told))
      const after = identify(tell(client.evidence, [...told, ...alsoTold]))
      const lost = keys.filter((key) => isRight(key, before, client) && !isRight(key, after, client))
      expect({ lost, before, after, client, told, alsoTold }).toMatchObject({ lost: [] })
    },
  )

  it('is generated in all its kinds', () => {
    const clients = fc.sample(honestClient, { numRuns: 2_000, seed: 7 })
    const kinds = new Set(clients.map(({ what }) => what))
    const hosts = new Set(clients.flatMap(({ truth }) => truth.webview ?? []))
    expect(new Set(clients.map(({ truth }) => truth.os)).size).toBe(7)
    expect(kinds.size).toBeGreaterThan(60)
    expect(hosts.size).toBeGreaterThan(15)
    // And most of what they are is found where they tell all.
    const known = clients.filter((client) => {
      const found = identify(tell(client.evidence, evidenceNames))
      return isRight('os', found, client) && isRight('browser', found, client)
    })
    expect(known.length / clients.length).toBeGreaterThan(0.9)
  })
})

const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`
const listed = (brands: Hints['brands']) =>
  brands.map(({ brand, version }) => `${quoted(brand)};v=${quoted(version)}`).join(', ')

/** The same hints as request headers, https://wicg.github.io/ua-client-hints/#http-ua-hints. */
const inHeaders = (hints: Hints) => ({
  'sec-ch-ua': listed(hints.brands),
  'sec-ch-ua-full-version-list': listed(hints.fullVersionList),
  'sec-ch-ua-platform': quoted(hints.platform),
  'sec-ch-ua-platform-version': quoted(hints.platformVersion),
  'sec-ch-ua-mobile': hints.mobile ? '?1' : '?0',
  'sec-ch-ua-model': quoted(hints.model),
  'sec-ch-ua-form-factors': hints.formFactors.map(quoted).join(', '),
})

describe('client hints', () => {
  test.prop([honestClient], runs)('say the same in headers as from the page', (client) => {
    const { userAgent, hints, maxTouchPoints, platform } = client.evidence
    if (hints === undefined) return
    const byPage = readSignals({ userAgent, maxTouchPoints, platform, clientHints: { ...hints } })
    const headers = { 'user-agent': userAgent, ...inHeaders(hints) }
    const byHeaders = readSignals({ maxTouchPoints, platform, headers })
    expect(byHeaders).toEqual(byPage)
    expect(identifyPlatform(byHeaders)).toEqual(identifyPlatform(byPage))
  })

  test.prop([honestClient, fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 })], runs)(
    'name the same browser in whichever order the brands come',
    ({ evidence }, order) => {
      const { hints } = evidence
      if (hints === undefined) return
      const brands = order.flatMap((index) => hints.brands[index] ?? [])
      const shuffled = { ...evidence, hints: { ...hints, brands } }
      expect(identify(tell(shuffled, evidenceNames))).toEqual(identify(tell(evidence, evidenceNames)))
    },
  )
})

/** What proxies, logs and bad copies do to a user agent. Digits stay digits: a changed number is a lie, no damage. */
const damage: fc.Arbitrary<(text: string) => string> = fc.oneof(
  fc.constantFrom(
    (text: string) => text.toLowerCase(),
    (text: string) => text.toUpperCase(),
    (text: string) => text.replaceAll(' ', ''),
    (text: string) => text.replaceAll(' ', '  '),
    (text: string) => text.replaceAll(' ', '\t'),
    (text: string) => text.replaceAll(' ', '+'),
    (text: string) => text.replaceAll(' ', '%20'),
    (text: string) => `"${text}"`,
    (text: string) => ` ${text} `,
  ),
  fc.nat({ max: 300 }).map((end) => (text: string) => text.slice(0, end)),
  fc.nat({ max: 120 }).map((start) => (text: string) => text.slice(start)),
  fc
    .array(fc.boolean(), { minLength: 3, maxLength: 40 })
    .map(
      (flips) => (text: string) =>
        [...text]
          .map((letter, index) =>
            flips[index % flips.length]
              ? letter === letter.toLowerCase()
                ? letter.toUpperCase()
                : letter.toLowerCase()
              : letter,
          )
          .join(''),
    ),
)

describe('a user agent that was damaged on its way', () => {
  test.prop([honestClient, damage, fc.boolean()], { numRuns: 20_000 })(
    'claims no version that the client does not have',
    ({ truth, evidence }, spoil, twice) => {
      const once = spoil(evidence.userAgent)
      const userAgent = twice ? spoil(once) : once
      const found = identify({ userAgent })
      const claim = { userAgent, wanted: truth.osVersion, found: found.osVersion }
      expect({ ...claim, right: agrees(truth.osVersion, found.osVersion) }).toMatchObject({ right: true })
      if (found.browser === truth.browser) {
        expect([truth.browserMajor, 'unknown'], userAgent).toContain(found.browserMajor)
      }
    },
  )

  test.prop([honestClient, fc.nat({ max: 300 })], { numRuns: 10_000 })(
    'keeps what hints tell of the system, wherever it was cut',
    (client, end) => {
      const { evidence, truth } = client
      if (evidence.hints === undefined) return
      const cut = { ...evidence, userAgent: evidence.userAgent.slice(0, end) }
      const found = identify(tell(cut, ['userAgent', 'hints.platform', 'hints.platformVersion']))
      expect([truth.os, ...(client.passesFor.os ?? [])]).toContain(found.os)
      expect(agrees(truth.osVersion, found.osVersion)).toBe(true)
    },
  )
})
