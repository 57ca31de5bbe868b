import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { parsePolicy, type RuleFolder, revisionOf } from '../../src/core/index.ts'
import { createPublishedSource } from '../../src/files/create-published-source.ts'
import { loadBuiltInPolicy } from '../../src/files/load-built-in-policy.ts'
import { createPolicySource } from '../../src/files/policy-source.ts'
import { createFolder } from '../http/open-app.ts'
import { readShippedRules } from '../shipped-rules.ts'

const builtIn = await loadBuiltInPolicy()
const shipped = readShippedRules()
const withSwitch = (name: string): RuleFolder =>
  new Map(shipped).set('switches.json', JSON.stringify({ switches: [{ name, on: false, reason: 'x' }] }))
const one = withSwitch('one')
const two = withSwitch('two')

/** What was published, in the hands of the test; `down` makes it unreadable, `broken` its files alone. */
async function openSource(dir?: string) {
  const published: {
    last: { sequence: number; folder: RuleFolder } | null
    down: boolean
    broken: boolean
    loads: number
  } = { last: null, down: false, broken: false, loads: 0 }
  const ask = async <T>(answer: () => T): Promise<T> => {
    if (published.down) throw new Error('the database cannot be used')
    return answer()
  }
  const copyFile = join(dir ?? (await createFolder()), 'rules-in-force.json')
  const warnings: string[] = []
  const open = async () => {
    const source = await createPolicySource({
      source: createPublishedSource({
        published: {
          readSequence: () => ask(() => published.last?.sequence ?? 0),
          loadLast: () =>
            ask(() => {
              published.loads += 1
              if (published.broken) throw new Error('the files are not as they were kept')
              return published.last
            }),
        },
        copyFile,
        warn: (_error, message) => warnings.push(message),
        pollMs: 20,
      }),
      parse: (folder) => parsePolicy(folder),
      builtIn,
    })
    onTestFinished(() => source.close())
    return source
  }
  return { published, copyFile, warnings, open }
}

describe('the rules published last', () => {
  it('are followed by number, and a broken set leaves the last good one in force', async () => {
    const { published, open } = await openSource()
    published.last = { sequence: 1, folder: one }
    const source = await open()
    expect(source.state()).toMatchObject({ status: 'live', policy: { revision: revisionOf(one) } })
    published.last = { sequence: 2, folder: two }
    await vi.waitFor(() => expect(source.current().revision).toBe(revisionOf(two)), 20_000)
    published.last = { sequence: 3, folder: new Map(two).set('settings.json', '{') }
    await vi.waitFor(() => expect(source.state().status).toBe('stale'), 20_000)
    expect(source.current().revision).toBe(revisionOf(two))
    // A database put back from a backup counts backwards.
    published.last = { sequence: 1, folder: one }
    await vi.waitFor(() => expect(source.current().revision).toBe(revisionOf(one)), 20_000)
  })

  it('stay in force while the store cannot be read', async () => {
    const { published, open } = await openSource()
    published.last = { sequence: 1, folder: one }
    const source = await open()
    published.down = true
    await source.reload()
    expect(source.state()).toMatchObject({ status: 'live', policy: { revision: revisionOf(one) } })
    published.last = { sequence: 2, folder: two }
    published.down = false
    await vi.waitFor(() => expect(source.current().revision).toBe(revisionOf(two)), 20_000)
  })

  it('are tried again quietly where they are there and cannot be loaded, and told once', async () => {
    const { published, open, warnings } = await openSource()
    published.last = { sequence: 1, folder: one }
    const source = await open()
    let told = 0
    source.onChange(() => {
      told += 1
    })
    published.broken = true
    published.last = { sequence: 2, folder: two }
    await vi.waitFor(() => expect(warnings).toHaveLength(1), 20_000)
    const { loads } = published
    await sleep(400)
    expect([warnings.length, told]).toEqual([1, 0])
    // After 20, 40, 80, 160 ms and so on.
    expect(published.loads - loads).toBeLessThan(8)
    // Another publication is followed at once.
    published.broken = false
    published.last = { sequence: 3, folder: new Map(one).set('switches.json', '{ "switches": [] }') }
    await vi.waitFor(() => expect(told).toBe(1), 20_000)
    published.broken = true
    published.last = { sequence: 4, folder: two }
    await vi.waitFor(() => expect(warnings).toHaveLength(2), 20_000)
    // And so is the one that failed, once it can be loaded.
    published.broken = false
    await vi.waitFor(() => expect(source.current().revision).toBe(revisionOf(two)), 20_000)
    expect(warnings).toHaveLength(2)
  })

  it('come from the copy at a start without the store, and from the store again when it is back', async () => {
    const { published, open, warnings, copyFile } = await openSource()
    published.last = { sequence: 4, folder: one }
    await (await open()).close()
    expect(JSON.parse(await readFile(copyFile, 'utf8'))).toMatchObject({ revision: revisionOf(one) })
    published.down = true
    const source = await open()
    expect(source.state()).toMatchObject({ status: 'live', policy: { revision: revisionOf(one) } })
    expect(warnings).toEqual([expect.stringContaining('those of the copy')])
    published.last = { sequence: 5, folder: two }
    published.down = false
    await vi.waitFor(() => expect(source.current().revision).toBe(revisionOf(two)), 20_000)
  })

  it.each([
    ['no copy', null],
    ['half a copy', '{"revision":'],
    [
      'a copy that was changed',
      JSON.stringify({ revision: revisionOf(one), files: Object.fromEntries(two) }),
    ],
  ])('are built-in ones with neither store nor copy: %s', async (_what, copy) => {
    const { published, open, copyFile } = await openSource()
    if (copy === null) await rm(copyFile, { force: true })
    else await writeFile(copyFile, copy)
    published.down = true
    const source = await open()
    expect(source.state()).toMatchObject({ status: 'built-in', problems: [{ kind: 'unreadable-store' }] })
  })

  it('are built-in ones where nothing was ever published, until something is', async () => {
    const { published, open } = await openSource()
    const source = await open()
    let told = 0
    source.onChange(() => {
      told += 1
    })
    expect(source.state()).toMatchObject({ status: 'built-in', problems: [{ kind: 'nothing-published' }] })
    await sleep(200)
    expect(told).toBeLessThan(2)
    published.last = { sequence: 1, folder: one }
    await vi.waitFor(() => expect(source.state().status).toBe('live'), 20_000)
  })
})
