import { describe, expect, it } from 'vitest'
import { lintForeignSystem } from '../../../../src/core/platform/lint/lint-foreign-system.ts'
import { placesOf, statement } from './draft-of.ts'

describe('a statement in the file of another system', () => {
  const inLinux = (os: 'windows' | 'linux') =>
    placesOf(lintForeignSystem, { platforms: [{ where: { os: 'linux' }, statements: [statement({ os })] }] })

  it('can never hold', () => {
    expect(inLinux('windows')).toEqual(['platforms/0.json#/statements/0/where/os'])
  })

  it('is fine where the system is the same', () => {
    expect(inLinux('linux')).toEqual([])
    const apis = {
      where: { os: ['linux' as const, 'macos' as const] },
      statements: [statement({ os: 'macos' })],
    }
    expect(placesOf(lintForeignSystem, { platforms: [apis] })).toEqual([])
  })
})
