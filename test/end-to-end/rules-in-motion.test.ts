import { cp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { revisionOf } from '../../src/core/index.ts'
import { loadRuleFolder } from '../../src/files/load-rule-folder.ts'
import { runKeywise } from '../cli/run-keywise.ts'
import { isTorture } from '../times.ts'
import { buildOnce } from './build-once.ts'
import { signalsOf } from './clients.ts'
import { createSite, type Keywise, keys, type Site, startKeywise, waitUntil } from './start-keywise.ts'

/** Rules that change under a service that decides: files, links, publications, several processes. */
beforeAll(buildOnce, 180_000)

const file = 'authentication.rules.json'
const chrome = signalsOf('chrome-windows-11')

async function openSite(): Promise<Site> {
  const site = await createSite()
  onTestFinished(site.remove)
  return site
}

async function start(site: Site, environment: Record<string, string> = {}): Promise<Keywise> {
  const keywise = await startKeywise(site, environment)
  onTestFinished(async () => void (await keywise.end('SIGKILL')))
  return keywise
}

/** Other rules that decide the same. No line end follows: whatever is cut off, something is missing. */
const withPriority = (text: string, priority: number): string => {
  const content = JSON.parse(text)
  content.rules[0].priority = priority
  return JSON.stringify(content, null, 2)
}
const revisionWith = async (dir: string, text: string) =>
  revisionOf(new Map(await loadRuleFolder(dir)).set(file, text))
const readRevision = async (keywise: Keywise): Promise<string> => {
  const { body } = await keywise.call('GET', '/readyz')
  return (body.rules as { readonly revision: string }).revision
}

describe('a rule file cut at every byte, renamed, written in place and swapped by link 100 times a second', () => {
  const changes = isTorture ? 60_000 : 400

  it(
    'fails no decision; each is of the old rules or the new ones, never of a part or of built-in ones',
    async () => {
      const site = await openSite()
      const good = await site.readRules(file)
      const texts = [withPriority(good, 991), withPriority(good, 992)] as const
      // What is read is a link to one of two folders.
      const parent = dirname(site.rulesDir)
      const folders = [join(parent, 'v1'), join(parent, 'v2')] as const
      await rename(site.rulesDir, folders[0])
      await cp(folders[0], folders[1], { recursive: true })
      for (const index of [0, 1] as const) await writeFile(join(folders[index], file), texts[index])
      await symlink('v1', site.rulesDir)
      const revisions = await Promise.all(texts.map((text) => revisionWith(folders[0], text)))
      const keywise = await start(site)

      const seen = new Map<string, number>()
      const failed: unknown[] = []
      let asking = true
      let decisions = 0
      const askers = Array.from({ length: 8 }, async (_, index) => {
        while (asking) {
          const response = await fetch(`${keywise.url}/v1/decisions`, {
            method: 'POST',
            headers: { authorization: `Bearer ${keys.secret}`, 'content-type': 'application/json' },
            body: JSON.stringify({ user: { id: `u-${index}` }, signals: chrome }),
          }).catch((error: unknown) => String(error))
          decisions += 1
          if (typeof response === 'string') {
            failed.push(response)
            continue
          }
          const body = (await response.json()) as { degraded?: string[]; rule?: { revision: string } }
          const revision = body.rule?.revision
          if (response.status !== 200 || body.degraded?.length !== 0 || revision === undefined)
            failed.push(body)
          else seen.set(revision, (seen.get(revision) ?? 0) + 1)
        }
      })

      const length = Buffer.byteLength(texts[0])
      const step = Math.max(1, Math.floor((length * 3) / changes))
      let current: 0 | 1 = 0
      for (let change = 0; change < changes; change += 1) {
        const next = sleep(10)
        const cut = Buffer.from(texts[current]).subarray(0, (change * step) % length)
        const place = join(folders[current], file)
        // A cut, then a whole one: renamed into place, written in place, or by way of the other folder.
        const kind = change % 6
        if (kind === 0 || kind === 1) {
          await writeFile(join(parent, 'draft.tmp'), kind === 0 ? cut : texts[(change & 2) === 0 ? 0 : 1])
          await rename(join(parent, 'draft.tmp'), place)
        } else if (kind === 2 || kind === 3) await writeFile(place, kind === 2 ? cut : texts[current])
        else {
          current = current === 0 ? 1 : 0
          await symlink(current === 0 ? 'v1' : 'v2', join(parent, 'link.tmp'))
          await rename(join(parent, 'link.tmp'), site.rulesDir)
        }
        await next
      }
      await writeFile(join(folders[current], file), texts[1])
      await waitUntil(
        () => readRevision(keywise),
        (revision) => revision === revisions[1],
        60_000,
      )
      asking = false
      await Promise.all(askers)
      expect(failed).toEqual([])
      expect([...seen.keys()].filter((revision) => !revisions.includes(revision))).toEqual([])
      expect(decisions).toBeGreaterThan(changes / 4)
    },
    300_000 + changes * 40,
  )
})

describe('a rule file that is saved', () => {
  it('is in force within a second', async () => {
    const site = await openSite()
    const good = await site.readRules(file)
    const keywise = await start(site)
    const took: number[] = []
    for (const priority of [981, 982, 983, 984, 985]) {
      const text = withPriority(good, priority)
      const revision = await revisionWith(site.rulesDir, text)
      const begun = performance.now()
      await site.writeRules(file, text)
      await waitUntil(
        () => readRevision(keywise),
        (seen) => seen === revision,
        10_000,
      )
      took.push(performance.now() - begun)
    }
    expect(took.toSorted((a, b) => a - b)[2]).toBeLessThan(1_000)
  }, 120_000)
})

describe('two services on one data directory', () => {
  const soon = 2_000
  const follow = (keywise: Keywise, revision: unknown, limitMs = soon) =>
    waitUntil(
      () => readRevision(keywise),
      (seen) => seen === revision,
      limitMs,
    )

  it('both follow what either publishes into the store, what a command publishes, and what is taken back', async () => {
    const site = await openSite()
    const good = await site.readRules(file)
    const environment = { KEYWISE_RULES_SOURCE: 'store' }
    const [one, two] = [await start(site, environment), await start(site, environment)]
    const first = await readRevision(one)
    expect(await readRevision(two)).toBe(first)
    const publish = async (keywise: Keywise, priority: number) => {
      const files = { [file]: withPriority(good, priority) }
      const body = { files, note: `priority ${priority}`, neverBreak: [] }
      const answer = await keywise.call('POST', '/v1/rules/publish', body, 'admin')
      expect(answer).toMatchObject({ status: 200, body: { live: true } })
      return answer.body.revision
    }
    const second = await publish(one, 991)
    await follow(two, second)
    const again = await two.call('POST', '/v1/rules/revert', { note: 'no better' }, 'admin')
    expect(again).toMatchObject({ status: 200, body: { revision: first, previous: second } })
    await follow(one, first)

    const draft = `${site.rulesDir}-draft`
    await cp(site.rulesDir, draft, { recursive: true })
    await writeFile(join(draft, file), withPriority(good, 993))
    const env = { ...environment, KEYWISE_DATA_DIR: site.dataDir, KEYWISE_RULES_DIR: site.rulesDir }
    const command = await runKeywise(['publish', draft, '--note', 'by command', '--json'], { env })
    expect([command.code, command.err]).toEqual([0, ''])
    const { revision, previous } = JSON.parse(command.out)
    expect(previous).toBe(first)
    for (const keywise of [one, two]) await follow(keywise, revision)

    const back = await two.call('POST', '/v1/rules/revert', { revision: second, note: 'back' }, 'admin')
    expect(back).toMatchObject({ status: 200, body: { revision: second, live: true } })
    await follow(one, second)
    const { body } = await one.call('GET', '/v1/rules/revisions', undefined, 'admin')
    expect((body.revisions as { kind: string }[]).map(({ kind }) => kind)).toEqual([
      'revert',
      'publish',
      'revert',
      'publish',
      'import',
    ])
    expect((await runKeywise(['audit', 'verify'], { env })).out).toContain('the audit log is whole: 5 lines')
  }, 400_000)

  it('both follow what a command publishes into their folder, and answer logins while one of them publishes', async () => {
    const site = await openSite()
    const good = await site.readRules(file)
    const [one, two] = [await start(site), await start(site)]
    const text = withPriority(good, 991)
    const revision = await revisionWith(site.rulesDir, text)
    let publishing = true
    const waits: number[] = []
    const logins = (async () => {
      while (publishing) {
        const begun = performance.now()
        expect((await one.call('POST', '/v1/decisions', { user: { id: 'u' }, signals: chrome })).status).toBe(
          200,
        )
        waits.push(performance.now() - begun)
      }
    })()
    const body = { files: { [file]: text }, note: 'x' }
    const answer = await one.call('POST', '/v1/rules/publish', body, 'admin')
    publishing = false
    await logins
    expect(answer).toMatchObject({ status: 200, body: { revision, live: true, changedFixtures: 0 } })
    expect(answer.body.comparedFixtures).toBeGreaterThan(9_000)
    // Thousands of fixtures ran meanwhile; a login waits for a few of them at most.
    const middle = waits.toSorted((a, b) => a - b)[Math.floor(waits.length / 2)]
    expect(waits.length).toBeGreaterThan(20)
    expect(middle).toBeLessThan(250)
    await follow(two, revision)
    await rm(join(site.rulesDir, 'switches.json'))
    const env = { KEYWISE_DATA_DIR: site.dataDir, KEYWISE_RULES_DIR: site.rulesDir }
    const { code } = await runKeywise(['revert', revision as string, '--note', 'whole again'], { env })
    expect(code).toBe(0)
    for (const keywise of [one, two]) await follow(keywise, revision)
  }, 400_000)
})
