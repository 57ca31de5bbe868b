import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../end-to-end/build-once.ts'
import { createEmptyFolder, runHere } from './run-keywise.ts'

const file = 'authentication.rules.json'

/** Rules, a draft of them and a few fixtures in a folder, as somebody has who works on rules. */
async function openDesk() {
  const cwd = await createEmptyFolder()
  for (const name of ['rules', 'draft']) await cp(join(root, 'rules'), join(cwd, name), { recursive: true })
  await mkdir(join(cwd, 'fixtures/scenarios'), { recursive: true })
  for (const name of ['clients.json', 'passkeys.json', 'recipes', 'situations', 'scenarios/stories.json'])
    await cp(join(root, 'fixtures', name), join(cwd, 'fixtures', name), { recursive: true })
  const readDraft = async () => JSON.parse(await readFile(join(cwd, 'draft', file), 'utf8'))
  return {
    run: (words: readonly string[], env = {}) => runHere(words, { cwd, env }),
    readRules: async () => JSON.parse(await readFile(join(cwd, 'rules', file), 'utf8')),
    /** Changes one rule of the draft. */
    async edit(change: (rule: { name: string; priority: number; event: object }) => void, name = 'manager') {
      const draft = await readDraft()
      change(draft.rules.find((rule: { name: string }) => rule.name === name))
      await writeFile(join(cwd, 'draft', file), JSON.stringify(draft))
    },
    async breakAll() {
      const event = { type: 'fallback', params: { reason: 'excluded-by-rule' } }
      await writeFile(
        join(cwd, 'draft', file),
        JSON.stringify({ purpose: 'authentication', rules: [{ name: 'nobody', event }] }),
      )
    },
    /** Shuts everybody out who draws a variant that next to nobody draws, no fixture among them. */
    async shutOutFew(variant: string) {
      const draft = await readDraft()
      draft.rules.unshift({
        name: 'shut-out',
        priority: 999,
        experiment: { name: 'trial', variant },
        event: { type: 'fallback', params: { reason: 'excluded-by-rule' } },
      })
      await writeFile(join(cwd, 'draft', file), JSON.stringify(draft))
      const variants = [
        { name: 'as-before', percent: 99.999 },
        { name: 'shut', percent: 0.001 },
      ]
      const experiments = [{ name: 'trial', salt: 't', by: 'user', variants }]
      await writeFile(join(cwd, 'draft/experiments.json'), JSON.stringify({ experiments }))
    },
    spoil: () => writeFile(join(cwd, 'draft', file), '{'),
  }
}
const published = /in force: (r[0-9a-f]{12}), before it (r[0-9a-f]{12})\n/

describe.each(['directory', 'store'])('rules published by command, with the %s as source', (source) => {
  const env = { KEYWISE_RULES_SOURCE: source }

  it('are told, put in force, listed, compared and taken back', async () => {
    const { run, edit, readRules } = await openDesk()
    const before = await readRules()
    await edit((rule) => {
      rule.priority = 700
    })
    if (source === 'directory')
      expect((await run(['diff', 'draft'], env)).out).toContain('priority 659 -> 700')
    const done = await run(['publish', 'draft', '--note', 'managers earlier', '--max-changed', '0'], env)
    expect([done.code, done.err]).toEqual([0, ''])
    expect(done.out).toContain('`manager` (authentication): priority 659 -> 700\n')
    expect(done.out).toMatch(/\n0 of \d+ decisions of the fixtures change\n/)
    const [, fresh = '', old = ''] = published.exec(done.out) ?? []
    expect(done.out).toContain(`take it back with: keywise revert ${old} --note TEXT`)
    const folder = await readRules()
    expect(folder.rules.find(({ name }: { name: string }) => name === 'manager').priority).toBe(
      source === 'directory' ? 700 : 659,
    )
    expect((await run(['diff'], env)).out).toContain('priority 659 -> 700')
    expect((await run(['diff', fresh, old], env)).out).toContain('priority 700 -> 659')
    expect((await run(['publish', 'draft', '--note', 'again'], env)).out).toBe(
      `${fresh} is in force already; nothing was changed\n`,
    )

    const back = await run(['revert', '--note', 'no better'], env)
    expect([back.code, published.exec(back.out)?.slice(1)]).toEqual([0, [old, fresh]])
    expect(await readRules()).toEqual(before)
    const listed = await run(['revert', '--list'], env)
    expect(listed.out.split('\n').map((line) => line.replace(/ {2}\d.*\d {2}/, ' '))).toEqual([
      `${old} revert   cli: no better  (last)`,
      `${fresh} publish  cli: managers earlier`,
      source === 'directory'
        ? `${old} folder   folder`
        : `${old} import   engine: taken over from the rules folder`,
      '',
    ])
    expect((await run(['audit', 'verify'], env)).out).toContain('the audit log is whole: 3 lines')
    const log = await run(['audit', 'list', '--limit', '2'], env)
    expect(log.out.split('\n').map((line) => line.replace(/ {2}\d{4}-[-\d: ]+ {2}/, ' '))).toEqual([
      expect.stringMatching(/^2 cli {2}rules-published {2}.*"note":"managers earlier"/),
      expect.stringMatching(/^3 cli {2}rules-reverted {2}.*"note":"no better"/),
      '',
    ])
    expect((await run(['audit', 'list', '--limit', '0'], env)).code).toBe(2)
    expect(back.out).not.toContain('had been taken back')

    const forth = await run(['revert', '--note', 'twice'], env)
    expect(published.exec(forth.out)?.slice(1)).toEqual([fresh, old])
    expect(forth.out).toMatch(
      new RegExp(
        `warning ${fresh} had been taken back on [-\\d]{10}, to ${old} \\(no better\\), and takes the place of ${old} now; to go further back`,
      ),
    )
  }, 180_000)
})

describe('a draft that may not be put in force', () => {
  it('is refused with an exit code of its own, and changes nothing', async () => {
    const { run, breakAll, spoil, readRules, edit } = await openDesk()
    const before = await readRules()
    await edit((rule) => {
      rule.priority = 700
    })
    const late = await run(['publish', 'draft', '--note', 'x', '--expected', 'r000000000000'])
    expect([late.code, late.err]).toEqual([1, expect.stringContaining('another set of rules came between')])
    await breakAll()
    const broken = await run(['publish', 'draft', '--note', 'x'])
    expect([broken.code, broken.err]).toEqual([
      4,
      expect.stringMatching(/story-.* -> fallback excluded-by-rule\n/),
    ])
    const many = await run([
      'publish',
      'draft',
      '--note',
      'x',
      '--never-break',
      'none',
      '--max-changed',
      '1%',
    ])
    expect([many.code, many.err]).toEqual([5, expect.stringMatching(/decisions change, \d+ are allowed/)])
    const tried = await run(['publish', 'draft', '--note', 'x', '--never-break', 'none', '--dry-run'])
    expect([tried.code, tried.out]).toEqual([
      0,
      expect.stringContaining('would be in force; nothing was changed'),
    ])
    await spoil()
    const invalid = await run(['publish', 'draft', '--note', 'x'])
    expect([invalid.code, invalid.err]).toEqual([
      3,
      expect.stringContaining('the file ends before all brackets are closed'),
    ])
    expect(await readRules()).toEqual(before)
  })

  it('is refused with the option that says that it is meant, which then puts it in force', async () => {
    const { run, edit } = await openDesk()
    await edit((rule) => Object.assign(rule, { enabled: false }), 'known-broken-by-claim')
    const words = ['publish', 'draft', '--note', 'mended']
    const refused = await run(words)
    expect([refused.code, refused.err]).toEqual([
      4,
      expect.stringContaining('refused: 1 fixture that must never break would. Nothing was changed.\n'),
    ])
    const [, option = '', ids = ''] = /(--never-break) (\S+)\n$/.exec(refused.err) ?? []
    expect([option, ids]).toEqual(['--never-break', 'default,-story-e-broken-macos-in-chrome'])
    const other = await run([...words, option, 'default,-story-a-*'])
    expect([other.code, other.err]).toEqual([4, expect.stringMatching(/,-story-e-broken-macos-in-chrome\n$/)])
    const unknown = await run([...words, option, 'default,-story-e-broken-macos-in-crome'])
    expect([unknown.code, unknown.err]).toEqual([
      2,
      expect.stringContaining('did you mean `story-e-broken-macos-in-chrome`?'),
    ])
    const meant = await run([...words, option, ids])
    expect([meant.code, meant.out]).toEqual([0, expect.stringMatching(published)])
  }, 60_000)

  it('is refused for what it does to those who draw a variant, whomever the salt draws', async () => {
    const { run, shutOutFew } = await openDesk()
    await shutOutFew('shut')
    const broken = await run(['publish', 'draft', '--note', 'x'])
    expect([broken.code, broken.err]).toEqual([
      4,
      expect.stringMatching(/story-.* -> fallback excluded-by-rule \(with `shut` of `trial`\)\n/),
    ])
    const meant = await run(['publish', 'draft', '--note', 'x', '--never-break', 'none'])
    expect(meant.code).toBe(0)
    expect(meant.out).not.toContain('\n0 of')
  })

  it.each([
    [['publish'], 'name the folder to publish'],
    [['publish', 'nowhere', '--note', 'x'], 'there is no rules folder at `nowhere`'],
    [['publish', 'draft'], 'say why with --note TEXT'],
    [['publish', 'draft', '--note', ' '], 'say why with --note TEXT'],
    [['publish', 'draft', '--note', 'x', '--max-changed', 'few'], 'is neither a number nor a share'],
    [['publish', 'draft', '--noet', 'x'], 'did you mean `--note`?'],
    [['revert'], 'say why with --note TEXT'],
    [['revert', '--note', 'x'], 'there is nothing to go back to'],
    [['revert', 'r000000000000', '--note', 'x'], 'no revision `r000000000000` is on record'],
    [['revert', '--list', '--data-dir', 'nowhere'], 'there is no database'],
    [['diff', 'liev'], '`liev` is neither a folder nor a revision'],
  ])('%j says what is missing', async (words, complaint) => {
    const { run } = await openDesk()
    const { code, err } = await run(words)
    expect([code, err]).toEqual([2, expect.stringContaining(complaint)])
  })

  it('names fixtures that there are', async () => {
    const { run, edit } = await openDesk()
    await edit((rule) => {
      rule.priority = 700
    })
    const { code, err } = await run([
      'publish',
      'draft',
      '--note',
      'x',
      '--never-break',
      'default,story-b-windows-hello-made-her',
    ])
    expect([code, err]).toEqual([
      2,
      expect.stringContaining('did you mean `story-b-windows-hello-made-here`?'),
    ])
  })
})
