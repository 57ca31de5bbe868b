import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { program, root } from './build-once.ts'

export const keys = {
  secret: 'sk_end-to-end-secret-key',
  publishable: 'pk_end-to-end-publishable-key',
  admin: 'adm_end-to-end-admin-key',
} as const
export type KeyName = keyof typeof keys

/** A data directory and a copy of the shipped rules, of a test's own. */
export interface Site {
  readonly dataDir: string
  readonly rulesDir: string
  readonly databaseFile: string
  readonly readRules: (file: string) => Promise<string>
  readonly writeRules: (file: string, text: string) => Promise<void>
  readonly remove: () => Promise<void>
}

export async function createSite(): Promise<Site> {
  const dir = await mkdtemp(join(tmpdir(), 'keywise-end-to-end-'))
  const rulesDir = join(dir, 'rules')
  const dataDir = join(dir, 'data')
  await cp(join(root, 'rules'), rulesDir, { recursive: true })
  return {
    dataDir,
    rulesDir,
    databaseFile: join(dataDir, 'keywise.sqlite'),
    readRules: (file) => readFile(join(rulesDir, file), 'utf8'),
    writeRules: (file, text) => writeFile(join(rulesDir, file), text),
    remove: () => rm(dir, { recursive: true, force: true }),
  }
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Record<string, unknown>
}

export interface Keywise {
  readonly url: string
  readonly process: ChildProcess
  readonly errors: () => string
  /** With a secret key, unless told otherwise. Comes back later where the server says that it is overloaded. */
  readonly call: (method: string, path: string, body?: unknown, key?: KeyName) => Promise<Answer>
  /** Sends a signal and waits for the end. */
  readonly end: (signal: NodeJS.Signals) => Promise<{ readonly code: number | null; readonly tookMs: number }>
}

const startLimitMs = 30_000
const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Starts `keywise serve` as a process of its own, as an operator would, and waits until it says where it listens. */
export async function startKeywise(
  { dataDir, rulesDir }: Site,
  environment: Record<string, string> = {},
): Promise<Keywise> {
  const child = spawn(process.execPath, [program, 'serve'], {
    cwd: tmpdir(),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      KEYWISE_PORT: '0',
      KEYWISE_DATA_DIR: dataDir,
      KEYWISE_RULES_DIR: rulesDir,
      KEYWISE_SECRET_KEY: keys.secret,
      KEYWISE_PUBLISHABLE_KEY: keys.publishable,
      KEYWISE_ADMIN_KEY: keys.admin,
      ...environment,
    },
  })
  running.add(child)
  const closed = once(child, 'close').then(() => void running.delete(child))
  let output = ''
  let errors = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  const readUrl = () => /keywise listens on (http:\S+)/.exec(output)?.[1]
  const limit = Date.now() + startLimitMs
  while (readUrl() === undefined) {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > limit) {
      child.kill('SIGKILL')
      throw new Error(`keywise did not start\n${output}\n${errors}`)
    }
    await sleep(10)
  }
  const url = readUrl() ?? ''

  return {
    url,
    process: child,
    errors: () => errors,
    async call(method, path, body, key = 'secret') {
      for (;;) {
        const answer = await send(url + path, method, body, key)
        // On a starved machine a server may refuse work for a moment; a back end then does as it is told.
        if (answer.body.code !== 'overloaded') return answer
        await sleep(1_000 * Number(answer.headers.get('retry-after')))
      }
    },
    async end(signal) {
      const begun = performance.now()
      child.kill(signal)
      await closed
      return { code: child.exitCode, tookMs: performance.now() - begun }
    },
  }
}

async function send(url: string, method: string, body: unknown, key: KeyName): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${keys[key]}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('content-type') ?? '')
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : { text } }
}

/** Asks again until it holds. @throws when it does not in time, with what was seen last */
export async function waitUntil<T>(
  ask: () => Promise<T>,
  holds: (seen: T) => boolean,
  limitMs: number,
): Promise<T> {
  const end = performance.now() + limitMs
  for (;;) {
    const seen = await ask()
    if (holds(seen)) return seen
    if (performance.now() > end) throw new Error(`not within ${limitMs} ms; last: ${JSON.stringify(seen)}`)
    await sleep(25)
  }
}
