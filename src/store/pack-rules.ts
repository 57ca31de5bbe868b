import { promisify } from 'node:util'
import { brotliCompress, brotliDecompressSync, constants } from 'node:zlib'
import type { RuleFolder } from '../core/index.ts'
import { StoreError } from './store-error.ts'

const compress = promisify(brotliCompress)

/** A folder as one text: JSON of path to text, brotli, base64. A tenth of its size, in 10 ms beside the event loop. */
export async function packRules(folder: RuleFolder): Promise<string> {
  const text = JSON.stringify(Object.fromEntries(folder))
  const packed = await compress(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })
  return packed.toString('base64')
}

/** @throws StoreError where it is not what `packRules` made */
export function unpackRules(packed: string): RuleFolder {
  try {
    const files: unknown = JSON.parse(brotliDecompressSync(Buffer.from(packed, 'base64')).toString('utf8'))
    if (typeof files === 'object' && files !== null) {
      const entries = Object.entries(files).filter(
        (entry): entry is [string, string] => typeof entry[1] === 'string',
      )
      return new Map(entries)
    }
  } catch (cause) {
    throw new StoreError('unavailable', 'the files of a revision cannot be read', { cause })
  }
  throw new StoreError('unavailable', 'the files of a revision cannot be read')
}
