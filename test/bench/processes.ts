import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, copyFileSync, fsyncSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Asked, Drawn, Fired, Target } from './client-messages.ts'
import { benchSiteKey } from './seed-database.ts'

const pathOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const repository = pathOf('../..')

export interface Usage {
  readonly cpuMicroseconds: number
  readonly residentBytes: number
  /** The longest time the event loop was busy without a pause, since the last question. */
  readonly longestTurnMs: number
}

/** A server under load, in a process of its own. */
export interface MeasuredServer {
  readonly target: Target
  readonly askUsage: () => Promise<Usage>
  readonly stop: () => Promise<void>
}

async function startMeasured(
  script: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  key: string,
  profileDir: string | null,
): Promise<MeasuredServer> {
  const profile = profileDir === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDir}`]
  const child = fork(script, args, {
    execArgv: ['--import', pathOf('./processes/report-usage.mjs'), ...profile],
    env: { ...process.env, NODE_ENV: 'production', ...environment },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const url = await readUrl(child)
  return {
    target: { url, key },
    askUsage: async () => {
      child.send('usage')
      const [usage] = await once(child, 'message')
      return usage
    },
    stop: async () => {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** The stream is read to its end: a server whose output nobody takes would die of it. */
function readUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = ''
    child.stdout?.on('data', (chunk) => {
      output += chunk
      const url = /listens on (\S+)/.exec(output)?.[1]
      if (url !== undefined) resolve(url)
    })
    child.once('exit', () => reject(new Error(`a server did not start:\n${output}`)))
  })
}

export const startEcho = (): Promise<MeasuredServer> =>
  startMeasured(pathOf('./processes/echo-server.mjs'), [], {}, 'sk_none', null)

/** Waits until the copy is on disk: the writing of gigabytes would be measured otherwise. */
function copyDurably(from: string, to: string): void {
  copyFileSync(from, to)
  const copy = openSync(to, 'r+')
  fsyncSync(copy)
  closeSync(copy)
}

/** The real server from `dist/`, on its own copy of a seeded database. */
export async function startKeywise(
  databaseFile: string,
  profileDir: string | null = null,
): Promise<MeasuredServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'keywise-bench-run-'))
  copyDurably(databaseFile, join(dataDir, 'keywise.sqlite'))
  const key = `sk_${'bench'.repeat(6)}`
  const server = await startMeasured(
    join(repository, 'dist/cli/main.js'),
    ['serve'],
    {
      KEYWISE_PORT: '0',
      KEYWISE_DATA_DIR: dataDir,
      KEYWISE_RULES_DIR: join(repository, 'rules'),
      KEYWISE_SECRET_KEY: key,
      KEYWISE_SITE_KEY: benchSiteKey.toString('base64'),
      KEYWISE_LOG_LEVEL: 'warn',
    },
    key,
    profileDir,
  )
  return {
    ...server,
    stop: async () => {
      await server.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** The process that sends. */
export interface LoadClient {
  readonly draw: (asked: Omit<Extract<Asked, { kind: 'draw' }>, 'kind'>) => Promise<Drawn>
  readonly fire: (asked: Exclude<Asked, { kind: 'draw' }>) => Promise<Fired>
  readonly stop: () => void
}

export async function startClient(): Promise<LoadClient> {
  const child = fork(pathOf('./client.ts'), [], { execArgv: ['--import', 'tsx'] })
  await once(child, 'message')
  const ask = async (asked: Asked) => {
    child.send(asked)
    const [reply] = await once(child, 'message')
    if ('failed' in reply) throw new Error(`the client failed: ${reply.failed}`)
    return reply.answered
  }
  return {
    draw: (asked) => ask({ kind: 'draw', ...asked }),
    fire: (asked) => ask(asked),
    stop: () => child.disconnect(),
  }
}
