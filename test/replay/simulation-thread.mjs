import { register } from 'tsx/esm/api'

// Threads do not take over the loader of the tests.
register()
await import('../../src/replay/simulation-worker.ts')
