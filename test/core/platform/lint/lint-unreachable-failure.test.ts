import { describe, expect, it } from 'vitest'
import { lintUnreachableFailure } from '../../../../src/core/platform/lint/lint-unreachable-failure.ts'
import { draftOf, failure, placesOf } from './draft-of.ts'

const errors = ['NotAllowedError']
const places = (...failures: Parameters<typeof failure>[0][]) =>
  placesOf(lintUnreachableFailure, {
    failures: failures.map((row, index) => failure({ id: `row-${index}`, ...row })),
  })

describe('a row of the failure table', () => {
  it.each([
    ['the same row', { errors }, { errors }],
    ['one about all errors', {}, { errors }],
    ['one about more errors', { errors: [...errors, 'AbortError'] }, { errors }],
    ['one about both ceremonies', { errors }, { errors, operation: 'registration' as const }],
    ['one about more routes', { route: ['passkey' as const, 'other' as const] }, { route: 'other' as const }],
    ['a longer time', { fromMs: 1_000 }, { fromMs: 1_000, belowMs: 2_000 }],
    ['any time, told or not', {}, { untimed: true as const }],
    ['all clients', { errors }, { errors, where: { os: 'windows' as const } }],
    [
      'one system more',
      { where: [{ os: 'ios' as const }, { os: 'windows' as const }] },
      { where: { os: 'windows' as const } },
    ],
    [
      'the browser it counts as',
      { where: { browser: 'chrome' as const } },
      { where: { browser: 'edge' as const, os: 'windows' as const } },
    ],
  ])('is not below %s', (_, wide, narrow) => {
    expect(places(wide, narrow)).toEqual(['failures.json#/failures/1'])
  })

  it.each([
    ['an exception of it', { errors }, {}],
    ['a row about other errors', { errors }, { errors: ['AbortError'] }],
    ['a row without an error', { errors: 'none' as const }, { errors }],
    [
      'one about another ceremony',
      { operation: 'authentication' as const },
      { operation: 'registration' as const },
    ],
    ['one about another mode', { mode: 'immediate' as const }, { mode: 'modal' as const }],
    ['a shorter time', { belowMs: 1_000 }, { belowMs: 1_001 }],
    ['a time, where none need be told', { fromMs: 1 }, { untimed: true as const }],
    ['another system', { where: { os: 'ios' as const } }, { where: { os: 'windows' as const } }],
    [
      'a newer version',
      { where: { os: 'ios' as const, osVersion: '<17' } },
      { where: { os: 'ios' as const } },
    ],
  ])('may be below %s', (_, upper, lower) => {
    expect(places(upper, lower)).toEqual([])
  })

  it('is looked at alone where the file cannot be read', () => {
    expect(lintUnreachableFailure.find(draftOf({}))).toEqual([])
  })
})
