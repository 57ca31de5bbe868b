import { hash } from 'node:crypto'
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { threadId } from 'node:worker_threads'

/** Where what is written finds its packages. Bundles are named by what they hold; a record beside them tells when what went in was last changed. */
const folder = new URL('../node_modules/.cache/keywise-threads/', import.meta.url)

/**
 * Runs a TypeScript file of `src/` with all it imports, in a thread: threads do not take over the loader of the tests, and
 * one that reads TypeScript file by file takes two seconds of CPU at each start. One file of all takes a quarter, and one
 * that an earlier thread has made of the same files next to nothing.
 */
export async function importBundled(source) {
  const path = fileURLToPath(source)
  await import((await findBundle(path)) ?? (await bundle(path)))
}

/** Tells what was made of a file: where it lies, and when each file that went into it was last changed. */
const recordOf = (path) => new URL(`${hash('sha256', path, 'hex').slice(0, 16)}.json`, folder)

async function findBundle(path) {
  const text = await readFile(recordOf(path), 'utf8').catch(() => null)
  if (text === null) return null
  const { file, changed } = JSON.parse(text)
  if ((await readTime(new URL(file)).catch(() => null)) === null) return null
  const same = changed.map(async ([path, time]) => (await readTime(path).catch(() => null)) === time)
  return (await Promise.all(same)).every(Boolean) ? file : null
}

const readTime = async (path) => (await stat(path)).mtimeMs

async function bundle(path) {
  const { build, stop } = await import('esbuild')
  const self = fileURLToPath(import.meta.url)
  const changed = [[self, await readTime(self)]]
  const { outputFiles } = await build({
    entryPoints: [path],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    plugins: [{ name: 'own-addresses', setup: (build) => keepAddresses(build, changed) }],
  })
  // Nothing of it may outlive the thread, which is ended as soon as it has answered.
  await stop()
  const [{ contents, hash: name }] = outputFiles
  const file = new URL(`${name.replace(/[^a-z0-9]/gi, '-')}.mjs`, folder)
  await mkdir(folder, { recursive: true })
  await save(file, contents)
  await save(recordOf(path), JSON.stringify({ file: file.href, changed }))
  return file.href
}

/** Several threads may come here at once, and one must not read what another has half written. */
async function save(file, contents) {
  const draft = new URL(`${file.href}.${process.pid}-${threadId}`)
  await writeFile(draft, contents)
  await rename(draft, file)
}

/** Files look for others beside themselves: each still says where it lies. Notes what is read, and how old it is. */
const keepAddresses = (build, changed) =>
  build.onLoad({ filter: /.*/ }, async ({ path }) => {
    changed.push([path, await readTime(path)])
    if (!/\/src\/.*\.ts$/.test(path)) return undefined
    const address = JSON.stringify(pathToFileURL(path).href)
    const text = await readFile(path, 'utf8')
    return { contents: text.replaceAll('import.meta.url', address), loader: 'ts' }
  })
