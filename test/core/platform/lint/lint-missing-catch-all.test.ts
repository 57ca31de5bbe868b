import { describe, expect, it } from 'vitest'
import { lintMissingCatchAll } from '../../../../src/core/platform/lint/lint-missing-catch-all.ts'
import { failure, placesOf } from './draft-of.ts'

const places = (last: Parameters<typeof failure>[0]) =>
  placesOf(lintMissingCatchAll, {
    failures: [failure({ id: 'first', errors: ['AbortError'] }), failure(last)],
  })

describe('the last row of the failure table', () => {
  it('holds always', () => {
    expect(places({})).toEqual([])
  })

  it.each([
    ['errors', { errors: 'none' as const }],
    ['operation', { operation: 'registration' as const }],
    ['route', { route: 'passkey' as const }],
    ['mode', { mode: 'modal' as const }],
    ['fromMs', { fromMs: 1 }],
    ['belowMs', { belowMs: 1 }],
    ['untimed', { untimed: true as const }],
    ['where', { where: { os: 'ios' as const } }],
  ])('does not ask for `%s`', (key, row) => {
    expect(places(row)).toEqual([`failures.json#/failures/1/${key}`])
  })

  it('is not looked for where there is no file', () => {
    expect(placesOf(lintMissingCatchAll, {})).toEqual([])
  })
})
