import { defineConfig } from 'vitest/config'

/** `--mode torture`: `npm run torture`, the long versions of attacks and properties. */
export default defineConfig(({ mode }) => ({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: mode === 'torture' ? 3_600_000 : 60_000,
    reporters: ['default'],
    env: { KEYWISE_TORTURE: mode === 'torture' ? '1' : '' },
  },
}))
