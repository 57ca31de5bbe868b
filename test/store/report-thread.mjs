import { importBundled } from '../import-bundled.mjs'

await importBundled(new URL('../../src/store/report-worker.ts', import.meta.url))
