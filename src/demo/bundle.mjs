import { existsSync, readdirSync } from 'node:fs'
import { build } from 'esbuild'

/** The scripts of the pages: each page with a script of its own name. The SDK comes from the service, as for anybody. */
const pages = 'src/demo/pages'
const scripts = readdirSync(pages)
  .filter((file) => file.endsWith('.html'))
  .map((file) => `${pages}/${file.replace(/html$/, 'ts')}`)
  // The page that asks for the password again has none.
  .filter((script) => existsSync(script))

await build({
  entryPoints: scripts,
  outdir: 'dist/demo/pages',
  bundle: true,
  format: 'esm',
  target: 'es2022',
  external: ['/sdk/keywise.js'],
  logLevel: 'warning',
})
