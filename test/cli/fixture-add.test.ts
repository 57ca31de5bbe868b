import { execFile, spawn } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { buildOnce, program, root } from '../end-to-end/build-once.ts'
import { firefoxOnLinux } from '../matrix/small-suite.ts'
import { createWorkFolder, readJson } from './copy-folders.ts'
import { runHere, runKeywise } from './run-keywise.ts'

beforeAll(buildOnce, 120_000)

const userAgent = firefoxOnLinux.userAgent.replaceAll('145', '151')
const words = {
  '--id': 'linux-firefox-151',
  '--title': 'Linux, Firefox 151',
  '--because': 'Firefox on Linux has neither QR code nor authenticator',
  '--source': 'Firefox source: dom/webauthn',
  '--certainty': 'high',
}
const add = (cwd: string, options: Readonly<Record<string, string>>, more: { input?: string } = {}) =>
  runHere(['fixture', 'add', ...Object.entries(options).flat()], { cwd, ...more })
const listFixtures = async (cwd: string) =>
  Promise.all(
    (await readdir(join(cwd, 'fixtures'), { recursive: true }))
      .filter((path) => path.endsWith('.json'))
      .sort()
      .map(async (path) => `${path}\n${await readFile(join(cwd, 'fixtures', path), 'utf8')}`),
  )
const firefoxFile = 'fixtures/platforms/linux/firefox.json'

describe('a client without an expectation', () => {
  it('is told what the engine says, and nothing is written', async () => {
    const cwd = await createWorkFolder()
    const before = await listFixtures(cwd)
    const { code, out, err } = await add(cwd, { '--user-agent': userAgent, ...words })
    expect(out).toMatch(/^the engine says:\n {2}platform {2}os=linux/)
    expect(out).toMatch(/^ {2}answer {4}fallback no-conditional: /m)
    expect(err).toContain('nothing is written: this is what the engine says, not what is right')
    expect(code).toBe(2)
    expect(await listFixtures(cwd)).toEqual(before)
  })
})

describe('a client with an expectation', () => {
  it('becomes a fixture at the end of its file, and the matrix runs it', async () => {
    const cwd = await createWorkFolder()
    const before = await readJson(join(cwd, firefoxFile))
    const text = await readFile(join(cwd, firefoxFile), 'utf8')
    const { code, out, err } = await add(cwd, {
      '--user-agent': userAgent,
      ...words,
      '--expect': 'fallback no-conditional',
      '--support': 'hybridClient=false,passkeySync=none',
      '--platform': 'browserMajor=151,bot=false,webview=null',
    })
    expect({ code, out, err }).toEqual({
      code: 0,
      out: `linux-firefox-151 is added to ${firefoxFile}\n`,
      err: 'it passes\n',
    })
    const { fixtures, ...rest } = await readJson(join(cwd, firefoxFile))
    const { fixtures: earlier, ...same } = before
    expect(rest).toEqual(same)
    expect(fixtures).toEqual([
      ...earlier,
      {
        id: 'linux-firefox-151',
        title: 'Linux, Firefox 151',
        because: words['--because'],
        source: words['--source'],
        certainty: 'high',
        signals: { userAgent },
        expect: {
          platform: { browserMajor: 151, bot: false, webview: null },
          support: { hybridClient: false, passkeySync: 'none' },
          action: 'fallback',
          reason: 'no-conditional',
        },
      },
    ])
    // Every line of before is still there: only the comma behind the last fixture is new.
    const now = await readFile(join(cwd, firefoxFile), 'utf8')
    expect(now.startsWith(text.slice(0, text.lastIndexOf('}\n  ]')))).toBe(true)
    const matrix = await runHere(['matrix', '--filter', 'id=linux-firefox-151', '--json'], { cwd })
    expect(JSON.parse(matrix.out)).toMatchObject({ total: 1, failed: 0, problems: [] })
    const again = await add(cwd, { '--user-agent': userAgent, ...words, '--expect': 'fallback' })
    expect(again.err).toContain(
      '--id: there is another fixture `linux-firefox-151` in platforms/linux/firefox.json',
    )
    expect(again.code).toBe(2)
  })

  it('is written as the formatter of the project writes it', async () => {
    const cwd = await createWorkFolder()
    const signals = {
      userAgent,
      clientCapabilities: { conditionalGet: true },
      clientHints: { brands: [{ brand: 'a', version: '1' }], formFactors: ['Desktop', 'XR'] },
    }
    const input = JSON.stringify(signals)
    const options = { '--signals': '-', ...words, '--expect': 'fallback' }
    await runKeywise(['fixture', 'add', ...Object.entries(options).flat()], { cwd, input })
    const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
    const args = [biome, 'format', '--config-path', root, '--vcs-enabled=false', firefoxFile]
    const { stderr } = await promisify(execFile)(process.execPath, args, { cwd })
    expect(stderr).not.toContain('would have')
    expect((await readJson(join(cwd, firefoxFile))).fixtures.at(-1).signals).toEqual(signals)
  })

  it('is kept where it fails, for it may be right', async () => {
    const cwd = await createWorkFolder()
    const { code, out, err } = await add(cwd, {
      '--user-agent': userAgent,
      '--passkeys': 'icloud-iphone',
      ...words,
      '--expect': 'cross-device phone-can-reach',
    })
    expect(out).toBe('linux-firefox-151 is added to fixtures/scenarios/recorded.json\n')
    expect(err).toContain('reason: expected "phone-can-reach", got "passkey-elsewhere"')
    expect(err).toContain('it fails and is kept')
    expect(code).toBe(4)
    const { fixtures } = await readJson(join(cwd, 'fixtures/scenarios/recorded.json'))
    expect(fixtures).toHaveLength(1)
  })

  it('is only shown under --dry-run', async () => {
    const cwd = await createWorkFolder()
    const before = await listFixtures(cwd)
    const { code, out } = await runHere(
      [
        'fixture',
        'add',
        '--dry-run',
        '--user-agent',
        userAgent,
        '--expect',
        'fallback',
        ...Object.entries(words).flat(),
      ],
      { cwd },
    )
    expect(JSON.parse(out)).toMatchObject({ id: 'linux-firefox-151', expect: { action: 'fallback' } })
    expect(code).toBe(0)
    expect(await listFixtures(cwd)).toEqual(before)
  })
})

describe('a fixture that is wrong', () => {
  it('is told everything at once, with the nearest words, and nothing is lost', async () => {
    const cwd = await createWorkFolder()
    const before = await listFixtures(cwd)
    const { code, out, err } = await add(cwd, {
      '--user-agent': userAgent,
      '--id': 'firefox-151',
      '--because': 'too short',
      '--certainty': 'hihg',
      '--expect': 'fallbak no-conditonal',
      '--support': 'hybridClent=true,conditionalGet=maybe,webauthn',
      '--platform': 'browser=firefx',
    })
    for (const line of [
      '--id: in platforms/linux/firefox.json it begins with `linux-`',
      '--title is needed',
      '--source is needed',
      '--because: 20 characters at least',
      '--certainty: `hihg` is not a word for this place; did you mean `high`?',
      '--expect: `fallbak` is no action of purpose authentication; did you mean `fallback`?',
      '--expect: unknown reason `no-conditonal`; did you mean `no-conditional`?',
      '--support: unknown name `hybridClent`; did you mean `hybridClient`?',
      '--support: `maybe` is no value of conditionalGet; one of: true, false, unknown',
      '--support: `webauthn` needs a value, such as `webauthn=true`',
      '--platform: `firefx` is no value of browser; did you mean `firefox`?',
    ])
      expect(err).toContain(line)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(await listFixtures(cwd)).toEqual(before)
  })

  it('stays out of a file that cannot be read, and out of other folders', async () => {
    const cwd = await createWorkFolder()
    await writeFile(join(cwd, firefoxFile), '{ "fixtures": [')
    const all = { '--user-agent': userAgent, ...words, '--expect': 'fallback' }
    const broken = await add(cwd, all)
    expect(broken.err).toContain('repair the file first: platforms/linux/firefox.json:1:')
    expect(broken.code).toBe(2)
    expect(await readFile(join(cwd, firefoxFile), 'utf8')).toBe('{ "fixtures": [')
    for (const file of ['platforms/../../rules/settings.json', 'scenarios/..\\..\\escaped.json']) {
      const outside = await add(cwd, { ...all, '--file': file })
      expect(outside.err).toContain('is no path below the fixtures folder')
      expect(outside.code).toBe(2)
    }
  })

  const cases: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
    ['without a client', {}, 'a client is needed'],
    ['with two clients', { '--user-agent': 'x', '--explain': 'y' }, 'one client is enough'],
    [
      'with signals that are none',
      { '--signals': '-' },
      '/userAgnt: unknown field; did you mean `userAgent`?',
    ],
    ['with a decision and no key', { '--decision': 'x' }, 'set KEYWISE_ADMIN_KEY'],
    [
      'with an unknown passkey',
      { '--user-agent': userAgent, ...words, '--expect': 'fallback', '--passkeys': 'iclod-iphone' },
      'unknown passkey `iclod-iphone`; did you mean `icloud-iphone`?',
    ],
  ]
  for (const [title, options, message] of cases) {
    it(`is told what is missing: ${title}`, async () => {
      const cwd = await createWorkFolder()
      const { code, out, err } = await add(cwd, options, { input: '{"userAgnt":"x"}' })
      expect(err).toContain(message)
      expect({ code, out }).toEqual({ code: 2, out: '' })
    })
  }
})

describe('a saved request', () => {
  it('becomes a scenario without the id and the address of a real person', async () => {
    const cwd = await createWorkFolder()
    const request = {
      purpose: 'registration',
      user: { id: 'ada@example.com', fallbacks: ['password'] },
      device: { id: 'd-1', token: 'a secret' },
      context: { ip: '203.0.113.7', justUsed: 'password' },
      signals: { userAgent },
      history: {
        credentials: [{ id: 'c-1', madeOn: { deviceId: 'd-1' } }],
        devices: [{ id: 'd-1' }, { id: 'd-2' }],
      },
      now: '2026-11-20T09:00:00.000Z',
    }
    const input = JSON.stringify(request)
    const options = { '--explain': '-', ...words, '--expect': 'skip cannot-create-here' }
    const { code, err } = await add(cwd, options, { input })
    expect(code).toBe(0)
    expect(err).toContain('note: the id of the user is now `u-1`')
    const text = await readFile(join(cwd, 'fixtures/scenarios/recorded.json'), 'utf8')
    for (const secret of ['ada@example.com', '203.0.113.7', 'a secret']) expect(text).not.toContain(secret)
    expect(JSON.parse(text).fixtures[0]).toMatchObject({
      purpose: 'registration',
      user: { id: 'u-1', fallbacks: ['password'] },
      device: { id: 'here' },
      history: {
        credentials: [{ id: 'c-1', madeOn: { deviceId: 'here' } }],
        devices: [{ id: 'here' }, { id: 'd-2' }],
      },
      context: { justUsed: 'password' },
      now: '2026-11-20T09:00:00.000Z',
      expect: { action: 'skip', reason: 'cannot-create-here' },
    })
  })
})

describe('a recorded decision', () => {
  it('is read from the running service and becomes a fixture of its client', async () => {
    const cwd = await createWorkFolder()
    const env = { KEYWISE_ADMIN_KEY: `adm_${'a'.repeat(40)}`, KEYWISE_SECRET_KEY: `sk_${'b'.repeat(40)}` }
    const url = await startService(cwd, env)
    const headers = {
      authorization: `Bearer ${env.KEYWISE_SECRET_KEY}`,
      'content-type': 'application/json',
      'sec-ch-ua': '"Chromium";v="148", "Google Chrome";v="148"',
      'sec-ch-ua-platform': '"Linux"',
    }
    const chrome =
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Safari/537.36'
    const body = JSON.stringify({ signals: { userAgent: chrome, bluetooth: false } })
    const answer = await fetch(`${url}/v1/decisions`, { method: 'POST', headers, body })
    const { decisionId } = (await answer.json()) as { decisionId: string }
    const args = ['fixture', 'add', '--decision', decisionId, '--url', url]
    const written = { ...words, '--id': 'linux-chrome-148-recorded', '--support': 'webauthn=true' }
    const { code, out } = await runHere([...args, ...Object.entries(written).flat()], { cwd, env })
    expect({ code, out }).toEqual({
      code: 0,
      out: 'linux-chrome-148-recorded is added to fixtures/platforms/linux/chrome.json\n',
    })
    const { fixtures } = await readJson(join(cwd, 'fixtures/platforms/linux/chrome.json'))
    expect(fixtures.at(-1).signals).toMatchObject({
      userAgent: chrome,
      bluetooth: false,
      clientHints: {
        platform: 'Linux',
        brands: [{ brand: 'Chromium', version: '148' }, { brand: 'Google Chrome' }],
      },
    })
    const unknown = await runHere(['fixture', 'add', '--decision', 'nobody', '--url', url], { cwd, env })
    expect(unknown.err).toContain('no decision `nobody` is kept')
    const refused = await runHere(args, { cwd, env: { KEYWISE_ADMIN_KEY: 'adm_wrong' } })
    expect(refused.err).toContain('refuses KEYWISE_ADMIN_KEY')
    expect([unknown.code, refused.code]).toEqual([2, 2])
  })
})

/** Starts the service on a free port; it ends with the test. */
async function startService(cwd: string, env: Readonly<Record<string, string>>): Promise<string> {
  const child = spawn(process.execPath, [program, 'serve', '--port', '0', '--log-level', 'silent'], {
    cwd,
    env: { PATH: process.env.PATH ?? '', ...env },
  })
  const ended = new Promise((resolve) => child.on('close', resolve))
  onTestFinished(async () => {
    child.kill('SIGTERM')
    await ended
  })
  return new Promise((resolve, reject) => {
    let out = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      out += chunk
      const [, url] = /listens on (\S+)/.exec(out) ?? []
      if (url !== undefined) resolve(url)
    })
    child.on('close', (code) => reject(new Error(`the service ended with ${code}`)))
  })
}
