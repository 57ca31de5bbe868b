import { spawn } from 'node:child_process'
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildOnce, program, root } from '../end-to-end/build-once.ts'
import { createWorkFolder } from './copy-folders.ts'
import { createEmptyFolder, type RunOptions, runHere, runKeywise } from './run-keywise.ts'

const iPhone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1'
const windowsChrome =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Safari/537.36'

/** An iCloud passkey made on an iPhone, asked for on a Windows PC without Bluetooth. */
const withoutBluetooth = {
  signals: {
    userAgent: windowsChrome,
    webauthn: true,
    bluetooth: false,
    clientCapabilities: { hybridTransport: false },
  },
  user: { id: 'u-1' },
  history: {
    credentials: [
      {
        id: 'icloud',
        aaguid: 'fbfc3007-154e-4ecc-8c0b-6e020557d7bd',
        transports: ['internal', 'hybrid'],
        backupEligible: true,
        backupState: true,
        createdAt: '2026-03-02T10:00:00.000Z',
        madeOn: { os: 'ios', browser: 'safari', deviceId: 'iphone-1' },
      },
    ],
  },
  now: '2026-11-21T09:00:00.000Z',
}
beforeAll(buildOnce, 120_000)

const asText = JSON.stringify(withoutBluetooth)

describe('a command line that is wrong', () => {
  const cases: readonly (readonly [string, readonly string[], string, RunOptions?])[] = [
    ['an unknown command', ['chek'], 'unknown command `chek`; did you mean `check`?'],
    [
      'an unknown option',
      ['decide', '--user-agnt', 'x'],
      'unknown option `--user-agnt`; did you mean `--user-agent`?',
    ],
    ['a missing value', ['decide', '--user-agent'], 'option `--user-agent` needs a value'],
    ['a word too many', ['decide', 'a.json', 'b.json'], 'unexpected `b.json`'],
    ['nothing to decide about', ['decide'], 'nothing to decide about'],
    ['a missing file', ['explain', 'nowhere.json'], 'there is no file `nowhere.json`'],
    ['unreadable JSON', ['decide', '-'], 'standard input is not JSON', { input: '{"signals":' }],
    ['an empty input', ['decide', '-'], 'standard input is empty', { input: '' }],
    ['a missing rules folder', ['check', 'nowhere'], 'there is no rules folder at `nowhere`'],
    [
      'a missing fixtures folder',
      ['matrix', '--fixtures', 'nowhere'],
      'there is no fixtures folder at `nowhere`',
    ],
    [
      'an unknown kind of key',
      ['keys', 'create', 'secrt'],
      'unknown kind of key `secrt`; did you mean `secret`?',
    ],
    ['a wrong setting', ['serve', '--port', 'x'], '--port: `x` is not a whole number from 0 to 65535'],
    ['a misspelt variable', ['doctor', '--prot', '1'], 'unknown option `--prot`; did you mean `--port`?'],
  ]
  for (const [title, args, message, options] of cases) {
    it(`is told what is wrong on standard error, and nothing else: ${title}`, async () => {
      // What comes through a pipe is read from a pipe.
      const run = options === undefined ? runHere : runKeywise
      const { code, out, err } = await run(args, options)
      expect(err).toContain(message)
      expect({ code, out }).toEqual({ code: 2, out: '' })
    })
  }

  it('is told every field of a request that is wrong, with its pointer and the nearest word', async () => {
    const request = { signls: {}, user: { state: 'actve' }, history: { credentials: [{}] }, now: 'yesterday' }
    const { code, err } = await runHere(['decide', '-'], { input: JSON.stringify(request) })
    expect(code).toBe(2)
    expect(err).toContain('/signls: unknown field; did you mean `signals`?')
    expect(err).toContain('/user/state: `actve` is not a word for this place; did you mean `active`?')
    expect(err).toContain('/history/credentials/0/id: this field is required')
    expect(err).toContain('/now: must be a moment such as')
  })
})

describe('help', () => {
  it('names every command and the exit codes', async () => {
    const { code, out } = await runKeywise(['--help'])
    expect(code).toBe(0)
    for (const name of [
      'serve',
      'decide',
      'explain',
      'check',
      'matrix',
      'fixture',
      'bench',
      'migrate',
      'well-known',
      'keys',
      'doctor',
    ])
      expect(out).toMatch(new RegExp(`^ {2}${name} `, 'm'))
    expect(out).toContain('exit codes')
  })

  it('shows examples for one command', async () => {
    const { code, out } = await runHere(['help', 'matrix'])
    expect({ code, out: out.match(/examples:\n( {2}keywise matrix.*\n)+/) !== null }).toEqual({
      code: 0,
      out: true,
    })
  })
})

describe('a decision on the command line, in a folder without rules', () => {
  it('follows the rules that ship', async () => {
    const cwd = await createEmptyFolder()
    const { code, out, err } = await runHere(['decide', '--user-agent', iPhone], { cwd })
    expect(out).toMatch(/^passkey {2}conditional-before-identifier/)
    expect({ code, err }).toEqual({ code: 0, err: '' })
  })

  it('is JSON and nothing else under --json, from standard input', async () => {
    const { code, out, err } = await runKeywise(['decide', '-', '--json'], { input: asText })
    expect(JSON.parse(out)).toMatchObject({ action: 'fallback', reason: 'no-bluetooth' })
    expect({ code, err }).toEqual({ code: 0, err: '' })
  })

  it('reads what is piped in also without a dash', async () => {
    const dashed = await runHere(['decide', '-', '--json'], { input: asText })
    const piped = await runKeywise(['decide', '--json'], { input: asText })
    expect(piped).toEqual(dashed)
  })

  it('lets options win over the request', async () => {
    const signals = '{"bluetooth":true,"clientCapabilities":{"hybridTransport":true}}'
    const { out } = await runHere(['decide', '-', '--json', '--signals', signals], { input: asText })
    expect(JSON.parse(out)).toMatchObject({ action: 'cross-device', reason: 'phone-can-reach' })
  })
})

describe('an explanation', () => {
  it('tells the answer first, then the rule that gave it and what would change it', async () => {
    const { code, out } = await runKeywise(['explain', '-'], { input: asText })
    expect(code).toBe(0)
    expect(out).not.toContain('\u001b')
    const lines = out.split('\n')
    expect(lines[0]).toMatch(/^fallback {2}no-bluetooth/)
    expect(lines.slice(2, 8).join('\n')).toContain('+ no-bluetooth  authentication.rules.json')
    expect(out).toMatch(/^ {2}cross-device\n {4}with Bluetooth on \(phone-can-reach\)$/m)
    expect(out).toMatch(/^ {2}- robots +client\.bot is false, wanted: equal true$/m)
    expect(out).toMatch(/^ {2}\. \d+ rules after that not reached/m)
  })

  it('tells the smallest changes and counts the rest, which --verbose tells as well', async () => {
    const input = JSON.stringify({
      ...withoutBluetooth,
      signals: { ...withoutBluetooth.signals, userVerifyingPlatformAuthenticator: true },
      purpose: 'registration',
      device: { id: 'pc-1' },
      context: { justUsed: 'cross-device' },
      history: {
        ...withoutBluetooth.history,
        registrationAsks: [{ variant: 'default', asked: 3, lastAskedAt: '2026-11-20T09:00:00.000Z' }],
      },
    })
    const tellChanges = async (...options: string[]) => {
      const { out } = await runHere(['explain', '-', ...options], { input })
      return out.split('what would change it\n')[1]?.split('\n\n')[0]?.split('\n') ?? []
    }
    const [brief, whole] = [await tellChanges(), await tellChanges('--verbose')]
    const told = (lines: readonly string[]) => lines.filter((line) => line.startsWith('    '))
    const rest = told(whole).length - 8
    expect(rest).toBeGreaterThan(0)
    expect(brief[1]).toBe(whole[1])
    expect(told(brief).length).toBe(8)
    expect(brief.at(-1)).toBe(`  and ${rest} ${rest === 1 ? 'change' : 'changes'} more (see --verbose)`)
  })

  it('unfolds rules and abilities under --verbose', async () => {
    const { out } = await runHere(['explain', '-', '--verbose'], { input: asText })
    expect(out).toMatch(/^ {2}\. otherwise +not-reached$/m)
    expect(out).toMatch(/^ {2}hybridClient +false +\S/m)
  })

  it('marks a sleeping rule, and names a kill switch as what decided', async () => {
    const cwd = await createEmptyFolder()
    await cp(join(root, 'rules'), join(cwd, 'rules'), { recursive: true })
    await editJson(join(cwd, 'rules/authentication.rules.json'), (file) => {
      for (const rule of file.rules) if (rule.name === 'robots') rule.enabled = false
    })
    await editJson(join(cwd, 'rules/switches.json'), (file) => {
      file.switches = [{ name: 'windows-off', on: true, os: 'windows', reason: 'incident 7' }]
    })
    const { out } = await runHere(['explain', '-'], { cwd, input: asText })
    expect(out).toMatch(/^ {2}~ robots +switched off in the file$/m)
    expect(out).toContain('the kill switch `windows-off`')
  })
})

describe('a check of a rules folder', () => {
  it('names file, place and nearest word of an error, with exit code 3', async () => {
    const cwd = await createEmptyFolder()
    await cp(join(root, 'rules'), join(cwd, 'rules'), { recursive: true })
    await editJson(join(cwd, 'rules/authentication.rules.json'), (file) => {
      const [first] = file.rules
      if (first) first.conditions = { all: [{ fact: 'client.bott', operator: 'equal', value: true }] }
    })
    const { code, out } = await runKeywise(['check'], { cwd })
    expect(code).toBe(3)
    expect(out).toMatch(
      /^error rules\/authentication\.rules\.json:\d+:\d+ \/rules\/0\/conditions\/all\/0\/fact$/m,
    )
    expect(out).toContain('did you mean `client.bot`?')

    const report = await runHere(['check', '--json'], { cwd })
    expect(report.code).toBe(3)
    expect(JSON.parse(report.out)).toMatchObject({ ok: false, problems: [{ severity: 'error' }] })

    const decision = await runHere(['decide', '--user-agent', iPhone], { cwd })
    expect({ code: decision.code, out: decision.out }).toEqual({ code: 3, out: '' })
    expect(decision.err).toContain('did you mean `client.bot`?')
  })

  it('tells mistakes of rules that are only tried as warnings', async () => {
    const cwd = await createEmptyFolder()
    await cp(join(root, 'rules'), join(cwd, 'rules'), { recursive: true })
    await mkdir(join(cwd, 'rules/shadow'))
    await writeFile(join(cwd, 'rules/shadow/settings.json'), '{\n  "crossDevice": "minimise" }')
    // Sound by itself; what rests on it is not.
    await writeFile(join(cwd, 'rules/shadow/audiences.json'), '{ "audiences": [] }')
    const { code, out } = await runHere(['check', '--json'], { cwd })
    const report = JSON.parse(out)
    expect([code, report.ok]).toEqual([0, true])
    expect(report.problems).toContainEqual(
      expect.objectContaining({
        severity: 'warning',
        file: 'shadow/settings.json',
        pointer: '/crossDevice',
        line: 2,
      }),
    )
    expect(report.problems.every(({ severity }: { severity: string }) => severity === 'warning')).toBe(true)
  })

  it('is content with the rules that ship', async () => {
    const { code, out } = await runHere(['check', '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ ok: true, problems: [] })
  })
})

describe('the matrix', () => {
  it('shows a table of the chosen fixtures', async () => {
    const { code, out, err } = await runKeywise(['matrix', '--filter', 'os=windows,macos;browser=firefox'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^fixtures +macos +windows +all$/m)
    expect(out).toMatch(/^firefox +\d+ +\d+ +\d+$/m)
  })

  it('refuses a filter that selects nothing, and names the value', async () => {
    const cwd = await createWorkFolder()
    const { code, out, err } = await runHere(['matrix', '--filter', 'browser=firefx'], { cwd })
    expect(err).toContain('no fixture has browser `firefx`; did you mean `firefox`?')
    expect({ code, out }).toEqual({ code: 2, out: '' })
  })

  it('tells a failing fixture with what was expected, what came and why it matters, with exit code 4', async () => {
    const cwd = await createEmptyFolder()
    await mkdir(join(cwd, 'fixtures/scenarios'), { recursive: true })
    for (const name of ['clients.json', 'passkeys.json'])
      await cp(join(root, 'fixtures', name), join(cwd, 'fixtures', name))
    const fixture = {
      id: 'wrong-on-purpose',
      title: 'an iPhone before the identifier is known',
      because: 'nothing can be wrong here',
      source: 'this test',
      certainty: 'high',
      signals: { userAgent: iPhone },
      expect: { reason: 'no-passkey' },
    }
    await writeFile(
      join(cwd, 'fixtures/scenarios/wrong.json'),
      JSON.stringify({ about: 'a fixture that fails', fixtures: [fixture] }),
    )
    const table = await runKeywise(['matrix'], { cwd })
    expect(table.code).toBe(4)
    expect(table.out).toContain('reason: expected "no-passkey", got "conditional-before-identifier"')
    expect(table.out).toContain('because: nothing can be wrong here')
    expect(table.out).toContain('source:  this test')
    expect(table.out).toMatch(/0 passed, 1 failed\n$/)

    const report = await runHere(['matrix', '--json', '--filter', 'status=failing'], { cwd })
    expect(report.code).toBe(4)
    expect(JSON.parse(report.out)).toMatchObject({
      total: 1,
      failed: 1,
      fixtures: [{ id: 'wrong-on-purpose' }],
    })
  })

  it('ends quietly when its reader has read enough', async () => {
    const cwd = await createWorkFolder()
    const child = spawn(process.execPath, [program, 'matrix', '--json'], { cwd })
    let err = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text
    })
    child.stdout.destroy()
    const code = await new Promise((resolve) => child.on('close', resolve))
    expect({ code, err }).toEqual({ code: 0, err: '' })
  })
})

describe('an operator in an empty folder', () => {
  it('is told what is there and what is not, and nothing is made by looking', async () => {
    const cwd = await createEmptyFolder()
    const { code, out } = await runHere(['doctor', '--json'], { cwd })
    expect(code).toBe(0)
    const findings: readonly { what: string; state: string }[] = JSON.parse(out)
    expect(findings.map(({ what, state }) => `${state} ${what}`)).toEqual([
      'ok settings',
      'ok origins',
      'ok rules',
      'ok knowledge',
      'ok keys',
      'ok database',
    ])
    expect(await readdir(cwd)).toEqual([])
  })

  it('makes, lists and removes a key', async () => {
    const cwd = await createEmptyFolder()
    const made = await runKeywise(['keys', 'create', 'secret', '--json'], { cwd })
    const { id, key } = JSON.parse(made.out)
    expect(key).toMatch(/^sk_/)
    expect((await runHere(['keys', 'list'], { cwd })).out).toContain(id)
    expect((await runHere(['keys', 'remove', id], { cwd })).code).toBe(0)
    expect((await runHere(['keys', '--json'], { cwd })).out).toBe('[]\n')
  })

  it('makes a database beforehand', async () => {
    const cwd = await createEmptyFolder()
    const { code, out } = await runHere(['migrate', '--data-dir', 'kept'], { cwd })
    expect({ code, out }).toEqual({ code: 0, out: `${join(cwd, 'kept/keywise.sqlite')} is up to date\n` })
    expect(await readdir(join(cwd, 'kept'))).toContain('keywise.sqlite')
  })

  it('is told at once of a database that is none', async () => {
    const cwd = await createEmptyFolder()
    await writeFile(join(cwd, 'notes.txt'), 'This is no database at all. '.repeat(100))
    const env = {
      KEYWISE_DATABASE_URL: 'file:./notes.txt',
      KEYWISE_SITE_KEY: Buffer.alloc(32, 7).toString('base64'),
    }
    const { code, err } = await runKeywise(['serve', '--port', '0', '--log-level', 'silent'], { cwd, env })
    expect(code).toBe(1)
    expect(err).toContain('the database cannot be used')
  })

  it('hears of a lost site key, and looking makes nothing', async () => {
    const cwd = await createEmptyFolder()
    await runHere(['migrate', '--data-dir', '.'], { cwd })
    const look = async () => {
      const { out } = await runHere(['doctor', '--data-dir', '.', '--json'], { cwd })
      const findings: readonly { what: string; state: string; detail: string }[] = JSON.parse(out)
      return findings.find(({ what }) => what === 'database')
    }
    expect((await look())?.state).toBe('ok')
    await rm(join(cwd, 'site.key'))
    expect(await look()).toMatchObject({ state: 'error', detail: expect.stringContaining('is missing') })
    expect(await readdir(cwd)).not.toContain('site.key')
  })

  it('starts the service and can send the request that it prints', async () => {
    const cwd = await createEmptyFolder()
    const child = spawn(process.execPath, [program, 'serve', '--port', '0', '--log-level', 'silent'], {
      cwd,
      env: { PATH: process.env.PATH ?? '' },
    })
    const text = await new Promise<string>((resolve) => {
      let out = ''
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        out += chunk
        if (out.includes("-d '")) resolve(out)
      })
    })
    const [, url = ''] = /curl (\S+)/.exec(text) ?? []
    const [, authorization = ''] = /-H 'authorization: ([^']+)'/.exec(text) ?? []
    const [, body = ''] = /-d '([^']+)'/.exec(text) ?? []
    const headers = { authorization, 'content-type': 'application/json' }
    const answer: unknown = await (await fetch(url, { method: 'POST', headers, body })).json()
    const ended = new Promise((resolve) => child.on('close', resolve))
    child.kill('SIGTERM')
    expect(answer).toMatchObject({ action: 'passkey', reason: 'conditional-before-identifier' })
    expect(await ended).toBe(0)
  })
})

interface EditedFile {
  rules: { name: string; enabled?: boolean; conditions?: unknown }[]
  switches: unknown[]
}

async function editJson(path: string, change: (file: EditedFile) => void): Promise<void> {
  const file: EditedFile = JSON.parse(await readFile(path, 'utf8'))
  change(file)
  await writeFile(path, JSON.stringify(file, null, 2))
}
