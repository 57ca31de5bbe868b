import { readFile } from 'node:fs/promises'
import { ProblemError } from '../problem-error.ts'
import type { App } from '../services.ts'

/** Built from `src/browser/`. */
const built = new URL('../../../dist/browser/', import.meta.url)
/** The SDK, its part without ceremonies, and what debuggers ask for; nothing else of the folder. */
const types: Readonly<Record<string, string>> = {
  'keywise.js': 'text/javascript; charset=utf-8',
  'keywise-core.js': 'text/javascript; charset=utf-8',
  'keywise.js.map': 'application/json; charset=utf-8',
  'keywise-core.js.map': 'application/json; charset=utf-8',
}
/** How long pages may go without asking for a newer one. */
const maxAgeSeconds = 300

/** `GET /sdk/keywise.js`, `GET /sdk/keywise-core.js`: the browser SDK, for pages of any origin; it holds nothing secret. */
export function registerSdk(app: App): void {
  // Read once: they change with the version, and so with the process.
  const texts = new Map<string, Promise<string>>()
  for (const [file, type] of Object.entries(types))
    app.get(`/sdk/${file}`, { schema: { hide: true } }, async (_request, reply) => {
      const reading = texts.get(file) ?? readFile(new URL(file, built), 'utf8')
      texts.set(file, reading)
      const text = await reading.catch((cause: unknown) => {
        texts.delete(file)
        throw new ProblemError(404, 'not-found', {
          detail: 'the SDK is not built: run `npm run build`',
          cause,
        })
      })
      // https://tc39.es/ecma426/#sec-linking-generated-code: what a comment in the file would say otherwise.
      if (file.endsWith('.js')) reply.header('sourcemap', `${file}.map`)
      return reply
        .type(type)
        .header('access-control-allow-origin', '*')
        .header('cross-origin-resource-policy', 'cross-origin')
        .header('cache-control', `public, max-age=${maxAgeSeconds}`)
        .send(text)
    })
}
