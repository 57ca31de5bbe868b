import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { buildOnce, program, root } from '../end-to-end/build-once.ts'
import { createSite } from '../end-to-end/start-keywise.ts'
import { type GuideBlock, readGuide } from './read-guide.ts'

/** A guide that is being followed: what it starts runs, on ports of its own. */
export interface FollowedGuide {
  readonly blocks: readonly GuideBlock[]
  readonly keywiseUrl: string
  readonly siteUrl: string
  /** The origin of the site as the guide has it, and Keywise knows it. */
  readonly origin: string
  /** In the place of `/tmp`. */
  readonly folder: string
  readonly publishableKey: string
  /** Runs a command of the guide: as it stands there, but for ports, `/tmp`, and the package that `npx` looks up. */
  readonly run: (
    command: string,
    more?: Record<string, string>,
  ) => Promise<{ readonly output: string; readonly code: number }>
  /** With the secret key. @throws unless it is answered with success */
  readonly ask: (method: string, path: string, body?: unknown) => Promise<Record<string, unknown>>
  /** One more process of an example. */
  readonly startSite: (command: string, more?: Record<string, string>) => Promise<string>
  readonly end: () => Promise<void>
}

const startLimitMs = 60_000
const groups = new Set<number>()
process.once('exit', () => {
  for (const group of groups) process.kill(-group, 'SIGKILL')
})

/** Starts a command that goes on, and waits until it says where it listens. */
async function start(command: string, env: NodeJS.ProcessEnv): Promise<{ url: string; child: ChildProcess }> {
  // A group of its own: what the shell starts ends with it.
  const child = spawn('bash', ['-ec', command], { cwd: root, detached: true, env })
  if (child.pid !== undefined) groups.add(child.pid)
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  const limit = Date.now() + startLimitMs
  for (;;) {
    const url = /listens on (http:\S+)/.exec(output)?.[1]
    if (url !== undefined) return { url, child }
    if (child.exitCode !== null || Date.now() > limit)
      throw new Error(`\`${command}\` did not start\n${output}`)
    await sleep(20)
  }
}

async function end(child: ChildProcess): Promise<void> {
  const { pid, exitCode, signalCode } = child
  if (pid === undefined) return
  const closed = once(child, 'close')
  if (exitCode === null && signalCode === null) {
    process.kill(-pid, 'SIGTERM')
    await closed
  }
  groups.delete(pid)
}

/** Starts what a guide starts: Keywise, then the site. @throws when one of them does not come up */
export async function startGuide(
  example: string,
  given: Record<string, string> = {},
): Promise<FollowedGuide> {
  await buildOnce()
  const blocks = await readGuide(example)
  const commands = blocks.filter(({ language }) => language === 'sh').map(({ text }) => text)
  const find = (part: string): string => {
    const found = commands.find((text) => text.includes(part))
    if (found === undefined) throw new Error(`examples/${example}/README.md has no command with \`${part}\``)
    return found
  }
  const settings = find('export KEYWISE_SECRET_KEY')
  const [, secretKey = ''] = /SECRET_KEY=(\S+)/.exec(settings) ?? []
  const [, publishableKey = ''] = /PUBLISHABLE_KEY=(\S+)/.exec(settings) ?? []
  const [, origin = ''] = /KEYWISE_ORIGINS=(\S+)/.exec(find('npm start')) ?? []
  const { dataDir: folder, rulesDir, remove } = await createSite()
  const inFolder = (text: string) => text.replaceAll('/tmp/', `${folder}/`)
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...given }

  const keywise = await start(`${settings}\n${find('npm start')}`, {
    ...env,
    KEYWISE_PORT: '0',
    KEYWISE_DATA_DIR: folder,
    KEYWISE_RULES_DIR: rulesDir,
  })
  const children = [keywise.child]
  const startSite = async (command: string, more: Record<string, string> = {}) => {
    const own = { ...env, PORT: '0', URL_OF_KEYWISE: keywise.url, ...more }
    const { url, child } = await start(`${settings}\n${inFolder(command)}`, own)
    children.push(child)
    return url
  }
  const siteUrl = await startSite(find('server.mjs'))

  return {
    blocks,
    keywiseUrl: keywise.url,
    siteUrl,
    origin,
    folder,
    publishableKey,
    startSite,
    async run(command, more = {}) {
      const here = inFolder(command)
        .replaceAll('npx keywise', `node ${program}`)
        .replaceAll('http://localhost:3000', keywise.url)
        .replaceAll(origin, siteUrl)
      const options = { cwd: root, env: { ...env, URL_OF_KEYWISE: keywise.url, ...more } }
      // Both streams as a terminal shows them.
      const ran = promisify(execFile)('bash', ['-ec', `exec 2>&1\n${settings}\n${here}`], options)
      const read = (stdout: string) => stdout.replaceAll(folder, '/tmp').replaceAll('\r', '').trimEnd()
      return ran.then(
        ({ stdout }) => ({ output: read(stdout), code: 0 }),
        ({ stdout, code }) => ({ output: read(String(stdout)), code: Number(code) }),
      )
    },
    async ask(method, path, body) {
      const headers = { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' }
      const sent = body === undefined ? { headers: { authorization: headers.authorization } } : { headers }
      const json = body === undefined ? {} : { body: JSON.stringify(body) }
      const response = await fetch(keywise.url + path, { method, ...sent, ...json })
      const answer = (await response.json()) as Record<string, unknown>
      if (!response.ok) throw new Error(`${path} answered ${response.status}: ${JSON.stringify(answer)}`)
      return answer
    },
    async end() {
      await Promise.all(children.map(end))
      await remove()
    },
  }
}
