import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { describe, expect, it, vi } from 'vitest'
import { revisionOf } from '../../src/core/index.ts'
import { loadBuiltInPolicy } from '../../src/files/load-built-in-policy.ts'
import { createRules } from '../../src/http/create-rules.ts'
import { createFolder, lockStore, openApp, shippedRules, type TestApp, takeStoreAway } from './open-app.ts'

const shippedFixtures = fileURLToPath(new URL('../../fixtures', import.meta.url))
const file = 'authentication.rules.json'
interface RuleText {
  name: string
  priority?: number
  event: { type: string; params: { reason: string } }
}
const read = (text: string | undefined): { purpose: string; rules: RuleText[] } => JSON.parse(text ?? '')
const shipped = read(shippedRules[file])
/** Another priority of the first rule: other rules, the same decisions. */
const harmless = (priority: number) => ({
  ...shipped,
  rules: shipped.rules.map((rule, index) => (index === 0 ? { ...rule, priority } : rule)),
})
/** Everybody to the fallback. */
const harmful = {
  purpose: 'authentication',
  rules: [{ name: 'nobody', event: { type: 'fallback', params: { reason: 'excluded-by-rule' } } }],
}

/** The told stories and the switches, without the thousands of tables. */
async function openSmall(options: Parameters<typeof openApp>[0] = {}) {
  const fixturesDir = await createFolder()
  for (const name of ['clients.json', 'passkeys.json', 'recipes', 'situations'])
    await cp(join(shippedFixtures, name), join(fixturesDir, name), { recursive: true })
  await mkdir(join(fixturesDir, 'scenarios'))
  for (const name of ['stories.json', 'switches.json', 'local.json'])
    await cp(join(shippedFixtures, 'scenarios', name), join(fixturesDir, 'scenarios', name))
  return openApp({ fixturesDir, recordsRules: true, ...options })
}
const publish = ({ call }: TestApp, body: object, key = 'admin') =>
  call({ url: '/v1/rules/publish', key, body: { note: 'a test', ...body } })
const revert = ({ call }: TestApp, body: object = {}) =>
  call({ url: '/v1/rules/revert', key: 'admin', body: { note: 'back', ...body } })
const list = async ({ call }: TestApp, query = '') =>
  (await call({ url: `/v1/rules/revisions${query}`, key: 'admin' })).json
const liveRevision = async ({ call }: TestApp) =>
  (await call({ url: '/v1/rules', key: 'admin' })).json.revision

describe.each(['directory', 'store'] as const)('rules published with the %s as source', (rulesSource) => {
  const open = () => openSmall({ rulesSource })

  it('are in force with the answer, are on record, and can be taken back with one call', async () => {
    const app = await open()
    const before = await liveRevision(app)
    const published = await publish(app, { files: { [file]: harmless(998) }, note: ' why ' })
    expect([published.status, published.json]).toMatchObject([
      200,
      {
        previous: before,
        live: true,
        changedFixtures: 0,
        changes: [],
        warnings: [],
        diff: [
          {
            file,
            kind: 'changed',
            changes: [{ kind: 'entry-changed', list: 'rules', name: shipped.rules[0]?.name }],
          },
        ],
        text: expect.stringContaining('-> 998'),
      },
    ])
    expect(published.json.comparedFixtures).toBeGreaterThan(10)
    const { revision } = published.json
    expect(await liveRevision(app)).toBe(revision)
    expect((await app.call({ url: '/readyz' })).json.rules).toMatchObject({ revision, status: 'live' })

    const taken = await revert(app)
    expect([taken.status, taken.json]).toMatchObject([
      200,
      { revision: before, previous: revision, live: true },
    ])
    expect(await liveRevision(app)).toBe(before)
    const { revisions } = await list(app)
    expect(revisions.slice(0, 2)).toMatchObject([
      {
        kind: 'revert',
        revision: before,
        previous: revision,
        note: 'back',
        live: true,
        actor: 'admin:admin-1',
      },
      { kind: 'publish', revision, previous: before, note: 'why', live: false, actor: 'admin:admin-1' },
    ])
    expect(revisions[2]).toMatchObject({
      revision: before,
      kind: rulesSource === 'store' ? 'import' : 'folder',
    })
    const audit = await app.call({ url: '/v1/audit', key: 'admin' })
    expect(audit.json.lines.map(({ action }: { action: string }) => action)).toEqual([
      rulesSource === 'store' ? 'rules-imported' : 'rules-folder-changed',
      'rules-published',
      'rules-reverted',
    ])
    expect(await app.store.verifyAudit()).toBeNull()

    const kept = await app.call({ url: `/v1/rules/revisions/${revision}`, key: 'admin' })
    expect(JSON.parse(kept.json.files[file])).toEqual(harmless(998))
    const diff = await app.call({ url: `/v1/rules/diff?from=${revision}`, key: 'admin' })
    expect(diff.json).toMatchObject({ from: revision, to: before, text: expect.stringContaining('998 ->') })
    // A named revision goes back further.
    expect((await revert(app, { revision })).json).toMatchObject({ revision, live: true })
  })

  it('are not touched by a draft that is wrong, late, dangerous or only tried', async () => {
    const app = await open()
    const before = await liveRevision(app)
    const wrong = await publish(app, { files: { [file]: '{' } })
    expect([wrong.status, wrong.json]).toMatchObject([
      400,
      {
        code: 'rules-invalid',
        errors: [
          {
            pointer: `/files/${file}`,
            detail: expect.stringContaining('the file ends before all brackets are closed'),
          },
        ],
      },
    ])
    const late = await publish(app, { files: { [file]: harmless(998) }, expected: 'r000000000000' })
    expect([late.status, late.json]).toMatchObject([
      409,
      { code: 'rules-conflict', detail: expect.stringContaining(before) },
    ])
    const dangerous = await publish(app, { files: { [file]: harmful } })
    expect([dangerous.status, dangerous.json.code]).toEqual([422, 'guard-refused'])
    expect(dangerous.json.detail).toMatch(/^\d+ fixtures that must never break would/)
    expect(dangerous.json.errors).toHaveLength(10)
    expect(dangerous.json.errors[0].detail).toMatch(/^story-\S+: \S+ \S+ -> fallback excluded-by-rule$/)
    const many = await publish(app, { files: { [file]: harmful }, neverBreak: [], maxChanged: '5%' })
    expect([many.status, many.json]).toMatchObject([
      422,
      { detail: expect.stringMatching(/decisions change, \d are allowed/) },
    ])
    const tried = await publish(app, { files: { [file]: harmful }, neverBreak: [], dryRun: true })
    expect(tried.json).toMatchObject({ live: false })
    expect(tried.json.changedFixtures).toBeGreaterThan(10)
    expect(tried.json.changes).toHaveLength(10)
    expect(await liveRevision(app)).toBe(before)
    expect(
      (await list(app)).revisions.every(({ revision }: { revision: string }) => revision === before),
    ).toBe(true)
    // What is known to be meant goes through.
    const meant = await publish(app, { files: { [file]: harmful }, neverBreak: [], maxChanged: '100%' })
    expect(meant.json).toMatchObject({ live: true })
  })

  it('the same as those in force change nothing', async () => {
    const app = await open()
    const again = await publish(app, { files: {} })
    expect([again.status, again.json]).toMatchObject([
      200,
      { revision: await liveRevision(app), live: true, diff: [] },
    ])
    expect((await list(app)).revisions.filter(({ kind }: { kind: string }) => kind === 'publish')).toEqual([])
  })

  it('are those of one of two that publish at once on the same basis', async () => {
    const app = await open()
    const expected = await liveRevision(app)
    const both = await Promise.all(
      [901, 902].map((priority) => publish(app, { files: { [file]: harmless(priority) }, expected })),
    )
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
  })
})

describe.each(['directory', 'store'] as const)(
  'rules to try beside those in force, with the %s as source',
  (rulesSource) => {
    const shadowFile = `shadow/${file}`
    const open = (options: object = {}) => openSmall({ rulesSource, ...options })
    const shadowOf = async ({ call }: TestApp) => (await call({ url: '/v1/rules', key: 'admin' })).json.shadow

    it('are published, taken back and put in force again like any others, under one name', async () => {
      const app = await open()
      const before = await liveRevision(app)
      const published = await publish(app, { files: { [shadowFile]: harmful } })
      expect([published.status, published.json]).toMatchObject([
        200,
        { previous: before, live: true, changedFixtures: 0, diff: [{ file: shadowFile, kind: 'added' }] },
      ])
      const { revision } = published.json
      expect(revision).not.toBe(before)
      expect(revision).toBe(revisionOf(app.policies.state().folder))
      expect(await liveRevision(app)).toBe(revision)
      expect(await shadowOf(app)).toMatchObject({ revision: expect.any(String) })
      expect((await publish(app, { files: {} })).json).toMatchObject({ revision, live: true, diff: [] })
      const kept = await app.call({ url: `/v1/rules/revisions/${revision}`, key: 'admin' })
      expect(JSON.parse(kept.json.files[shadowFile])).toEqual(harmful)

      expect((await revert(app)).json).toMatchObject({ revision: before, previous: revision, live: true })
      expect(await shadowOf(app)).toBeNull()
      expect((await revert(app, { revision })).json).toMatchObject({ revision, live: true })
      expect((await publish(app, { files: { [file]: harmless(998) } })).json).toMatchObject({ live: true })
      expect((await publish(app, { files: { [file]: shipped } })).json).toMatchObject({ live: true })
      expect((await publish(app, { files: { [shadowFile]: null } })).json).toMatchObject({ live: true })
      expect(await shadowOf(app)).toBeNull()
    })

    it('are there again after a restart', async () => {
      const app = await open({ rules: { [shadowFile]: JSON.stringify(harmful) } })
      const first = await liveRevision(app)
      expect(app.policies.state().status).toBe('live')
      const { json } = await publish(app, { files: { [shadowFile]: harmless(997) } })
      expect(json).toMatchObject({ previous: first, live: true })
      const again = await createRules({
        config: { rulesDir: app.rulesDir, rulesSource, dataDir: app.dir, switches: [] },
        store: app.store,
        builtIn: await loadBuiltInPolicy(),
        runtimeSwitches: [],
        now: () => app.clock.now,
        log: app.services.log,
        watch: false,
      })
      expect(again.policies.state()).toMatchObject({ status: 'live', policy: { revision: json.revision } })
      expect(again.policies.shadow()).not.toBeNull()
      expect(await again.publisher.findPrevious()).toBe(first)
      await again.close()
    })

    it('are published with their mistakes, which are told as warnings', async () => {
      const app = await open()
      const { status, json } = await publish(app, { files: { [shadowFile]: '{' } })
      expect([status, json]).toMatchObject([
        200,
        { live: true, problems: [{ severity: 'warning', kind: 'json-syntax', file: shadowFile }] },
      ])
    })
  },
)

describe('a draft', () => {
  it.each([
    ['with a path out of the folder', { files: { '../../escaped.json': '{}' } }, 'rules-invalid'],
    ['with a schema', { files: { 'schema/rules.v1.json': '{}' } }, 'rules-invalid'],
    ['with a blank note', { files: {}, note: ' ' }, 'invalid-request'],
    ['with a note that is too long', { files: {}, note: 'x'.repeat(501) }, 'invalid-request'],
    ['with a share over 100%', { files: {}, maxChanged: '101%' }, 'invalid-request'],
    ['with a share below 0', { files: {}, maxChanged: '-1' }, 'invalid-request'],
    ['with an unknown field', { files: {}, suprise: true }, 'invalid-request'],
    [
      'with a guard that guards nothing',
      { files: { [file]: harmless(7) }, neverBreak: ['story-x-nothing'] },
      'invalid-request',
    ],
  ] as const)('%s is refused', async (_what, body, code) => {
    const app = await openSmall()
    const before = await readdir(app.rulesDir)
    const { status, json } = await publish(app, body)
    expect([status, json.code]).toEqual([400, code])
    expect(await readdir(app.rulesDir)).toEqual(before)
  })

  it('needs an admin key', async () => {
    const app = await openSmall()
    for (const key of ['secret', 'publishable'])
      expect((await publish(app, { files: {} }, key)).status).toBe(403)
  })

  it('mends rules that were broken by hand, laid over the last good ones', async () => {
    const app = await openSmall()
    await writeFile(join(app.rulesDir, file), '{')
    expect((await publish(app, { files: { [file]: harmless(998) } })).json).toMatchObject({ live: true })
    expect(JSON.parse(await readFile(join(app.rulesDir, file), 'utf8'))).toEqual(harmless(998))
  })
})

describe('what lies there and cannot be read', () => {
  it('is told as that where it is a folder, not as another publication', async () => {
    const app = await openSmall()
    // A file that is a folder's link to itself can be listed by nobody.
    await symlink('loop.json', join(app.rulesDir, 'loop.json'))
    const { status, json } = await publish(app, { files: { [file]: harmless(998) } })
    expect([status, json]).toMatchObject([
      503,
      {
        code: 'store-unavailable',
        detail: expect.stringMatching(/^the rules folder cannot be read: .*ELOOP/),
      },
    ])
  })

  it('is replaced where it is the last publication of the store', async () => {
    const app = await openSmall({ rulesSource: 'store' })
    const before = await liveRevision(app)
    const { revision } = (await publish(app, { files: { [file]: harmless(998) } })).json
    const other = new Database(app.file)
    other
      .prepare(
        'update rule_revisions set files_packed = (select files_packed from rule_revisions where revision = ?) where revision = ?',
      )
      .run(before, revision)
    other.close()
    const published = await publish(app, { files: { [file]: harmless(997) } })
    expect([published.status, published.json]).toMatchObject([200, { live: true }])
  })
})

describe('a revert', () => {
  it('to what is not on record, or with nothing before, is refused', async () => {
    const app = await openSmall({ rulesSource: 'store' })
    const nothing = await revert(app)
    expect([nothing.status, nothing.json]).toMatchObject([
      404,
      { code: 'revision-unknown', detail: 'there is nothing to go back to' },
    ])
    expect((await revert(app, { revision: 'r000000000000' })).status).toBe(404)
  })
})

describe('rules of a folder', () => {
  it('are written down when they change by hand, once they stay, and one can go back to each', async () => {
    const app = await openSmall()
    const before = await liveRevision(app)
    await vi.waitFor(
      async () => expect((await list(app)).revisions).toMatchObject([{ revision: before }]),
      20_000,
    )
    await writeFile(join(app.rulesDir, file), JSON.stringify(harmless(998)))
    await vi.waitFor(async () => expect((await list(app)).revisions).toHaveLength(2), 20_000)
    expect((await list(app)).revisions).toMatchObject([
      { kind: 'folder', actor: 'folder', note: '', previous: before, live: true },
      { kind: 'folder', revision: before },
    ])
    expect((await list(app, '?limit=1')).next).toBe(2)
    expect((await list(app, '?before=2')).revisions).toHaveLength(1)
    expect((await revert(app)).json).toMatchObject({ revision: before, live: true })
    expect(await readFile(join(app.rulesDir, file), 'utf8')).toBe(shippedRules[file])
  })

  it('reload while the store cannot write, and are written down when it can', async () => {
    const app = await openSmall({ maxWaitMs: 50 })
    const before = await liveRevision(app)
    await vi.waitFor(async () => expect((await list(app)).revisions).toHaveLength(1), 20_000)
    const release = lockStore(app.file)
    await writeFile(join(app.rulesDir, file), JSON.stringify(harmless(998)))
    await vi.waitFor(async () => expect(await liveRevision(app)).not.toBe(before), 20_000)
    release()
    await vi.waitFor(async () => expect((await list(app)).revisions).toHaveLength(2), 20_000)
  })
})

describe('rules of the store', () => {
  it('stay in force while it is away, refuse to be published, and are served again afterwards', async () => {
    const app = await openSmall({ rulesSource: 'store' })
    const before = await liveRevision(app)
    const giveBack = await takeStoreAway(app)
    const refused = await publish(app, { files: { [file]: harmless(998) } })
    expect([refused.status, refused.json.code]).toEqual([503, 'store-unavailable'])
    expect((await app.call({ url: '/v1/rules', key: 'admin' })).json).toMatchObject({
      revision: before,
      status: 'live',
    })
    await giveBack()
    await vi.waitFor(
      async () => expect((await publish(app, { files: { [file]: harmless(998) } })).status).toBe(200),
      20_000,
    )
  })

  it('do not follow the folder', async () => {
    const app = await openSmall({ rulesSource: 'store' })
    const before = await liveRevision(app)
    await writeFile(join(app.rulesDir, file), '{')
    await app.policies.reload()
    expect(app.policies.state()).toMatchObject({ status: 'live', policy: { revision: before } })
  })
})
