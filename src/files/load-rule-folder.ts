import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { RuleFolder } from '../core/index.ts'

/** Held back from the policy: schemas are made for editors, they are not rules. */
const schemaFolder = 'schema'
const attempts = 5

/** While this is there, the rules of a folder are the ones in it: `install-rules.ts` says why. */
export const committedFolder = '.publishing'

/** Where the rules of a folder lie, links followed. */
async function findRoot(dir: string): Promise<string> {
  const root = await realpath(dir)
  const committed = join(root, committedFolder)
  const isThere = (await stat(committed).catch(() => null))?.isDirectory() === true
  return isThere ? committed : root
}

/** The rule files below a folder: paths with `/`, sorted. */
export async function listRuleFiles(root: string, folder = ''): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true })
  const lists = await Promise.all(
    entries.map(async (entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      // Dot entries are a volume's own machinery (`..data` of a mounted ConfigMap) or an editor's swap files.
      if (entry.name.startsWith('.') || path === schemaFolder) return []
      const kind = entry.isSymbolicLink() ? await stat(join(root, path)) : entry
      if (kind.isDirectory()) return listRuleFiles(root, path)
      return kind.isFile() && path.endsWith('.json') ? [path] : []
    }),
  )
  return lists.flat().sort()
}

/**
 * What a rule folder looks like from outside, without reading a file: paths, inodes, sizes and times. It changes
 * whenever a file does, also behind a symbolic link that is pointed elsewhere.
 */
export async function readFingerprint(dir: string): Promise<string> {
  const root = await findRoot(dir)
  const paths = await listRuleFiles(root)
  const lines = await Promise.all(
    paths.map(async (path) => {
      const { ino, size, mtimeNs, ctimeNs } = await stat(join(root, path), { bigint: true })
      return `${path} ${ino} ${size} ${mtimeNs} ${ctimeNs}`
    }),
  )
  return [root, ...lines].join('\n')
}

async function readOnce(dir: string): Promise<RuleFolder> {
  const root = await findRoot(dir)
  const paths = await listRuleFiles(root)
  const texts = await Promise.all(paths.map((path) => readFile(join(root, path), 'utf8')))
  return new Map(paths.map((path, index) => [path, texts[index] ?? '']))
}

/** The folder changed each time it was looked at. What was read is not to be trusted; ask again when it rests. */
export class UnsettledFolderError extends Error {
  constructor(dir: string) {
    super(`\`${dir}\` keeps changing while it is read`)
    this.name = 'UnsettledFolderError'
  }
}

/**
 * Reads every `*.json` of a rule folder except `schema/`: path (with `/`) to text, sorted by path. The folder is read
 * again while it changes under the reader, so that old and new files are never mixed.
 *
 * @throws UnsettledFolderError when the folder keeps changing, the file system's own error when it cannot be read
 */
export async function loadRuleFolder(dir: string): Promise<RuleFolder> {
  let reason: unknown
  for (let attempt = 0; attempt < attempts; attempt++) {
    try {
      const before = await readFingerprint(dir)
      const folder = await readOnce(dir)
      if ((await readFingerprint(dir)) === before) return folder
      reason = new UnsettledFolderError(dir)
    } catch (error) {
      // A file that vanished between listing and reading: the next attempt sees what took its place.
      reason = error
    }
    await new Promise((resolve) => setTimeout(resolve, 5 * (attempt + 1)))
  }
  throw reason
}
