import { describe, expect, it } from 'vitest'
import { checkRulePaths, layOver } from '../../../src/core/rules/lay-over.ts'
import { readShippedRules } from '../../shipped-rules.ts'

describe('draft files', () => {
  it('are laid over what is there: text as it is, objects written out, null takes away', () => {
    const folder = new Map([
      ['a.json', '1'],
      ['b.json', '2'],
      ['c.json', '3'],
    ])
    const draft = layOver(folder, { 'a.json': 'x', 'b.json': null, 'd.json': { on: true } })
    expect([...draft]).toEqual([
      ['a.json', 'x'],
      ['c.json', '3'],
      ['d.json', '{\n  "on": true\n}\n'],
    ])
    expect(folder.get('a.json')).toBe('1')
  })

  it('have the paths that rule files have', () => {
    expect(checkRulePaths(readShippedRules().keys())).toEqual([])
    expect(checkRulePaths(['knowledge/platforms/böse-1.json'])).toEqual([])
  })

  it.each([
    '../settings.json',
    '/etc/x.json',
    'a/../../b.json',
    './a.json',
    'a//b.json',
    '.publishing/a.json',
    'a/.b.json',
    'schema/rules.v1.json',
    'README.md',
    'a.json/',
    'C:\\a.json',
    'a\\b.json',
    'a\u{0}.json',
    'a\n.json',
    '',
    '.json',
    `${'a'.repeat(200)}.json`,
    'a /b.json',
    '..json',
  ])('are refused at `%s`', (path) => {
    expect(checkRulePaths([path])).toMatchObject([{ kind: 'file-path', file: path, severity: 'error' }])
  })
})
