import { existsSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

/**
 * These measure time, or how long an event loop stands still, or keep one busy themselves, or replace the engine, or wait
 * for a thread that gives way to everybody: each has a process of its own, and they run after all the others. The other
 * files share a process per worker, so that what they import is loaded once; none of them may leave anything behind in it.
 */
const alone = [
  'test/end-to-end/faults.test.ts',
  'test/end-to-end/rules-in-motion.test.ts',
  'test/http/server.test.ts',
  'test/http/simulate.test.ts',
  'test/matrix/report.test.ts',
  'test/proof/engine-defects.test.ts',
  'test/properties/recognition.test.ts',
  'test/replay/simulator.test.ts',
  'test/store/locked.test.ts',
]

/** People log in within the limits of a login page, and a busy machine would miss them: these run last. */
const logins = ['test/browser/ceremonies/*.test.ts']

const memory = '/dev/shm'
const memoryNeeded = 2 ** 31
const hasMemory = () => {
  if (!existsSync(memory)) return false
  const { bavail, bsize } = statfsSync(memory)
  return bavail * bsize >= memoryNeeded
}

/**
 * Where tests write, removed at the end: in memory where 2 GB are free, for on a disk each commit waits some milliseconds.
 * Nothing is lost by that: tests kill processes, whose files stay, and never cut the power.
 */
function createTemporaryFolder(): string {
  const parent = hasMemory() ? memory : tmpdir()
  // What runs that were killed have left would fill the memory.
  for (const name of readdirSync(parent)) {
    const [, pid] = /^keywise-tests-(\d+)-/.exec(name) ?? []
    if (pid !== undefined && !isRunning(Number(pid))) remove(join(parent, name))
  }
  const folder = mkdtempSync(join(parent, `keywise-tests-${process.pid}-`))
  process.once('exit', () => remove(folder))
  return folder
}
const isRunning = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
const remove = (folder: string) => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })

// This file is read once for each project.
process.env.KEYWISE_TEST_FOLDER ??= createTemporaryFolder()
const temporaryFolder = process.env.KEYWISE_TEST_FOLDER

/** For each project by itself: what a project takes over from the root does not know the mode. */
const inMode = (mode: string) => ({
  testTimeout: mode === 'torture' ? 3_600_000 : 60_000,
  hookTimeout: 60_000,
  // What is waited for comes, sooner or later: a second is too short for a machine with other work.
  expect: { poll: { timeout: 30_000 } },
  env: { KEYWISE_TORTURE: mode === 'torture' ? '1' : '', TMPDIR: temporaryFolder },
})

/** `--mode torture`: `npm run torture`, the long versions of attacks and properties. */
export default defineConfig(({ mode }) => ({
  test: {
    reporters: ['default'],
    // One less than there are cores, which is the default, would leave one of two idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        extends: true,
        test: {
          ...inMode(mode),
          name: 'together',
          include: ['test/**/*.test.ts'],
          exclude: [...alone, ...logins],
          isolate: false,
        },
      },
      {
        extends: true,
        test: { ...inMode(mode), name: 'alone', include: alone, sequence: { groupOrder: 1 } },
      },
      {
        extends: true,
        test: { ...inMode(mode), name: 'logins', include: logins, sequence: { groupOrder: 2 } },
      },
    ],
  },
}))
