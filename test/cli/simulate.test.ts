import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { seedDecisions } from '../replay/seed-decisions.ts'
import { shippedPolicy } from '../shipped-rules.ts'
import { newDatabaseFile, siteKey } from '../store/records.ts'
import { createEmptyFolder, runHere } from './run-keywise.ts'

const count = 300
const rules = fileURLToPath(new URL('../../rules', import.meta.url))
const file = newDatabaseFile()
beforeAll(() => seedDecisions(file, { policy: shippedPolicy(), count }))

/** A data folder, and a draft with a rule on top that sends everybody away. */
async function createDraft(reason = 'excluded-by-rule') {
  const folder = await createEmptyFolder()
  const data = join(folder, 'data')
  await mkdir(data)
  await cp(file, join(data, 'keywise.sqlite'))
  await writeFile(join(data, 'site.key'), siteKey.toString('base64'))
  const draft = join(folder, 'draft')
  await cp(rules, draft, { recursive: true })
  const path = join(draft, 'authentication.rules.json')
  const content = JSON.parse(await readFile(path, 'utf8'))
  content.rules.unshift({
    name: 'everybody-out',
    description: 'a rule of the test',
    priority: 1000,
    conditions: { all: [{ fact: 'client.os', operator: 'notEqual', value: 'chromeos' }] },
    event: { type: 'fallback', params: { reason, passive: 'none' } },
  })
  await writeFile(path, JSON.stringify(content))
  const run = (...args: readonly string[]) =>
    runHere(['simulate', draft, '--from', '2026-11-01', '--to', '2026-11-22', '--no-fixtures', ...args])
  return { run, data, withData: (...args: readonly string[]) => run('--data-dir', data, ...args) }
}

describe('keywise simulate', () => {
  it('tells what changes, who is locked out, and calls an estimate one', async () => {
    const { withData } = await createDraft()
    const { code, out, err } = await withData()
    expect(err).toBe('')
    expect(code).toBe(0)
    expect(out).toContain('files that differ: authentication.rules.json')
    expect(out).toMatch(/passkey -> fallback: \d+ \(of which \d+ had succeeded with a passkey \(proven\)/)
    expect(out).toMatch(/\d+ logins?, of \d+ (person|people), would lose the only way in/)
    expect(out).toMatch(/used-here -> everybody-out/)
    expect(out).toMatch(/ESTIMATE over \d+ logins/)
    expect(out).toContain(`${count} decisions replay byte by byte`)
  })

  it('ends with 5 where more changes than is allowed, and with 0 up to there', async () => {
    const { withData } = await createDraft()
    const { code, out } = await withData('--json')
    const { changed } = JSON.parse(out).recorded
    expect(code).toBe(0)
    expect((await withData('--max-changed', String(changed.count))).code).toBe(0)
    expect((await withData('--max-changed', '100%')).code).toBe(0)
    for (const allowed of [String(changed.count - 1), '0.5%']) {
      const ended = await withData('--max-changed', allowed)
      expect(ended.code, allowed).toBe(5)
      expect(ended.err).toContain(`${changed.count} of ${count} recorded decisions change`)
    }
  })

  it('changes nothing where the folders are the same', async () => {
    const { data } = await createDraft()
    const args = ['--from', '2026-11-01', '--to', '2026-11-22', '--no-fixtures', '--max-changed', '0']
    const { code, out } = await runHere(['simulate', rules, '--against', rules, '--data-dir', data, ...args])
    expect(code).toBe(0)
    expect(out).toContain('the files are the same')
    expect(out).toContain('nothing that a page acts on changes')
  })

  it('ends with 3 and the nearest word where the draft is broken', async () => {
    const { code, err } = await (await createDraft('exclude-by-rule')).withData()
    expect(code).toBe(3)
    expect(err).toContain('excluded-by-rule')
  })

  it.each([
    [['--limit', 'many'], 'is not a whole number'],
    [['--max-changed', 'few'], 'neither a whole number nor a share'],
    [['--max-changed', '101%'], 'neither a whole number nor a share'],
    [['--purpose', 'registartion'], '`registration`'],
    [['--from', 'soon'], 'is no time'],
    [['--no-recorded'], 'leave nothing to simulate'],
    [['--data-dir', '/nowhere'], 'or add --no-recorded\n'],
  ])('says what is wrong with %j', async (args, complaint) => {
    const { code, err } = await (await createDraft()).run(...args)
    expect(code).toBe(2)
    expect(err).toContain(complaint)
  })
})
