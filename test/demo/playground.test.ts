import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { transform } from 'esbuild'
import { Value } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { checkFixture } from '../../src/cli/fixture/check-fixture.ts'
import type { DecisionResponse } from '../../src/contract/decision.ts'
import { type Fixture, FixtureFile } from '../../src/contract/fixture-files.ts'
import { ExplainRequest } from '../../src/contract/history-input.ts'
import { composeFixture } from '../../src/demo/pages/compose-fixture.ts'
import { composeRequest } from '../../src/demo/pages/compose-request.ts'
import { composeSdkCode } from '../../src/demo/pages/compose-sdk-code.ts'
import {
  clientPresets,
  deviceSituations,
  emptySituation,
  passkeyKinds,
  type Situation,
  situationPresets,
} from '../../src/demo/pages/presets.ts'
import { expandFixture } from '../../src/matrix/expand-fixture.ts'
import { composeCurl } from '../../src/matrix/html/page/compose-commands.ts'
import { insertFixture } from '../../src/matrix/insert-fixture.ts'
import { runFixture } from '../../src/matrix/run-fixture.ts'
import { shippedPolicy } from '../shipped-rules.ts'
import { openDemo } from './open-demo.ts'

const now = Date.parse('2026-11-21T09:00:30.000Z')

/** The presets as the page fills them in; "this browser" is one of the list. */
const situations: readonly (readonly [string, Situation])[] = situationPresets.map(({ label, ...preset }) => {
  const { signals } =
    clientPresets[preset.client === 'this-browser' ? 'chrome-windows' : (preset.client ?? 'safari-mac')]
  return [label, { ...emptySituation, ...preset, signals }]
})
const ask = async (situation: Situation, demo: Awaited<ReturnType<typeof openDemo>>) => {
  const request = composeRequest(situation, now)
  const { status, json } = await demo.openBrowser().visit('/demo/playground/explain', { body: request })
  return { request, status, json: json as DecisionResponse & Record<string, never> }
}

describe('a situation of the playground', () => {
  it('is answered as its label says', async () => {
    const demo = await openDemo()
    const answers: Record<string, string> = {}
    for (const [label, situation] of situations) {
      const { request, status, json } = await ask(situation, demo)
      expect([...Value.Errors(ExplainRequest, request)]).toEqual([])
      expect([label, status]).toEqual([label, 200])
      answers[label] = `${json.action} ${json.reason}`
    }
    expect(answers).toEqual({
      'This browser, nobody named yet': 'passkey conditional-before-identifier',
      'This browser, no passkey': 'fallback no-passkey',
      'The passkey was made in this very browser': 'passkey passkey-used-here',
      'An iPhone passkey, now at a Mac': 'passkey synced-passkey-same-ecosystem',
      'An iPhone passkey, now at a Windows PC': 'cross-device phone-can-reach',
      'The same PC without Bluetooth': 'fallback no-bluetooth',
      'A passkey that seems to be deleted': 'cross-device phone-can-reach',
      'Inside an app, where passkeys do not work': 'fallback in-app-browser',
      'After a login by phone: offer a passkey here?': 'offer offer-after-cross-device',
      'Account locked': 'fallback user-state',
    })
  })

  it('can be made of every choice the form has', () => {
    for (const kind of Object.keys(passkeyKinds) as (keyof typeof passkeyKinds)[])
      for (const device of Object.keys(deviceSituations) as (keyof typeof deviceSituations)[])
        for (const isMadeHere of [true, false])
          for (const lastUsed of ['never', 'yesterday', 'last-year'] as const) {
            const passkeys = [
              { kind, isMadeHere, lastUsed },
              { kind, isMadeHere, lastUsed },
            ]
            const request = composeRequest({ ...emptySituation, device, passkeys }, now)
            expect([...Value.Errors(ExplainRequest, request)]).toEqual([])
            const ids = request.history?.credentials?.map(({ id }) => id)
            expect(new Set(ids).size).toBe(2)
          }
  })

  it('touches nobody who is stored', async () => {
    const demo = await openDemo()
    const path = '/v1/users/somebody/credentials/cred-1'
    await demo.keywise('PUT', path, { transports: ['internal'], backupEligible: false })
    const { visit } = demo.openBrowser()
    const body = { user: { id: 'somebody' }, signals: clientPresets['safari-mac'].signals }
    const answer = await visit('/demo/playground/explain', { body })
    expect(answer.json).toMatchObject({
      action: 'fallback',
      reason: 'no-passkey',
      trace: { credentials: [] },
    })
  })

  it('that is wrong is told with its place, one that is too long is not read', async () => {
    const demo = await openDemo()
    const { visit } = demo.openBrowser()
    const wrong = await visit('/demo/playground/explain', { body: { signals: { bluetooth: 'yes' } } })
    expect(wrong.status).toBe(400)
    expect(wrong.json.errors).toEqual([expect.objectContaining({ pointer: '/signals/bluetooth' })])
    const long = { signals: { clientHints: { model: 'x'.repeat(70_000) } } }
    expect((await visit('/demo/playground/explain', { body: long })).status).toBe(413)
  })
})

describe('what is copied from the playground', () => {
  it.each(situations)('as a fixture fits into a file and passes: %s', async (_label, situation) => {
    const demo = await openDemo()
    const { request, json } = await ask(situation, demo)
    const fixture: Fixture = JSON.parse(composeFixture(request, json))
    const surroundings = { file: 'scenarios/recorded.json', fileOf: new Map(), passkeys: [] }
    expect(checkFixture(fixture, surroundings)).toEqual([])
    const file = insertFixture(null, fixture, { $schema: '../schema/fixtures.v1.json', about: 'copied' })
    expect([...Value.Errors(FixtureFile, JSON.parse(file))]).toEqual([])
    const suite = { clients: {}, passkeys: {} } as unknown as Parameters<typeof expandFixture>[1]
    const expanded = expandFixture({ fixture, file: surroundings.file }, suite)
    if ('problem' in expanded) throw new Error(expanded.problem)
    expect(runFixture(expanded, shippedPolicy())).toMatchObject({ status: 'passing', mismatches: [] })
  })

  it('as a command is one that a shell and the service understand', async () => {
    const demo = await openDemo()
    const request = composeRequest(
      { ...emptySituation, signals: { userAgent: 'it\'s a "test" $(of) `shells` \\' } },
      now,
    )
    const curl = composeCurl({ request }, demo.server.url)
    const key = demo.server.madeKeys.find(({ kind }) => kind === 'admin')?.key ?? ''
    const args = execFileSync('sh', ['-c', `curl() { printf '%s\\n' "$@"; }\n${curl}`], {
      encoding: 'utf8',
      env: { KEYWISE_ADMIN_KEY: key },
    }).split('\n')
    const [url = '', , authorization = '', , type = '', , body = ''] = args
    const headers = [authorization, type].map((line) => line.split(': ') as [string, string])
    const response = await fetch(url, { method: 'POST', headers, body })
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ action: 'fallback', reason: 'no-passkey' })
  })

  it.each(situations)('as code is code that calls what the SDK has: %s', async (_label, situation) => {
    const request = composeRequest(situation, now)
    const code = composeSdkCode(request, { action: 'fallback', reason: 'no-passkey' })
    await expect(transform(code, { loader: 'js', format: 'esm' })).resolves.toMatchObject({ warnings: [] })
    const sdk = readFileSync(new URL('../../src/browser/keywise.ts', import.meta.url), 'utf8')
    const called = [...code.matchAll(/keywise\.(\w+)\(/g)].map(([, name]) => name)
    expect(called.length).toBeGreaterThan(0)
    for (const name of called) expect(sdk).toContain(`  ${name}(`)
    for (const [, name] of code.matchAll(/^\s+(on[A-Z]\w+|begin|finish)(?=:)/gm))
      if (name !== 'onYes') expect(sdk).toMatch(new RegExp(`readonly ${name}\\??:`))
  })

  it('as code creates a passkey quietly where the decision says so, and asks in all other cases', async () => {
    const code = composeSdkCode({ purpose: 'registration' }, { action: 'conditional', reason: 'no-passkey' })
    const run = new Function('keywise', 'sendJson', 'showOffer', 'userId', asFunctionBody(code))
    for (const [action, starts] of [
      ['conditional', ['decided']],
      ['offer', ['button']],
      ['skip', []],
    ] as const) {
      const sent: { path: string; body: { decisionToken?: string; start?: string } }[] = []
      let offers = 0
      await run(
        {
          offerPasskey: async () => ({ action, token: 'v1.t' }),
          createPasskey: async (asked: { begin: () => unknown; finish: (response: unknown) => unknown }) => {
            asked.begin()
            asked.finish({})
          },
        },
        async (_method: string, path: string, body: object) => void sent.push({ path, body }),
        ({ onYes }: { onYes: () => unknown }) => {
          offers++
          onYes()
        },
        'u-1',
      )
      expect([action, offers]).toEqual([action, action === 'offer' ? 1 : 0])
      expect(sent.filter(({ path }) => path.endsWith('options')).map(({ body }) => body.start)).toEqual(
        starts,
      )
      expect(sent.map(({ body }) => body.decisionToken)).toEqual(sent.map(() => 'v1.t'))
      expect(sent).toHaveLength(starts.length * 2)
    }
  })
})

/** Without the lines that load the SDK, and free to wait. */
const asFunctionBody = (code: string) =>
  `return (async () => {${code.replace(/^import .*$|^const keywise = .*$/gm, '')}})()`
