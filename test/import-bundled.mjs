import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { threadId } from 'node:worker_threads'
import { build, stop } from 'esbuild'

/** Where what is written finds its packages. Files are named by what they hold, so that none is ever out of date. */
const folder = new URL('../node_modules/.cache/keywise-threads/', import.meta.url)

/**
 * Runs a TypeScript file of `src/` with all it imports, in a thread: threads do not take over the loader of the tests, and
 * one that reads TypeScript file by file takes two seconds of CPU at each start. One file of all takes a quarter.
 */
export async function importBundled(source) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(source)],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    plugins: [{ name: 'own-addresses', setup: keepAddresses }],
  })
  // Nothing of it may outlive the thread, which is ended as soon as it has answered.
  await stop()
  const { contents, hash } = outputFiles[0]
  const file = new URL(`${hash.replace(/[^a-z0-9]/gi, '-')}.mjs`, folder)
  await mkdir(folder, { recursive: true })
  // Several threads may come here at once, and one must not read what another has half written.
  const draft = new URL(`${file.href}.${process.pid}-${threadId}`)
  await writeFile(draft, contents)
  await rename(draft, file)
  await import(file.href)
}

/** Files look for others beside themselves: each still says where it lies. */
const keepAddresses = (build) =>
  build.onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path }) => {
    const address = JSON.stringify(pathToFileURL(path).href)
    const text = await readFile(path, 'utf8')
    return { contents: text.replaceAll('import.meta.url', address), loader: 'ts' }
  })
