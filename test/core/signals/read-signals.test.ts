import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readSignals } from '../../../src/core/signals/read-signals.ts'
import { anyCharacter } from '../../../src/proof/arbitraries/any-character.ts'

const chromeOnWindows =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/151.0.0.0 Safari/537.36'

describe('the user agent', () => {
  it('is read from the body before the header', () => {
    const { userAgent } = readSignals({ userAgent: chromeOnWindows, headers: { 'user-agent': 'curl/8.5.0' } })
    expect(userAgent).toEqual({ text: chromeOnWindows, deviceType: undefined, deviceVendor: undefined })
  })

  it('is read from the header where the body has none, or an empty one', () => {
    expect(readSignals({ headers: { 'user-agent': 'curl/8.5.0' } }).userAgent.text).toBe('curl/8.5.0')
    expect(readSignals({ userAgent: '', headers: { 'user-agent': ['a/1', 'b/2'] } }).userAgent.text).toBe(
      'a/1',
    )
  })

  it('is an empty text where nobody says one', () => {
    expect(readSignals({}).userAgent).toMatchObject({ text: '', deviceType: undefined })
  })

  it('keeps tokens behind the 500 characters that the parser looks at, and ends at 2048', () => {
    const late = `${chromeOnWindows} ${'x'.repeat(600)} Instagram 300.0`
    expect(readSignals({ userAgent: late }).userAgent.text).toBe(late)
    expect(readSignals({ userAgent: 'x'.repeat(100_000) }).userAgent.text).toHaveLength(2048)
  })

  it('is parsed once: the same text gives the same reading', () => {
    const first = readSignals({ userAgent: chromeOnWindows }).userAgent
    expect(readSignals({ headers: { 'user-agent': chromeOnWindows } }).userAgent).toBe(first)
  })

  it('is not remembered where it is long, so that invented ones cannot fill the memory', () => {
    const long = `Mozilla/5.0 ${'x'.repeat(1500)}`
    expect(readSignals({ userAgent: long }).userAgent).not.toBe(readSignals({ userAgent: long }).userAgent)
    expect(readSignals({ userAgent: long }).userAgent).toEqual(readSignals({ userAgent: long }).userAgent)
  })
})

describe('client hints in request headers', () => {
  const headers = {
    'sec-ch-ua': '"Not;A=Brand, Inc.";v="99", "Google Chrome";v="151", "Chromium";v="151"',
    'sec-ch-ua-mobile': '?0',
    'sec-ch-ua-platform': '"Windows"',
    'sec-ch-ua-platform-version': '"15.0.0"',
    'sec-ch-ua-full-version-list': '"Google Chrome";v="151.0.7000.12", "Chromium";v="151.0.7000.12"',
    'sec-ch-ua-model': '""',
    'sec-ch-ua-form-factors': '"Desktop", "XR"',
  }

  it('are read as structured fields, commas within brands included', () => {
    expect(readSignals({ headers }).hints).toEqual({
      platform: 'Windows',
      platformVersion: '15.0.0',
      mobile: false,
      brands: [
        { brand: 'Not;A=Brand, Inc.', version: '99' },
        { brand: 'Google Chrome', version: '151' },
        { brand: 'Chromium', version: '151' },
      ],
      fullVersionList: [
        { brand: 'Google Chrome', version: '151.0.7000.12' },
        { brand: 'Chromium', version: '151.0.7000.12' },
      ],
      formFactors: ['Desktop', 'XR'],
    })
  })

  it.each([
    ['a list that ends early', { 'sec-ch-ua': '"Google Chrome";v="151' }, { brands: [] }],
    ['a platform without quotes', { 'sec-ch-ua-platform': 'Windows' }, { platform: undefined }],
    ['a platform that is withheld', { 'sec-ch-ua-platform': '""' }, { platform: undefined }],
    ['a boolean of another language', { 'sec-ch-ua-mobile': 'false' }, { mobile: undefined }],
    ['an item said twice', { 'sec-ch-ua-platform': ['"Windows"', '"Linux"'] }, { platform: undefined }],
    ['an endless header', { 'sec-ch-ua': `"${'x'.repeat(5000)}";v="1"` }, { brands: [] }],
  ])('count as absent: %s', (_situation, broken, wanted) => {
    const { hints } = readSignals({
      headers: { 'sec-ch-ua-mobile': '?1', 'sec-ch-ua': '"A";v="1"', ...broken },
    })
    const told: Record<string, unknown> = { ...hints }
    for (const [key, value] of Object.entries(wanted)) expect(told[key]).toEqual(value)
  })

  it('give way to what the page says, and fill what it leaves out or will not say', () => {
    const { hints } = readSignals({
      headers,
      clientHints: { platform: 'macOS', platformVersion: '', mobile: true, brands: [], model: 'Pixel 9' },
    })
    expect(hints).toMatchObject({
      platform: 'macOS',
      platformVersion: '15.0.0',
      mobile: true,
      model: 'Pixel 9',
    })
    expect(hints.brands).toHaveLength(3)
  })
})

describe('client capabilities', () => {
  it('are the known keys that are booleans; everything else is unknown', () => {
    const { capabilities, capabilitiesReported } = readSignals({
      clientCapabilities: {
        conditionalGet: true,
        hybridTransport: false,
        immediateGet: 'yes',
        'extension:prf': true,
      },
    })
    expect(capabilities).toEqual({ conditionalGet: true, hybridTransport: false })
    expect(capabilitiesReported).toBe(true)
  })

  it('are unknown, not false, where none were sent', () => {
    const { capabilities, capabilitiesReported } = readSignals({})
    expect(capabilities).toEqual({})
    expect(capabilitiesReported).toBe(false)
  })
})

describe('probes', () => {
  it('are passed on under the names of the product, and left out where absent', () => {
    const probes = { webauthn: true, conditionalMediation: false, bluetooth: true, maxTouchPoints: 5 }
    const signals = readSignals({ ...probes, platform: 'MacIntel' })
    expect(signals).toMatchObject({ ...probes, navigatorPlatform: 'MacIntel' })
    expect(signals).not.toHaveProperty('userVerifyingPlatformAuthenticator')
  })
})

describe('any input at all', () => {
  const json = fc.jsonValue({ maxDepth: 4 })
  const record = fc.dictionary(fc.string({ maxLength: 64 }), json)
  const hintRecord = fc.record(
    {
      platform: json,
      platformVersion: json,
      mobile: json,
      model: json,
      brands: fc.oneof(json, fc.array(fc.oneof(json, fc.record({ brand: json, version: json })))),
      fullVersionList: json,
      formFactors: json,
    },
    { requiredKeys: [] },
  )
  const headerText = fc.oneof(
    fc.string({ unit: anyCharacter, maxLength: 400 }),
    fc
      .array(fc.constantFrom('"', ';', 'v=', ',', '?1', '(', ')', ':', '@1', '%"', '\\', 'Chrome', ' '), {
        maxLength: 30,
      })
      .map((parts) => parts.join('')),
  )
  const headerNames = [
    'user-agent',
    'sec-ch-ua',
    'sec-ch-ua-mobile',
    'sec-ch-ua-platform',
    'sec-ch-ua-platform-version',
    'sec-ch-ua-full-version-list',
    'sec-ch-ua-model',
    'sec-ch-ua-form-factors',
  ]
  const headers = fc.dictionary(
    fc.constantFrom(...headerNames),
    fc.oneof(headerText, fc.array(headerText, { maxLength: 3 })),
  )

  it('is read without a throw, and the same way twice', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: anyCharacter, maxLength: 300 }),
        fc.oneof(record, hintRecord),
        fc.oneof(record, fc.dictionary(fc.constantFrom('conditionalGet', 'immediateGet'), json)),
        headers,
        (userAgent, clientHints, clientCapabilities, requestHeaders) => {
          const raw = { userAgent, clientHints, clientCapabilities, headers: requestHeaders }
          const signals = readSignals(raw)
          expect(readSignals(structuredClone(raw))).toEqual(signals)
          for (const value of Object.values(signals.capabilities)) expect(value).toBeTypeOf('boolean')
          for (const value of Object.values(signals.hints)) expect(value).not.toBe('')
          expect(signals.hints.brands.length).toBeLessThanOrEqual(16)
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('may be a user agent of 100 KB', () => {
    const unit = fc.constantFrom(
      'a',
      ' ',
      '/',
      '(',
      '1.',
      'Version/',
      'Chrome/',
      'iPad; CPU OS ',
      'é',
      '"',
      ';',
    )
    fc.assert(
      fc.property(
        fc.array(unit, { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 5000 }),
        (units, times) => {
          const text = units.join('').repeat(times).slice(0, 100_000)
          expect(readSignals({ userAgent: text }).userAgent.text).toBe(text.slice(0, 2048))
        },
      ),
      { numRuns: 200 },
    )
  })
})
