import { build } from 'esbuild'

/**
 * The SDK as files for a `<script type="module">`: all of it, and the part without ceremonies.
 * Of @simplewebauthn/browser stays what it does; left out is what it says to developers on the console and in the
 * messages of its errors: the SDK reads only the names of errors, which are those of the browser.
 */
const explainers = /[\\/]identify(Authentication|Registration)Error\.js$/
let replaced = 0

const leaveOutExplainers = {
  name: 'leave-out-explainers',
  setup({ onLoad }) {
    onLoad({ filter: explainers }, ({ path }) => {
      replaced++
      const name = /identify\w+/.exec(path)?.[0]
      return { contents: `export const ${name} = ({ error }) => error` }
    })
  },
}

await build({
  entryPoints: {
    keywise: 'src/browser/create-keywise.ts',
    'keywise-core': 'src/browser/create-keywise-core.ts',
  },
  outdir: 'dist/browser',
  bundle: true,
  minify: true,
  sourcemap: true,
  format: 'esm',
  target: 'es2020',
  drop: ['console'],
  plugins: [leaveOutExplainers],
  logLevel: 'warning',
})
if (replaced !== 2) throw new Error(`${replaced} files of @simplewebauthn/browser explain errors, not 2`)
