import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { ClientSignals, DecisionRequest, DecisionResponse } from '../../src/contract/decision.ts'
import { buildOnce } from './build-once.ts'
import { signalsOf, terse } from './clients.ts'
import { createRelyingParty, decide, fallbacks } from './relying-party.ts'
import { createSite, type Keywise, type Site, startKeywise, waitUntil } from './start-keywise.ts'

/**
 * The main stories, told to a server process over HTTP with a secret key, as a relying party would. Each is told
 * twice where the client matters: as a browser says everything, and as a terse integrator says only the user agent
 * and what the story is about.
 */
let site: Site
let keywise: Keywise
beforeAll(async () => {
  await buildOnce()
  site = await createSite()
  keywise = await startKeywise(site)
}, 180_000)
afterAll(async () => {
  await keywise?.end('SIGKILL')
  await site?.remove()
})

const dayMs = 86_400_000
const daysAgo = (days: number) => new Date(Date.now() - days * dayMs).toISOString()
const fullOrTerse = (name: string, said?: ClientSignals) =>
  [
    ['all signals', signalsOf(name)],
    ['few signals', terse(name, said)],
  ] as const satisfies readonly (readonly [string, ClientSignals])[]

/** What an answer with no ceremony looks like here. */
const noCeremony = {
  fallbacks,
  stepUpRequired: false,
  degraded: [],
  next: [{ on: 'any', action: 'fallback' }],
}
/** Chrome on Windows suggests passkeys from 11 22H2 on; its user agent alone does not tell, so a button must do. */
const armed = ({ clientHints }: ClientSignals) => (clientHints === undefined ? 'button' : 'conditional')
const iphone = signalsOf('safari-ios-26')
const windowsChrome = signalsOf('chrome-windows-11')
const macWithManager = { device: 'mac', signals: signalsOf('chrome-macos-15') }

describe('a: an iCloud passkey made on an iPhone, now Chrome on Windows 11', () => {
  const open = async () => {
    const party = createRelyingParty(keywise)
    await party.addPasskey('icloud', { device: 'iphone', signals: iphone })
    return party
  }
  const { clientCapabilities, bluetooth: _unsaid, ...bluetoothUnsaid } = windowsChrome

  it.each([
    ['all signals say so', signalsOf('chrome-windows-11-no-bluetooth')],
    ['Web Bluetooth alone says so', { ...windowsChrome, bluetooth: false }],
    [
      'the capabilities alone say so',
      { ...windowsChrome, clientCapabilities: { ...clientCapabilities, hybridTransport: false } },
    ],
    [
      'the capabilities say so, Bluetooth unsaid',
      { ...bluetoothUnsaid, clientCapabilities: { ...clientCapabilities, hybridTransport: false } },
    ],
    ['few signals: `bluetooth: false`', terse('chrome-windows-11', { bluetooth: false })],
    [
      'few signals: `hybridTransport: false`',
      terse('chrome-windows-11', { clientCapabilities: { hybridTransport: false } }),
    ],
  ])('falls back where there is no Bluetooth: %s', async (_how, signals) => {
    const answer = await (await open()).ask({ device: 'pc', signals })
    expect(answer).toMatchObject({
      action: 'fallback',
      reason: 'no-bluetooth',
      passive: armed(signals),
      ...noCeremony,
    })
    expect(answer.ceremony).toBeUndefined()
  })

  it.each([
    ['all signals', windowsChrome],
    ['all signals, Bluetooth unsaid', bluetoothUnsaid],
    ['few signals', terse('chrome-windows-11', { bluetooth: true })],
    ['the user agent alone', terse('chrome-windows-11')],
  ])('announces the phone where it can be reached: %s', async (_how, signals) => {
    const party = await open()
    expect(await party.ask({ device: 'pc', signals })).toMatchObject({
      action: 'cross-device',
      reason: 'phone-can-reach',
      ceremony: {
        announce: true,
        hints: ['hybrid'],
        allowCredentials: [{ type: 'public-key', id: party.idOf('icloud'), transports: ['hybrid'] }],
      },
      fallbacks,
      stepUpRequired: false,
    })
  })

  it('says the same of a passkey recorded by AAGUID and transports alone', async () => {
    const party = createRelyingParty(keywise)
    await party.saveCredential('icloud', {
      aaguid: 'fbfc3007-154e-4ecc-8c0b-6e020557d7bd',
      transports: ['internal', 'hybrid'],
    })
    const signals = terse('chrome-windows-11', { bluetooth: false })
    expect(await party.ask({ signals })).toMatchObject({ action: 'fallback', reason: 'no-bluetooth' })
    const withBluetooth = await party.ask({ signals: terse('chrome-windows-11', { bluetooth: true }) })
    expect(withBluetooth).toMatchObject({
      action: 'cross-device',
      ceremony: { announce: true, hints: ['hybrid'] },
    })
  })
})

describe.each(fullOrTerse('chrome-windows-11'))('b: a Windows Hello passkey, %s', (_how, signals) => {
  const open = async () => {
    const party = createRelyingParty(keywise)
    await party.addPasskey('windows-hello', { device: 'pc-1', signals })
    return party
  }

  it('is elsewhere on another PC', async () => {
    const party = await open()
    const answer = await party.ask({ device: 'pc-2', signals })
    expect(answer).toMatchObject({
      action: 'fallback',
      reason: 'passkey-elsewhere',
      passive: armed(signals),
      ...noCeremony,
    })
    expect(answer.ceremony).toBeUndefined()
  })

  it('is used on its own PC after a success there, and still elsewhere on the other', async () => {
    const party = await open()
    const first = await party.ask({ device: 'pc-1', signals })
    expect(first).toMatchObject({ action: 'passkey', reason: 'passkey-made-here' })
    const told = await party.report(first, {
      result: 'success',
      method: 'passkey',
      credentialId: party.idOf('windows-hello'),
      authenticatorAttachment: 'platform',
      elapsedMs: 3_200,
    })
    expect(told).toMatchObject({
      evidence: 'proven',
      classified: 'succeeded',
      deviceToken: expect.any(String),
    })
    expect(await party.ask({ device: 'pc-1', signals })).toMatchObject({
      action: 'passkey',
      reason: 'passkey-used-here',
      confidence: 'high',
      ceremony: {
        mediation: 'required',
        announce: false,
        allowCredentials: [{ type: 'public-key', id: party.idOf('windows-hello'), transports: ['internal'] }],
      },
    })
    const elsewhere = await party.ask({ device: 'pc-2', signals })
    expect(elsewhere).toMatchObject({ action: 'fallback', reason: 'passkey-elsewhere' })
  })
})

/** An event of the past: somebody looked for the passkey for 14 seconds. */
const searchedInVain = {
  type: 'authentication',
  result: 'failure',
  error: { name: 'NotAllowedError' },
  elapsedMs: 14_000,
} as const

describe.each(fullOrTerse('chrome-windows-11', { clientCapabilities: { conditionalGet: true } }))(
  'c: the passkey of a manager, made on a Mac, on a Windows PC never seen before, %s',
  (_how, signals) => {
    const here = { device: 'pc', signals }
    const open = async () => {
      const party = createRelyingParty(keywise)
      await party.addPasskey('1password', macWithManager)
      return party
    }
    const failure = {
      result: 'failure',
      method: 'passkey',
      error: { name: 'NotAllowedError', message: 'The operation either timed out or was not allowed.' },
      elapsedMs: 14_000,
    } as const
    const gone = { action: 'fallback', reason: 'suspected-gone', passive: 'conditional', ...noCeremony }

    it('is worth one or two attempts', async () => {
      const party = await open()
      const answer = await party.ask(here)
      expect(answer).toMatchObject({ action: 'passkey', reason: 'manager-passkey-likely' })
      expect(answer.ceremony?.maxAttempts).toBeLessThanOrEqual(2)
      expect(answer.ceremony?.allowCredentials.map(({ id }) => id)).toEqual([party.idOf('1password')])
    })

    it('is suspected gone after two failed attempts and a password login, and stays in the autofill', async () => {
      const party = await open()
      const login = await party.ask(here)
      const first = await party.report(login, { ...failure, attempt: 1 })
      expect(first).toMatchObject({ evidence: 'observed', classified: 'abandoned' })
      await party.report(login, { ...failure, attempt: 2 })
      expect(await party.ask(here)).toMatchObject({ action: 'passkey', reason: 'manager-passkey-likely' })
      await party.report(login, { result: 'success', method: 'password' })
      const answer = await party.ask(here)
      expect(answer).toMatchObject(gone)
      expect(answer.ceremony).toBeUndefined()
      // One device's failures say nothing of another's.
      expect(await party.ask({ ...here, device: 'other-pc' })).toMatchObject({ action: 'passkey' })
    })

    it('is suspected gone after failures in two logins, the second by the button', async () => {
      const party = await open()
      for (const _login of [1, 2]) {
        const login = await party.ask(here)
        await party.report(login, failure)
        await party.report(login, { result: 'success', method: 'password' })
      }
      expect(await party.ask(here)).toMatchObject(gone)
      const user = await keywise.call('GET', `/v1/users/${party.userId}`)
      expect(user.body.counts).toMatchObject([
        { credentialId: party.idOf('1password'), deviceId: party.idOf('pc'), successes: 0, failures: 2 },
      ])
    })

    it('rests for 30 days, then is probed once, by the autofill', async () => {
      const failedAgo = async (...days: readonly number[]) => {
        const party = await open()
        await party.backfill(
          '1password',
          'pc',
          days.map((ago) => ({ ...searchedInVain, signals, at: daysAgo(ago) })),
        )
        return party.ask(here)
      }
      expect(await failedAgo(31, 29)).toMatchObject(gone)
      expect(await failedAgo(36, 34)).toMatchObject({
        action: 'passkey',
        reason: 'try-once',
        ceremony: { mediation: 'conditional', maxAttempts: 1 },
      })
      // The probe failed as well: the rest is twice as long.
      expect(await failedAgo(83, 81, 49)).toMatchObject(gone)
      expect(await failedAgo(96, 94, 62)).toMatchObject({ action: 'passkey', reason: 'try-once' })
    })

    it('keeps at least a button where nothing tells that the browser has autofill', async () => {
      const party = await open()
      const login = await party.ask(here)
      await party.report(login, failure)
      await party.report(login, { result: 'success', method: 'password' })
      const answer = await party.ask({ device: 'pc', signals: terse('chrome-windows-11') })
      expect(answer).toMatchObject({ ...gone, passive: 'button' })
    })

    it('will be probed 30 days after failures of today', async () => {
      const party = await open()
      const login = await party.ask(here)
      for (const attempt of [1, 2]) await party.report(login, { ...failure, attempt })
      await party.report(login, { result: 'success', method: 'password' })
      const explain = (days: number) => party.explainAt(daysAgo(-days), here)
      expect(await explain(29)).toMatchObject({ action: 'fallback', reason: 'suspected-gone' })
      expect(await explain(31)).toMatchObject({ action: 'passkey', reason: 'try-once' })
    })
  },
)

describe('c: the passkey of a manager where the browser can try silently', () => {
  it('is probed once after the rest: what fails silently rests again, for longer', async () => {
    const here = { device: 'pc', signals: signalsOf('chrome-windows-11-immediate') }
    const party = createRelyingParty(keywise)
    await party.addPasskey('1password', macWithManager)
    await party.backfill(
      '1password',
      'pc',
      [40, 38].map((ago) => ({ ...searchedInVain, signals: here.signals, at: daysAgo(ago) })),
    )
    const probe = await party.ask(here)
    expect(probe).toMatchObject({
      action: 'passkey',
      reason: 'try-once',
      ceremony: { uiMode: 'immediate', allowCredentials: [], maxAttempts: 1 },
    })
    await party.report(probe, {
      result: 'failure',
      method: 'passkey',
      error: { name: 'NotAllowedError' },
      elapsedMs: 320,
    })
    await party.report(probe, { result: 'success', method: 'password' })
    expect(await party.ask(here)).toMatchObject({ action: 'fallback', reason: 'suspected-gone' })
  })
})

describe('d: an iCloud passkey made on an iPhone', () => {
  const open = async () => {
    const party = createRelyingParty(keywise)
    await party.addPasskey('icloud', { device: 'iphone', signals: iphone })
    return party
  }

  it.each([...fullOrTerse('safari-macos-26'), ...fullOrTerse('safari-macos-17')])(
    'is used in Safari on a Mac, %s',
    async (_how, signals) => {
      const party = await open()
      expect(await party.ask({ device: 'mac', signals })).toMatchObject({
        action: 'passkey',
        reason: 'synced-passkey-same-ecosystem',
        ceremony: {
          mediation: 'required',
          announce: false,
          allowCredentials: [{ id: party.idOf('icloud') }],
        },
      })
    },
  )

  it.each(fullOrTerse('instagram-ios'))(
    'is not tried inside Instagram on the iPhone, %s',
    async (_how, signals) => {
      const answer = await (await open()).ask({ device: 'iphone-instagram', signals })
      expect(answer).toMatchObject({
        action: 'fallback',
        reason: 'in-app-browser',
        passive: 'none',
        ...noCeremony,
      })
      expect(answer.ceremony).toBeUndefined()
    },
  )
})

describe('e: macOS 13.6.5, said to break passkeys', () => {
  const hints = { clientHints: { platform: 'macOS', platformVersion: '13.6.5' } }
  const askFrom = async (signals: ClientSignals) => {
    const party = createRelyingParty(keywise)
    await party.addPasskey('icloud', { device: 'iphone', signals: iphone })
    return party.ask({ device: 'mac', signals })
  }

  it.each(fullOrTerse('chrome-macos-13.6.5', hints))('is left alone in Chrome, %s', async (_how, signals) => {
    const answer = await askFrom(signals)
    expect(answer).toMatchObject({ action: 'fallback', reason: 'known-broken-version', ...noCeremony })
    expect(answer.explanation).toMatch(/certainty low/)
    expect(answer.ceremony).toBeUndefined()
  })

  it.each(fullOrTerse('safari-macos-17'))('cannot be seen in Safari, %s', async (_how, signals) => {
    expect(await askFrom(signals)).toMatchObject({
      action: 'passkey',
      reason: 'synced-passkey-same-ecosystem',
    })
  })

  it('is a rule that a manager can lift', async () => {
    const file = 'authentication.rules.json'
    const shipped = await site.readRules(file)
    onTestFinished(() => site.writeRules(file, shipped))
    const rules = JSON.parse(shipped)
    rules.rules.find(({ name }: { name: string }) => name === 'known-broken-by-claim').enabled = false
    await site.writeRules(file, JSON.stringify(rules))
    const signals = signalsOf('chrome-macos-13.6.5')
    const lifted = await waitUntil(
      () => askFrom(signals),
      ({ action }) => action !== 'fallback',
      2_000,
    )
    expect(lifted.reason).not.toBe('known-broken-version')
    await site.writeRules(file, shipped)
    await waitUntil(
      () => askFrom(signals),
      ({ reason }) => reason === 'known-broken-version',
      2_000,
    )
  })
})

describe('f: Firefox where it can do less than it says', () => {
  it.each(fullOrTerse('firefox-linux', { conditionalMediation: true }))(
    'on Linux starts neither the phone nor a dialog, %s',
    async (_how, signals) => {
      const party = createRelyingParty(keywise)
      await party.addPasskey('icloud', { device: 'iphone', signals: iphone })
      for (const request of [{}, { device: 'linux' }]) {
        const answer = await party.ask({ ...request, signals })
        expect(answer).toMatchObject({
          action: 'fallback',
          reason: 'passkey-elsewhere',
          passive: 'button',
          ...noCeremony,
        })
        expect(answer.ceremony).toBeUndefined()
      }
      const beforeIdentifier = await decide(keywise, { signals })
      expect(beforeIdentifier).toMatchObject({
        action: 'fallback',
        reason: 'no-conditional',
        passive: 'button',
      })
      expect(beforeIdentifier.ceremony).toBeUndefined()
    },
  )

  it.each(fullOrTerse('firefox-linux', { conditionalMediation: true }))(
    'on Linux announces no phone for the passkey of a manager either, %s',
    async (_how, signals) => {
      const party = createRelyingParty(keywise)
      await party.addPasskey('1password', macWithManager)
      expect((await party.ask({ signals })).action).not.toBe('cross-device')
    },
  )

  it.each(fullOrTerse('firefox-android-12'))(
    'on Android 12 finds passkeys by their id only, so is offered no login without a user name, %s',
    async (_how, signals) => {
      const answer = await decide(keywise, { signals })
      expect(answer).toMatchObject({ action: 'fallback', reason: 'no-conditional', passive: 'button' })
      expect(answer.ceremony).toBeUndefined()
    },
  )
})

describe('g: nobody identified yet, Chrome with `conditionalGet`', () => {
  it.each(fullOrTerse('chrome-windows-11', { clientCapabilities: { conditionalGet: true } }))(
    'suggests passkeys in the user name field, %s',
    async (_how, signals) => {
      for (const user of [undefined, { fallbacks }]) {
        const request: DecisionRequest = user === undefined ? { signals } : { signals, user }
        expect(await decide(keywise, request)).toMatchObject({
          action: 'passkey',
          reason: 'conditional-before-identifier',
          ceremony: { mediation: 'conditional', allowCredentials: [], announce: false },
        })
      }
    },
  )
})

describe('h: a user without a passkey', () => {
  const capable = { userVerifyingPlatformAuthenticator: true }

  it.each(fullOrTerse('chrome-windows-11'))('falls back, %s', async (_how, signals) => {
    const answer = await createRelyingParty(keywise).ask({ device: 'pc', signals })
    expect(answer).toMatchObject({ action: 'fallback', reason: 'no-passkey', ...noCeremony })
    expect(answer.ceremony).toBeUndefined()
  })

  it.each([
    ...fullOrTerse('safari-macos-17', capable),
    ['all of Firefox on Windows', signalsOf('firefox-windows')] as const,
    ['few signals of Chrome', terse('chrome-windows-11', capable)] as const,
  ])('is offered one after a password login on a capable device, %s', async (_how, signals) => {
    const party = createRelyingParty(keywise)
    const device = 'mac'
    const login = await party.ask({ device, signals })
    await party.report(login, { result: 'success', method: 'password' })
    expect(
      await party.ask({ purpose: 'registration', device, signals, context: { justUsed: 'password' } }),
    ).toMatchObject({
      action: 'offer',
      reason: 'offer-default',
      registration: { variant: 'default' },
    })
  })

  it('gets one quietly after a password login where the browser reports that it can', async () => {
    const context = { justUsed: 'password' }
    expect(
      await createRelyingParty(keywise).ask({ purpose: 'registration', signals: windowsChrome, context }),
    ).toMatchObject({
      action: 'conditional',
      reason: 'conditional-create',
      registration: { variant: 'conditional' },
    })
  })

  it.each(fullOrTerse('safari-macos-17', capable))(
    'is left in peace after a login with the passkey of the device, %s',
    async (_how, signals) => {
      const party = createRelyingParty(keywise)
      const device = 'mac'
      await party.addPasskey('icloud', { device: 'mac', signals })
      const login = await party.ask({ device, signals })
      expect(login).toMatchObject({ action: 'passkey', reason: 'passkey-made-here' })
      await party.report(login, {
        result: 'success',
        method: 'passkey',
        credentialId: party.idOf('icloud'),
        authenticatorAttachment: 'platform',
      })
      for (const context of [{}, { justUsed: 'passkey' }])
        expect(await party.ask({ purpose: 'registration', device, signals, context })).toMatchObject({
          action: 'skip',
          reason: 'already-here',
        })
    },
  )
})

describe('i: assurance', () => {
  it.each(fullOrTerse('internet-explorer-11'))(
    'a step-up with a phishing-resistant floor offers a spoofed ancient client nothing that can be phished, %s',
    async (_how, signals) => {
      const party = createRelyingParty(keywise)
      await party.addPasskey('windows-hello', { device: 'pc', signals: windowsChrome })
      const device = 'pc'
      const refused = { action: 'fallback', reason: 'policy-floor', fallbacks: [], stepUpRequired: true }
      const user = { assuranceFloor: 'phishing-resistant' } as const
      const said = await party.ask({ purpose: 'step-up', device, signals, user })
      expect(said).toMatchObject(refused)
      expect(said.ceremony).toBeUndefined()

      // The same where the floor stands in the user's record, whatever the request says.
      await party.saveUser(user)
      for (const asked of [{}, { user: { assuranceFloor: 'any' } as const }])
        expect(await party.ask({ purpose: 'step-up', device, signals, ...asked })).toMatchObject(refused)
    },
  )

  it.each([
    ['/user/state', { user: { id: 'u', state: 'active' } }],
    ['/user/attributes', { user: { id: 'u', attributes: { plan: 'pro' } } }],
    ['/context', { context: { lastMethod: 'password' } }],
    ['/context', { context: {} }],
  ] as const)('a publishable key may not say %s', async (pointer, request) => {
    const refused = await keywise.call('POST', '/v1/decisions', request, 'publishable')
    expect(refused.status).toBe(403)
    expect(refused.headers.get('content-type')).toBe('application/problem+json')
    expect(refused.body).toMatchObject({ status: 403, errors: [{ pointer }] })
    expect((await keywise.call('POST', '/v1/decisions', request)).status).toBe(200)
  })
})

/** Names and types, all the way down. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf)
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shapeOf(inner)]))
}

describe.each(fullOrTerse('chrome-windows-11'))('j: a locked user, %s', (_how, signals) => {
  const request = { device: 'pc', signals }

  it('gets an answer of the same shape as an active one who falls back', async () => {
    const active = await createRelyingParty(keywise).ask(request)
    const party = createRelyingParty(keywise)
    await party.addPasskey('windows-hello', { device: 'pc', signals })
    const locked = await party.ask({ ...request, user: { state: 'locked' } })
    expect(locked).toMatchObject({
      action: 'fallback',
      reason: 'user-state',
      passive: active.passive,
      ...noCeremony,
    })
    expect(shapeOf(locked)).toEqual(shapeOf(active))
    expect(JSON.stringify({ ...locked, rule: null })).not.toContain('locked')
  })

  it('is told from nobody by a page', async () => {
    const party = createRelyingParty(keywise)
    await party.addPasskey('windows-hello', { device: 'pc', signals })
    const askAsPage = async (id: string) => {
      const asked = { user: { id, fallbacks }, device: { id: 'pc' }, signals }
      const { decisionId, token, expiresAt, ...answer } = await decide(keywise, asked, 'publishable')
      return { ...answer, issued: [decisionId, token, expiresAt].map((text) => text.length) }
    }
    const active = await askAsPage(party.userId)
    await party.saveUser({ state: 'locked' })
    expect(await askAsPage(party.userId)).toEqual(active)
    expect(await askAsPage('nobody-we-know')).toEqual(active)
  })

  it('is stopped by the state of the record as well', async () => {
    const party = createRelyingParty(keywise)
    await party.saveUser({ state: 'locked' })
    expect(await party.ask(request)).toMatchObject({ action: 'fallback', reason: 'user-state', fallbacks })
  })
})

describe.each(['all signals', 'few signals'])('k: a kill switch for Firefox on Windows, %s', (how) => {
  const signalsBy = (name: string) => (how === 'all signals' ? signalsOf(name) : terse(name))
  const open = async (client: string) => {
    const signals = signalsBy(client)
    const party = createRelyingParty(keywise)
    await party.addPasskey(client.includes('mac') ? 'icloud' : 'windows-hello', { device: 'pc', signals })
    return () => party.ask({ device: 'pc', signals })
  }
  const killSwitch = (on: boolean) => ({
    switches: [
      { name: 'firefox-on-windows', on, os: 'windows', browser: 'firefox', reason: 'ceremonies hang' },
    ],
  })
  const ways = {
    'the file': async (on: boolean) => site.writeRules('switches.json', JSON.stringify(killSwitch(on))),
    'PUT /v1/switches': async (on: boolean) => {
      expect((await keywise.call('PUT', '/v1/switches', killSwitch(on), 'admin')).status).toBe(200)
    },
  }

  it.each(Object.entries(ways))('stops exactly those within two seconds, by %s', async (_way, set) => {
    const isStopped = ({ reason }: DecisionResponse) => reason === 'kill-switch'
    const shipped = await site.readRules('switches.json')
    onTestFinished(async () => {
      await site.writeRules('switches.json', shipped)
      await keywise.call('PUT', '/v1/switches', { switches: [] }, 'admin')
    })
    const firefox = await open('firefox-windows')
    const others = await Promise.all(
      ['firefox-macos', 'chrome-windows-11', 'edge-windows-11', 'firefox-linux'].map(open),
    )
    const before = await Promise.all(others.map((ask) => ask()))
    const working = { action: 'passkey', reason: 'passkey-made-here' }
    expect(await firefox()).toMatchObject(working)

    await set(true)
    const stopped = await waitUntil(firefox, isStopped, 2_000)
    expect(stopped).toMatchObject({ action: 'fallback', passive: 'none', ...noCeremony })
    expect(stopped.ceremony).toBeUndefined()
    const during = await Promise.all(others.map((ask) => ask()))
    expect(during.map(({ action, reason }) => [action, reason])).toEqual(
      before.map(({ action, reason }) => [action, reason]),
    )
    await set(false)
    expect(await waitUntil(firefox, (answer) => !isStopped(answer), 2_000)).toMatchObject(working)
    expect(keywise.process.exitCode).toBeNull()
  })
})
