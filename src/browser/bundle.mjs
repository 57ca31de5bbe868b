import { readFile } from 'node:fs/promises'
import { build } from 'esbuild'

/**
 * The SDK as files for a `<script type="module">`: all of it, and the part without ceremonies.
 * What @simplewebauthn/browser does stays as it is; left out is what it says to developers: on the console, in the
 * messages of its errors, by wrapping those of the browser, by taking calls as older versions wanted them, and by looking
 * for a field, which the SDK does itself; and the handles of its own tests. The SDK reads the names of errors only, and those stay.
 */
const library = /@simplewebauthn[\\/]browser[\\/]esm[\\/]\w+[\\/]\w+\.js$/
const left = { explainers: 0, checks: 0, stubs: 0, messages: 0 }

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
      const contents = code
        .replace(/if \(!options\.optionsJSON [\s\S]*?\n {4}\}\n|const eligible[\s\S]*?\n {8}\}\n/g, () => {
          left.checks++
          return ''
        })
        .replace(/\b_\w+Internals\.stubThis\b/g, () => {
          left.stubs++
          return ''
        })
        .replace(/\bError\('[^'\n]*(?:"[^'\n]*)?'\)/g, () => {
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
  // Named by a header of the server: a comment would be bytes for every visitor.
  sourcemap: 'external',
  format: 'esm',
  target: 'es2021',
  drop: ['console'],
  // Names between our own modules, and to the library; none of them reaches a page, a server or the browser.
  mangleProps:
    /^(fetchOptions|passiveHere|runModal|runAlone|isLeft|disarm|mayKeep|adopt|operation|mode|say|fail|post|clear|remember|core|run|arm|optionsJSON|useBrowserAutofill|verifyBrowserAutofillInput|useAutoRegister|createNewAbortSignal|cancelCeremony)$/,
  plugins: [leaveOutExplanations],
  logLevel: 'warning',
})
// Another version of the library says other things.
if (left.explainers !== 2 || left.checks !== 3 || left.stubs !== 6 || left.messages < 8)
  throw new Error(`not the @simplewebauthn/browser that this knows: ${JSON.stringify(left)}`)
