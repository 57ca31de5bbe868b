import { randomUUID } from 'node:crypto'
import { mkdir, open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Writes a file so that a reader, or a crash, sees the old content or the new, never a part: a neighbour is written,
 * flushed to disk and renamed into place. A link is followed, and stays one; what is no file (`/dev/null`, a pipe) is
 * written to as it stands, for a rename would put a file in its place.
 */
export async function saveFile(path: string, text: string, mode = 0o644): Promise<void> {
  const target = await realpath(path).catch(() => path)
  const there = await stat(target).catch(() => null)
  if (there !== null && !there.isFile() && !there.isDirectory()) return writeFile(target, text)
  await mkdir(dirname(target), { recursive: true })
  const draft = `${target}.${randomUUID()}.tmp`
  try {
    const file = await open(draft, 'wx', mode)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, target)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}
