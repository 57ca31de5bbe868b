import { readFile } from 'node:fs/promises'
import { ProblemError } from '../problem-error.ts'
import type { App } from '../services.ts'

/** Built from `src/browser/`. */
const built = new URL('../../../dist/browser/keywise.js', import.meta.url)
/** How long pages may go without asking for a newer one. */
const maxAgeSeconds = 300

/** `GET /sdk/keywise.js`: the browser SDK, for pages of any origin; it holds nothing secret. */
export function registerSdk(app: App): void {
  // Read once: it changes with the version, and so with the process.
  let script: Promise<string> | undefined
  app.get('/sdk/keywise.js', { schema: { hide: true } }, async (_request, reply) => {
    script ??= readFile(built, 'utf8')
    const text = await script.catch((cause: unknown) => {
      script = undefined
      throw new ProblemError(404, 'not-found', { detail: 'the SDK is not built: run `npm run build`', cause })
    })
    return reply
      .type('text/javascript; charset=utf-8')
      .header('access-control-allow-origin', '*')
      .header('cross-origin-resource-policy', 'cross-origin')
      .header('cache-control', `public, max-age=${maxAgeSeconds}`)
      .send(text)
  })
}
