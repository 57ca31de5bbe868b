import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Terminal } from '../../src/cli/command.ts'
import { runCommandLine } from '../../src/cli/run-command-line.ts'
import { program, root } from '../end-to-end/build-once.ts'

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export interface RunOptions {
  readonly cwd?: string
  readonly input?: string
  readonly env?: Readonly<Record<string, string>>
}

/** Runs the built command line as people do: as a process, in a pipe, without settings of whoever runs the tests. */
export async function runKeywise(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: options.cwd ?? root,
    env: { PATH: process.env.PATH ?? '', ...options.env },
  })
  const chunks = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    chunks.out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    chunks.err += text
  })
  child.stdin.end(options.input ?? '')
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, ...chunks }
}

/**
 * Runs a command line as `main.ts` does, in the process of the test: for what is said and done, where it is not about
 * processes and pipes. It has the built program's working directory, so one runs at a time.
 */
export async function runHere(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const chunks = { out: '', err: '' }
  const asItIs: Terminal['paint'] = (_style, text) => text
  const before = process.cwd()
  process.chdir(options.cwd ?? root)
  try {
    const code = await runCommandLine(args, {
      out: (text) => {
        chunks.out += text
      },
      err: (text) => {
        chunks.err += text
      },
      readInput: async () => options.input ?? '',
      paint: asItIs,
      paintError: asItIs,
      isTyped: false,
      isWatched: false,
      env: { PATH: process.env.PATH, ...options.env },
    })
    return { code, ...chunks }
  } finally {
    process.chdir(before)
  }
}

/** An empty folder, gone after the test. */
export async function createEmptyFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'keywise-cli-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  return dir
}
