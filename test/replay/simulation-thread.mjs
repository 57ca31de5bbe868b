import { importBundled } from '../import-bundled.mjs'

await importBundled(new URL('../../src/replay/simulation-worker.ts', import.meta.url))
