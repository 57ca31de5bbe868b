import type { Mismatch } from './run-fixture.ts'

const show = (value: unknown): string => JSON.stringify(value) ?? 'nothing'

/** One difference in a line: `reason: expected "no-conditional", got "no-passkey"`. */
export const tellMismatch = ({ what, expected, actual }: Mismatch): string =>
  `${what}: expected ${show(expected)}, got ${show(actual)}`
