import { execFile } from 'node:child_process'
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { loadRuleFolder } from '../../src/files/load-rule-folder.ts'
import { root } from '../end-to-end/build-once.ts'
import { plantError } from '../matrix/small-suite.ts'
import { createEmptyFolder } from './run-keywise.ts'

/** A folder to work in: the rules that ship, and of the fixtures those on Linux, which are quickly run. */
export async function createWorkFolder(): Promise<string> {
  const cwd = await createEmptyFolder()
  await cp(join(root, 'rules'), join(cwd, 'rules'), { recursive: true })
  await mkdir(join(cwd, 'fixtures/platforms'), { recursive: true })
  for (const name of ['clients.json', 'passkeys.json', 'recipes', 'situations', 'platforms/linux'])
    await cp(join(root, 'fixtures', name), join(cwd, 'fixtures', name), { recursive: true })
  return cwd
}

/** Lets Firefox on Linux show a QR code, in the rules folder `dir` itself. */
export async function plantErrorIn(dir: string): Promise<void> {
  const path = 'knowledge/platforms/linux.json'
  const planted = plantError(await loadRuleFolder(dir))
  await writeFile(join(dir, path), planted.get(path) ?? '')
}

/** A repository with everything in `cwd` committed once. */
export async function createRepository(cwd: string): Promise<void> {
  // What a hook sets would lead to the repository of whoever runs the tests.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')))
  const git = (...args: readonly string[]) => promisify(execFile)('git', ['-C', cwd, ...args], { env })
  const who = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.com']
  await git('init', '-q')
  await git('add', '.')
  await git(...who, '-c', 'commit.gpgsign=false', 'commit', '-qm', 'the rules as they were')
}

export const readJson = async (path: string) => JSON.parse(await readFile(path, 'utf8'))
