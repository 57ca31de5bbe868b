import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type RuleFolder, revisionOf } from '../core/index.ts'
import { committedFolder, listRuleFiles, loadRuleFolder } from './load-rule-folder.ts'
import { readIfThere } from './read-if-there.ts'
import { saveFile } from './save-file.ts'
import { takeLock } from './take-lock.ts'

/**
 * Many files cannot be renamed at once, one folder can. So a new set of rules is written beside the old one, in
 * `.publish-....tmp`, and renamed to `.publishing`: from that moment on every reader takes it from there, whole. Then its
 * files are put in their places one by one, and `.publishing` goes. Whoever is killed on the way leaves old or new.
 */
const stagingName = /^\.publish(-|ed-).*\.tmp$/
const lockName = '.publishing.lock'
/** Many files are flushed under it, one by one: a slow disk may take longer than a single file does. */
const lockTimes = { waitMs: 10_000, staleMs: 30_000 }

/**
 * - `read-only`: nothing can be written there
 * - `unreadable`: what lies there cannot be read
 * - `busy`: somebody else is at work there, for too long
 */
export type RuleFolderErrorCode = 'read-only' | 'unreadable' | 'busy'

/** The rules folder cannot be published into; nothing was changed. */
export class RuleFolderError extends Error {
  override readonly name = 'RuleFolderError'
  readonly code: RuleFolderErrorCode

  constructor(code: RuleFolderErrorCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}

export type RulesInstalled =
  /** `finished` false: in force, but not all files are in their places; `finishInstallation` does the rest. */
  | { readonly kind: 'installed'; readonly finished: boolean }
  /** What lies there is not what the new rules rest on. */
  | { readonly kind: 'conflict'; readonly current: string }

/**
 * Puts a whole set of rules in the place of the one that lies in a folder, in one step for every reader. What is no
 * rule file stays as it is. @param base the revision that must lie there
 * @throws RuleFolderError
 */
export async function installRules(dir: string, folder: RuleFolder, base: string): Promise<RulesInstalled> {
  const root = await realpath(dir)
  return lockRules(root, async () => {
    await finishUnderLock(root)
    const current = revisionOf(await loadRuleFolder(root))
    if (current !== base) return { kind: 'conflict', current }
    await commitRules(root, await stageRules(root, folder))
    // In force from here on: what fails now must not be told as a failure.
    const finished = await finishUnderLock(root).then(
      () => true,
      () => false,
    )
    return { kind: 'installed', finished }
  })
}

/** Ends what a publisher that was killed has begun. Cheap where there is nothing to end. @throws RuleFolderError */
export async function finishInstallation(dir: string): Promise<void> {
  const root = await realpath(dir)
  if ((await listLeftovers(root)).length > 0) await lockRules(root, () => finishUnderLock(root))
}

/** Writes rules beside the ones in force and flushes them to disk; tells where. */
export async function stageRules(root: string, folder: RuleFolder): Promise<string> {
  const staged = join(root, `.publish-${revisionOf(folder)}-${randomUUID()}.tmp`)
  const folders = new Set([staged])
  await mkdir(staged)
  for (const [path, text] of folder) {
    const place = join(staged, path)
    await mkdir(dirname(place), { recursive: true })
    for (let parent = dirname(place); parent !== root; parent = dirname(parent)) folders.add(parent)
    const file = await open(place, 'wx', await readMode(join(root, path)))
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
  }
  for (const one of folders) await syncFolder(one)
  return staged
}

/** The one step: from now on these are the rules in the folder. */
export async function commitRules(root: string, staged: string): Promise<void> {
  await rename(staged, join(root, committedFolder))
  await syncFolder(root)
}

async function finishUnderLock(root: string): Promise<void> {
  const committed = join(root, committedFolder)
  if ((await stat(committed).catch(() => null)) !== null) {
    const paths = await listRuleFiles(committed)
    for (const path of paths) {
      const text = await readFile(join(committed, path), 'utf8')
      const place = join(root, path)
      if ((await readIfThere(place)) !== text) await saveFile(place, text, await readMode(place))
    }
    const gone = (await listRuleFiles(root)).filter((path) => !paths.includes(path))
    for (const path of gone) await rm(join(root, path), { force: true })
    for (const one of new Set([root, ...paths.map((path) => dirname(join(root, path)))]))
      await syncFolder(one)
    // Taken away as a whole: half of it must never be seen under its name.
    await rename(committed, join(root, `.published-${randomUUID()}.tmp`))
  }
  for (const name of await listLeftovers(root)) await rm(join(root, name), { recursive: true, force: true })
}

const listLeftovers = async (root: string): Promise<readonly string[]> =>
  (await readdir(root)).filter((name) => name === committedFolder || stagingName.test(name))

const readMode = async (path: string): Promise<number> =>
  ((await stat(path).catch(() => null))?.mode ?? 0o644) & 0o777

/** So that a rename outlives a power cut. Not every system lets a folder be flushed. */
async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r')
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
  } catch {
    // The files themselves are flushed; an older state of the folder is old or new as well.
  }
}

const unwritable: readonly unknown[] = ['EACCES', 'EPERM', 'EROFS']

async function lockRules<T>(root: string, work: () => Promise<T>): Promise<T> {
  try {
    const lock = await takeLock(join(root, lockName), lockTimes)
    if (lock === null) throw new RuleFolderError('busy', 'somebody else is publishing into the rules folder')
    try {
      return await work()
    } finally {
      await lock.release()
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && unwritable.includes(error.code))
      throw new RuleFolderError('read-only', `the rules folder \`${root}\` cannot be written`, error)
    throw error
  }
}
