import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createSqliteStore } from '../../src/store/sqlite-store.ts'
import { root } from '../end-to-end/build-once.ts'
import { siteKey } from '../store/records.ts'
import { createEmptyFolder, runHere } from './run-keywise.ts'

const file = 'authentication.rules.json'
const env = { KEYWISE_SITE_KEY: siteKey.toString('base64') }
const rolloutTo = (percent: number) => ({
  name: 'nobody',
  priority: 999,
  rollout: { percent, salt: 's', by: 'user' },
  event: { type: 'fallback', params: { reason: 'excluded-by-rule' } },
})

/** Rules with a rollout to 5 %, a draft of them with another share, and the database of a service. */
async function openDesk(next = 25) {
  const cwd = await createEmptyFolder()
  for (const [name, percent] of [
    ['rules', 5],
    ['draft', next],
  ] as const) {
    await cp(join(root, 'rules'), join(cwd, name), { recursive: true })
    const rules = JSON.parse(await readFile(join(cwd, name, file), 'utf8'))
    rules.rules.unshift(rolloutTo(percent))
    await writeFile(join(cwd, name, file), JSON.stringify(rules))
  }
  await cp(join(root, 'fixtures/clients.json'), join(cwd, 'fixtures/clients.json'))
  expect((await runHere(['migrate'], { cwd, env })).err).toBe('')
  const store = createSqliteStore({ file: join(cwd, 'data/keywise.sqlite'), siteKey })
  onTestFinished(() => store.close())
  const run = (...words: readonly string[]) => runHere(words, { cwd, env })
  const audit = async () =>
    (await store.listAudit(0, 100))
      .filter(({ action }) => action.startsWith('rollout-'))
      .map(({ actor, action }) => `${actor} ${action}`)
  return { run, store, audit, cwd }
}

describe('a rollout that is held by command', () => {
  it('stays at its share through new rules, which say so, until it is released', async () => {
    const { run, store, audit } = await openDesk()
    const held = await run('rollout', 'hold', 'nobody', '--note', 'calls to support')
    expect([held.code, held.err]).toEqual([0, ''])
    expect(held.out).toContain('held: `nobody` stays at 5 %')
    expect(await store.listHolds()).toMatchObject([{ rule: 'nobody', percent: 5 }])

    const line =
      /rollout `nobody`: 5 %, not 25 %; held at 5 % by cli since \d{4}-\d\d-\d\d \d\d:\d\d UTC: calls to support\. Let it go on with: keywise rollout release nobody --note TEXT\n/
    expect((await run('diff', 'draft')).out).toMatch(line)
    expect((await run('diff', 'live', 'rules')).out).toMatch(/`nobody`: 5 %, and no more later; held at 5 %/)
    expect(JSON.parse((await run('diff', 'draft', '--json')).out).holds).toHaveLength(1)
    const published = await run('publish', 'draft', '--note', 'more', '--never-break', 'none')
    expect([published.code, published.err]).toEqual([0, ''])
    expect(published.out).toMatch(line)
    const shown = await run('report', 'rollouts')
    expect(shown.out).toContain('nobody (authentication): 5 % now')
    expect(shown.out).toContain(
      'the file says 25 %; to let it go on: keywise rollout release nobody --note TEXT',
    )

    const again = await run('rollout', 'hold', 'nobody', '--note', 'x')
    expect([again.code, again.err]).toEqual([
      2,
      expect.stringMatching(/is held at 5 % by cli since .* already/),
    ])
    const released = await run('rollout', 'release', 'nobody', '--note', 'mended')
    expect([released.code, released.err]).toEqual([0, ''])
    expect(released.out).toMatch(/it was held at 5 % by cli since .*: calls to support\n/)
    expect((await run('report', 'rollouts')).out).toContain('nobody (authentication): 25 % now')
    expect((await run('diff', 'live', 'draft')).out).toMatch(
      /`nobody`: 25 % as it is written; released by cli on .* UTC: mended\n/,
    )
    expect((await run('rollout', 'release', 'nobody', '--note', 'x')).code).toBe(2)
    expect(await audit()).toEqual(['cli rollout-held', 'cli rollout-released'])
  }, 60_000)

  it('is told with what its guard has seen', async () => {
    const { run, store } = await openDesk()
    const reason = { kpi: 'passkey-share', in: { rate: 0.712 }, out: { rate: 0.75 } }
    const hold = { rule: 'nobody', percent: 0, since: Date.parse('2026-05-03T09:30:00Z'), reason }
    await store.saveHold(hold, { at: 1, actor: 'engine', action: 'rollout-rolled-back', detail: {} }, null)
    expect((await run('diff', 'draft')).out).toContain(
      '`nobody`: 0 %, not 25 %; rolled back by its guard since 2026-05-03 09:30 UTC: passkey-share was 71.2 % for those who were in, 75.0 % for the others. ',
    )
  })

  it('is no condition of a comparison of folders', async () => {
    const { run, store, cwd } = await openDesk()
    await store.close()
    await writeFile(join(cwd, 'data/keywise.sqlite'), 'no database')
    const { code, out } = await run('diff', 'draft')
    expect([code, out]).toEqual([0, expect.stringContaining('whether rollouts are held cannot be read')])
  })

  it('is refused with what was probably meant', async () => {
    const { run, audit } = await openDesk(100)
    for (const [words, said] of [
      [['rollout'], 'say what to do: hold or release'],
      [['rollout', 'hodl', 'nobody'], 'unknown verb `hodl`'],
      [['rollout', 'hold'], 'name a rule'],
      [['rollout', 'hold', 'nobody'], 'say why with --note'],
      [['rollout', 'hold', 'nobodi', '--note', 'x'], 'did you mean `nobody`?'],
      [['rollout', 'release', 'nobody', '--note', 'x'], 'is held; see `keywise report rollouts`'],
      [
        ['rollout', 'hold', 'nobody', '--note', 'x', '--rules-dir', 'draft'],
        '`nobody` is at 100 %: everybody is in',
      ],
    ] as const) {
      const { code, err } = await run(...words)
      expect([code, err]).toEqual([2, expect.stringContaining(said)])
    }
    expect(await audit()).toEqual([])
  }, 60_000)
})
