import { execFile } from 'node:child_process'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

export const root = fileURLToPath(new URL('../..', import.meta.url))
export const program = join(root, 'dist/cli/main.js')
const buildLimitMs = 120_000

/**
 * Sees to it that `dist/` is what `src/` says. A clean clone has it from `npm ci`; whoever works on `src/` gets it
 * built here. One test file builds, the others wait.
 */
export async function buildOnce(): Promise<void> {
  const lock = join(root, 'node_modules/.cache/keywise-build')
  await mkdir(dirname(lock), { recursive: true })
  const end = Date.now() + buildLimitMs
  while (!(await makeFolder(lock))) {
    if (Date.now() > end) throw new Error(`another build does not end; if there is none, remove ${lock}`)
    await sleep(100)
  }
  try {
    if (!(await isBuilt())) await promisify(execFile)('npm', ['run', 'build'], { cwd: root })
  } finally {
    await rm(lock, { recursive: true, force: true })
  }
}

/** False where it exists already. */
const makeFolder = (path: string): Promise<boolean> =>
  mkdir(path).then(
    () => true,
    () => false,
  )

async function isBuilt(): Promise<boolean> {
  const built = await stat(program).catch(() => null)
  return built !== null && built.mtimeMs >= (await readNewest(join(root, 'src')))
}

async function readNewest(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const times = await Promise.all(
    files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).mtimeMs),
  )
  return Math.max(...times)
}
