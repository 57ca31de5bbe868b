import { importBundled } from '../import-bundled.mjs'

await importBundled(new URL('../../src/store/coverage-worker.ts', import.meta.url))
