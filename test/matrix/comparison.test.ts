import { describe, expect, it } from 'vitest'
import type { RuleFolder } from '../../src/core/index.ts'
import { buildComparison } from '../../src/matrix/build-comparison.ts'
import { indexStatements } from '../../src/matrix/index-statements.ts'
import { runSuite } from '../../src/matrix/run-suite.ts'
import {
  firefoxOnLinux,
  makeFixture,
  makeSuite,
  parseRules,
  plantError,
  shippedPolicy,
  shippedRules,
} from './small-suite.ts'

const suite = makeSuite(
  [
    makeFixture({ expect: { support: { hybridClient: false } } }),
    makeFixture({
      id: 'phone',
      signals: { ...firefoxOnLinux, clientCapabilities: { hybridTransport: false } },
      passkeys: ['icloud'],
      expect: { notReason: 'no-bluetooth' },
    }),
  ],
  {
    passkeys: {
      icloud: {
        id: 'icloud',
        aaguid: 'fbfc3007-154e-4ecc-8c0b-6e020557d7bd',
        transports: ['internal', 'hybrid'],
        backupEligible: true,
        backupState: true,
        madeOn: { os: 'ios', browser: 'safari', deviceId: 'iphone-1' },
      },
    },
  },
)

const runUnder = async (folder: RuleFolder) => {
  const policy = folder === shippedRules ? shippedPolicy : parseRules(folder)
  return { folder, policy, results: (await runSuite(suite, policy)).results }
}
const before = await runUnder(shippedRules)
const planted = plantError(shippedRules)
const after = await runUnder(planted)

describe('rules held against themselves', () => {
  it('change nothing', () => {
    expect(buildComparison(before, before)).toMatchObject({
      changedDecisions: 0,
      newlyFailing: [],
      newlyPassing: [],
      files: [],
      groups: [],
      causes: [],
      changes: [],
      total: 2,
    })
  })
})

describe('rules with an error planted in them', () => {
  const comparison = buildComparison(before, after)

  it('show what changes, and what fails from now on', () => {
    expect(comparison.newlyFailing).toContain('one')
    expect(comparison.changes[0]).toMatchObject({
      id: 'one',
      support: [{ feature: 'hybridClient', from: false, to: true }],
      status: { from: 'passing', to: 'failing' },
    })
    expect(comparison.groups).toEqual([
      { os: 'linux', browser: 'firefox', fixtures: 2, decisions: comparison.changedDecisions },
    ])
    expect(comparison.changedDecisions).toBe(1)
    expect(comparison.files).toEqual(['knowledge/platforms/linux.json'])
  })

  it('name the statement that differs as the one cause', () => {
    expect(comparison.causes).toEqual([
      { what: expect.stringContaining('linux.json#/statements/'), fixtures: 2 },
    ])
    expect(comparison.causes[0]?.what).toMatch(/hybridClient true; before: .*hybridClient false/)
  })

  it('pass again the other way round', () => {
    expect(buildComparison(after, before).newlyPassing).toContain('one')
  })
})

describe('a statement that has only moved', () => {
  it('is no cause', async () => {
    const path = 'knowledge/platforms/linux.json'
    const file = JSON.parse(planted.get(path) ?? '')
    // Holds for no client of the suite, and moves all the others down by one.
    const [first] = file.statements
    file.statements.unshift({ ...first, where: { browser: 'samsung', browserVersion: '<2' } })
    const moved = await runUnder(new Map([...planted, [path, JSON.stringify(file)]]))
    expect(buildComparison(after, moved).changes).toEqual([])
    expect(buildComparison(before, moved).causes).toHaveLength(1)
  })
})

describe('a statement in words', () => {
  it('says when it holds and what', () => {
    const read = indexStatements(
      new Map([
        [
          'knowledge/platforms/x.json',
          '{"where":{"os":"linux"},"statements":[{"where":{"browser":["chrome","edge"]},"values":{"hybridClient":true},"source":"a","certainty":"high"}]}',
        ],
        ['broken.json', '{'],
      ]),
    )
    expect(read('rules/knowledge/platforms/x.json#/statements/0')?.says).toBe(
      'os linux, browser chrome|edge: hybridClient true',
    )
    for (const ref of [
      'rules/knowledge/platforms/x.json#/statements/1',
      'rules/no.json#/a',
      'rules/broken.json#/a',
    ])
      expect(read(ref)).toBeNull()
  })
})
