import { fileURLToPath } from 'node:url'

/** The fixtures that ship with the package, seen from here, built or not. */
export const shippedFixtures = fileURLToPath(new URL('../../fixtures', import.meta.url))
