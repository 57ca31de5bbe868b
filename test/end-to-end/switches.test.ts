import { execFile } from 'node:child_process'
import { copyFile, rename } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { promisify } from 'node:util'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { buildOnce, program } from './build-once.ts'
import { signalsOf } from './clients.ts'
import { decide } from './relying-party.ts'
import { createSite, type Keywise, type Site, startKeywise, waitUntil } from './start-keywise.ts'

/** Two processes on one data directory: whatever pulls a kill switch, both follow, also without a database. */
let site: Site
let one: Keywise
let other: Keywise
beforeAll(async () => {
  await buildOnce()
  site = await createSite()
  one = await startKeywise(site)
  other = await startKeywise(site)
}, 240_000)
afterAll(async () => {
  await Promise.all([one, other].map((each) => each.end('SIGKILL')))
  await site.remove()
})

const withinMs = 2_000
const request = { signals: signalsOf('firefox-windows') }
const ask = async (keywise: Keywise) => (await decide(keywise, request)).reason
const isStopped = (reason: string) => reason === 'kill-switch'
const everywhere = (holds: (reason: string) => boolean) =>
  Promise.all([one, other].map((keywise) => waitUntil(() => ask(keywise), holds, withinMs)))
const body = { os: 'windows', browser: 'firefox', reason: 'a test' }
const set = (name: string) => one.call('PUT', `/v1/switches/${name}`, body, 'admin')
const end = (name: string) => other.call('DELETE', `/v1/switches/${name}`, undefined, 'admin')
const keywiseSwitch = (...args: string[]) =>
  promisify(execFile)(process.execPath, [program, 'switch', ...args, '--data-dir', site.dataDir], {
    cwd: tmpdir(),
    env: { PATH: process.env.PATH },
  })
const readAudit = async () => {
  const { body: found } = await other.call('GET', '/v1/audit', undefined, 'admin')
  return (
    (found.lines as { readonly actor: string; readonly action: string; readonly detail: { name: string } }[])
      // The rules folder has lines of its own there.
      .filter(({ action }) => action.startsWith('switch-'))
      .map(({ actor, action, detail }) => `${actor} ${action} ${detail.name}`)
  )
}

describe('a kill switch', () => {
  it('set by the API of one process holds in the other, and its end as well', async () => {
    expect((await set('by-api')).status).toBe(200)
    expect(await ask(one)).toBe('kill-switch')
    await everywhere(isStopped)
    expect((await end('by-api')).status).toBe(200)
    await everywhere((reason) => !isStopped(reason))
  }, 60_000)

  it('set by the command line holds in both', async () => {
    const { stdout, stderr } = await keywiseSwitch(
      'on',
      'by-cli',
      '--browser',
      'firefox',
      '--reason',
      'a test',
      '--until',
      '2h',
    )
    expect(stdout).toMatch(
      /^on: passkeys are off for Firefox everywhere until .* UTC; everybody else is not concerned$/m,
    )
    expect(stderr).toContain(`in force within 2 seconds in every service on ${site.dataDir}`)
    await everywhere(isStopped)
    expect((await keywiseSwitch()).stdout).toContain('1 kill switch is on')
    await keywiseSwitch('off', 'by-cli', '--note', 'solved')
    await everywhere((reason) => !isStopped(reason))
  }, 60_000)

  it('written to the rules holds in both', async () => {
    const shipped = await site.readRules('switches.json')
    await site.writeRules(
      'switches.json',
      JSON.stringify({ switches: [{ name: 'by-file', on: true, ...body }] }),
    )
    await everywhere(isStopped)
    await site.writeRules('switches.json', shipped)
    await everywhere((reason) => !isStopped(reason))
  }, 60_000)

  it('is in the audit log, once, with who changed it', async () => {
    const lines = await waitUntil(readAudit, ({ length }) => length >= 4, 5_000)
    const by = 'admin:environment'
    expect(lines.map((line) => line.replace(/^admin:\S+/, by))).toEqual([
      `${by} switch-on by-api`,
      `${by} switch-off by-api`,
      'cli switch-on by-cli',
      'cli switch-off by-cli',
    ])
  }, 60_000)
})

describe('without a database', () => {
  const lock = async () => {
    const shell = new Database(site.databaseFile)
    shell.exec('begin exclusive')
    return async () => void shell.close()
  }
  const takeAway = async () => {
    await rename(site.databaseFile, `${site.databaseFile}.away`)
    return () => rename(`${site.databaseFile}.away`, site.databaseFile)
  }
  const replace = async () => {
    await rename(site.databaseFile, `${site.databaseFile}.away`)
    await copyFile(program, site.databaseFile)
    return () => rename(`${site.databaseFile}.away`, site.databaseFile)
  }
  it.each([
    ['locked by another process', lock],
    ['taken away', takeAway],
    ['replaced by what is no database', replace],
  ])(
    '%s: API and command line put a switch in force in both, and the audit log has it later',
    async (how, spoil) => {
      const name = how.replaceAll(' ', '-')
      const mend = await spoil()
      let isMended = false
      onTestFinished(async () => void (isMended || (await mend())))
      expect((await set(`api-${name}`)).status).toBe(200)
      await everywhere(isStopped)
      await end(`api-${name}`)
      await keywiseSwitch('on', `cli-${name}`, '--reason', 'a test')
      await everywhere(isStopped)
      await keywiseSwitch('off', `cli-${name}`)
      await everywhere((reason) => !isStopped(reason))
      await mend()
      isMended = true
      const lines = await waitUntil(
        () => readAudit().catch(() => []),
        (found) => found.filter((line) => line.endsWith(name)).length >= 4,
        15_000,
      )
      expect(
        lines.filter((line) => line.endsWith(name)).map((line) => line.split(' ').slice(1).join(' ')),
      ).toEqual([
        `switch-on api-${name}`,
        `switch-off api-${name}`,
        `switch-on cli-${name}`,
        `switch-off cli-${name}`,
      ])
    },
    90_000,
  )
})

describe('a process killed with -9 right after it said yes', () => {
  it('has kept the switch, and the next start has it in force and in the audit log', async () => {
    expect((await set('killed')).status).toBe(200)
    await one.end('SIGKILL')
    await waitUntil(() => ask(other), isStopped, withinMs)
    one = await startKeywise(site)
    expect(await ask(one)).toBe('kill-switch')
    const lines = await waitUntil(
      readAudit,
      (found) => found.some((line) => line.endsWith('switch-on killed')),
      10_000,
    )
    expect(lines.filter((line) => line.endsWith('killed'))).toHaveLength(1)
    await end('killed')
    await everywhere((reason) => !isStopped(reason))
  }, 90_000)
})
