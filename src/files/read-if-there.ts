import { readFile } from 'node:fs/promises'

/** The text of a file, or null where there is no such file. @throws the file system's own error otherwise */
export async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
