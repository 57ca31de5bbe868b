import { readFile } from 'node:fs/promises'
import { build } from 'esbuild'

/**
 * The SDK as files for a `<script type="module">`: all of it, and the part without ceremonies.
 * What @simplewebauthn/browser does stays as it is; left out is what it says to developers: on the console, in the
 * messages of its errors, and by wrapping those of the browser. The SDK reads the names of errors only, and those stay.
 */
const library = /@simplewebauthn[\\/]browser[\\/]esm[\\/]\w+[\\/]\w+\.js$/
const left = { explainers: 0, messages: 0 }

const leaveOutExplanations = {
  name: 'leave-out-explanations',
  setup({ onLoad }) {
    onLoad({ filter: library }, async ({ path }) => {
      const explainer = /identify(Authentication|Registration)Error/.exec(path)?.[0]
      if (explainer) {
        left.explainers++
        return { contents: `export const ${explainer} = ({ error }) => error` }
      }
      const code = await readFile(path, 'utf8')
      const contents = code.replace(/\bError\('[^'\n]*(?:"[^'\n]*)?'\)/g, () => {
        left.messages++
        return 'Error()'
      })
      return { contents }
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
  target: 'es2021',
  drop: ['console'],
  // Names between our own modules; none of them reaches a page, a server or the browser.
  mangleProps:
    /^(fetchOptions|passiveHere|runModal|isLeft|disarm|hold|resume|adopt|operation|mode|say|fail|post|clear|remember|core|arm)$/,
  plugins: [leaveOutExplanations],
  logLevel: 'warning',
})
// Another version of the library says other things.
if (left.explainers !== 2 || left.messages < 8)
  throw new Error(`not the @simplewebauthn/browser that this knows: ${JSON.stringify(left)}`)
