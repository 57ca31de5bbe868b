import { readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadAccessKeys } from '../../src/http/access-keys.ts'
import { parseConfig } from '../../src/http/config.ts'
import { explainConfigProblems, loadConfig } from '../../src/http/load-config.ts'
import { loadOrMakeSiteKey, loadSiteKey } from '../../src/http/load-site-key.ts'
import { createFolder } from './open-app.ts'

const directory = '/srv/keywise'
const parse = (environment: Record<string, string>, rest: object = {}) =>
  parseConfig({ environment, directory, ...rest })

describe('settings that are not given', () => {
  it('have the documented defaults', () => {
    expect(parse({}).config).toEqual({
      host: '127.0.0.1',
      port: 3000,
      dataDir: '/srv/keywise/data',
      databaseFile: '/srv/keywise/data/keywise.sqlite',
      rulesSource: 'directory',
      rulesDir: '/srv/keywise/rules',
      secretKey: null,
      publishableKey: null,
      adminKey: null,
      userVerification: 'required',
      topOrigins: [],
      algorithms: [-8, -7, -257],
      allowCredentials: 'discoverable',
      enrollUrl: null,
      manageUrl: null,
      demo: null,
      origins: null,
      rpId: 'localhost',
      rpName: 'Keywise',
      siteKey: null,
      logLevel: 'info',
      trustProxy: false,
      retentionDays: 400,
      switches: [],
    })
  })
})

describe('an RP ID that is not given', () => {
  it('is the host of the first login page', () => {
    const config = (origins: string) => parse({ KEYWISE_ORIGINS: origins }).config
    expect(config('https://login.example.com:8443,https://example.de')?.rpId).toBe('login.example.com')
  })
  it('is told where that host is an address', () => {
    expect(parse({ KEYWISE_ORIGINS: 'http://127.0.0.1:3000' }).problems).toMatchObject([
      { source: 'KEYWISE_ORIGINS', help: 'use `localhost`, or set KEYWISE_RP_ID' },
    ])
    const named = { KEYWISE_ORIGINS: 'http://127.0.0.1:3000', KEYWISE_RP_ID: 'example.com' }
    expect(parse(named).problems).toEqual([])
  })
  it.each(['https://example.com', '127.0.0.1', 'Example.com', 'example.com:443', '-x.example'])(
    'is not `%s` when it is',
    (rpId) => {
      expect(parse({ KEYWISE_RP_ID: rpId }).problems).toMatchObject([{ source: 'KEYWISE_RP_ID' }])
    },
  )
})

describe('the algorithms of new passkeys', () => {
  it('are named as in the registry, the best first', () => {
    expect(parse({ KEYWISE_ALGORITHMS: 'ES256, ES384' }).config?.algorithms).toEqual([-7, -35])
    expect(parse({ KEYWISE_ALGORITHMS: 'ES256,RS257' }).problems).toMatchObject([
      { source: 'KEYWISE_ALGORITHMS', help: 'did you mean `RS256`?' },
    ])
  })
})

describe('a setting given in several places', () => {
  it('is taken from the flag, then the environment, then the file', () => {
    const file = {
      port: 1,
      host: 'file',
      logLevel: 'warn',
      origins: ['https://a.example', 'https://b.example'],
    }
    const { config } = parse(
      { KEYWISE_PORT: '2', KEYWISE_HOST: 'environment', KEYWISE_LOG_LEVEL: '' },
      { file, flags: { port: '0' } },
    )
    expect(config).toMatchObject({
      port: 0,
      host: 'environment',
      logLevel: 'warn',
      origins: ['https://a.example', 'https://b.example'],
    })
  })
})

describe('settings that are wrong', () => {
  it('are told all at once, by the name they were given under', () => {
    const { config, problems } = parse(
      {
        KEYWISE_PORT: '70000',
        KEYWISE_DATABASE_URL: 'postgres://user:hunter2@db/keywise',
        KEYWISE_WORKERS: '4',
        KEYWISE_RULES_SOURCE: 'stoer',
        KEYWISE_SECRET_KEY: 'pk_this-is-not-a-secret-key',
        KEYWISE_ORIGINS: 'https://login.example.com/,https://*.example.com',
        KEYWISE_SITE_KEY: 'c2hvcnQ=',
        KEYWISE_SWITCHES: '[{"name":"off"}]',
        KEYWISE_LOG_LEVL: 'info',
        KEYWISE_TRUST_PROXY: 'maybe',
      },
      { flags: { logLevel: 'inof' }, file: { hots: 'x' } },
    )
    expect(config).toBeNull()
    expect(problems.map(({ source }) => source).sort()).toEqual([
      '--log-level',
      'KEYWISE_DATABASE_URL',
      'KEYWISE_LOG_LEVL',
      'KEYWISE_ORIGINS',
      'KEYWISE_PORT',
      'KEYWISE_RULES_SOURCE',
      'KEYWISE_SECRET_KEY',
      'KEYWISE_SITE_KEY',
      'KEYWISE_SWITCHES',
      'KEYWISE_TRUST_PROXY',
      'KEYWISE_WORKERS',
      'keywise.config.json#/hots',
    ])
    const text = explainConfigProblems(problems)
    expect(text).toContain('PostgreSQL is not available in this version')
    expect(text).toContain('several processes are not available in this version')
    expect(text).toContain('did you mean `KEYWISE_LOG_LEVEL`?')
    expect(text).toContain('did you mean `info`?')
    expect(text).toContain('did you mean `host`?')
    expect(text).not.toContain('hunter2')
    expect(text).not.toContain('not-a-secret-key')
  })

  it.each(['null', 'https://a.example/path', 'http://', 'login.example.com', 'HTTPS://A.example', '*'])(
    'include `%s` as an origin',
    (origin) => expect(parse({ KEYWISE_ORIGINS: origin }).problems).toHaveLength(1),
  )

  it('include a switch until a time that nobody can read', () => {
    const switches = [{ name: 'off', on: true, reason: 'incident', until: '2026-12-31T23:59:60Z' }]
    const { problems } = parse({ KEYWISE_SWITCHES: JSON.stringify(switches) })
    expect(problems).toMatchObject([{ source: 'KEYWISE_SWITCHES' }])
    expect(problems[0]?.message).toContain('cannot be read as a date')
  })

  it('include a file that is not JSON', async () => {
    const dir = await createFolder({ 'keywise.config.json': '{' })
    const { problems } = await loadConfig({ directory: dir, environment: { KEYWISE_PORT: 'x' } })
    expect(problems.map(({ source }) => source)).toEqual(['keywise.config.json', 'KEYWISE_PORT'])
  })
})

describe('the keys of a data directory', () => {
  const none = { publishable: null, secret: null, admin: null }

  it('are made once, told once and kept hashed, for the owner only', async () => {
    const dir = await createFolder()
    const first = await loadAccessKeys(dir, none, 0)
    expect(first.made.map(({ kind }) => kind)).toEqual(['publishable', 'secret', 'admin'])
    const again = await loadAccessKeys(dir, none, 0)
    expect(again.made).toEqual([])
    const text = await (await import('node:fs/promises')).readFile(join(dir, 'keys.json'), 'utf8')
    for (const { kind, key } of first.made) {
      expect(again.keys.find(key)?.kind).toBe(kind)
      expect(text).not.toContain(key)
    }
    expect((await stat(join(dir, 'keys.json'))).mode & 0o777).toBe(0o600)
    expect(again.keys.find('sk_guess')).toBeNull()
  })

  it('give way to preset ones of their kind', async () => {
    const dir = await createFolder()
    const { made } = await loadAccessKeys(dir, none, 0)
    const { keys } = await loadAccessKeys(dir, { ...none, secret: 'sk_preset-key' }, 0)
    expect(keys.find('sk_preset-key')?.kind).toBe('secret')
    const opens = (kind: string) => keys.find(made.find((entry) => entry.kind === kind)?.key ?? '')
    expect(opens('secret')).toBeNull()
    expect(opens('admin')?.kind).toBe('admin')
  })

  it('that cannot be read stop the start', async () => {
    const dir = await createFolder({ 'keys.json': '{"keys":[{}]}' })
    await expect(loadAccessKeys(dir, none, 0)).rejects.toThrow('is not a list of keys')
  })
})

describe('the site key', () => {
  const placeIn = (dataDir: string) => ({
    siteKey: null,
    dataDir,
    databaseFile: join(dataDir, 'keywise.sqlite'),
  })

  it('is made once, even by several servers at once, for the owner only', async () => {
    const dir = await createFolder()
    expect(await loadSiteKey(placeIn(dir))).toBeNull()
    const all = await Promise.all([loadOrMakeSiteKey(placeIn(dir)), loadOrMakeSiteKey(placeIn(dir))])
    expect(all[0]).toEqual(all[1])
    expect(await loadSiteKey(placeIn(dir))).toEqual(all[0])
    expect(all[0]).toHaveLength(32)
    expect((await stat(join(dir, 'site.key'))).mode & 0o777).toBe(0o600)
  })

  it('of the wrong length stops the start', async () => {
    const dir = await createFolder()
    await writeFile(join(dir, 'site.key'), 'c2hvcnQ=')
    await expect(loadOrMakeSiteKey(placeIn(dir))).rejects.toThrow('32 bytes')
  })

  it('that is lost stops the start where a database hangs on it, instead of being replaced', async () => {
    const dir = await createFolder({ 'keywise.sqlite': '' })
    await expect(loadOrMakeSiteKey(placeIn(dir))).rejects.toThrow('is missing')
    expect(await readdir(dir)).toEqual(['keywise.sqlite'])
    const siteKey = Buffer.alloc(32, 7)
    expect(await loadOrMakeSiteKey({ ...placeIn(dir), siteKey })).toBe(siteKey)
  })
})
