import { describe, expect, it } from 'vitest'
import type { FixtureTable } from '../../src/contract/fixture-files.ts'
import { expandSuite } from '../../src/matrix/expand-suite.ts'
import { expandTable } from '../../src/matrix/expand-table.ts'
import { makeFixture, makeSuite } from './small-suite.ts'

const names = {
  clients: { 'firefox-145': { signals: { userAgent: 'Firefox' } } },
  recipes: {
    'chrome-windows': {
      title: 'Chrome {major} on Windows',
      parameters: ['major', 'version'],
      signals: {
        userAgent: 'Chrome/{major}.0.0.0',
        clientHints: { platform: 'Windows', platformVersion: '{version}' },
      },
    },
  },
  reports: {
    bluetooth: { title: 'Bluetooth there', signals: { bluetooth: true } },
    'no-bluetooth': { title: 'no Bluetooth', signals: { bluetooth: false } },
    capabilities: { title: 'capabilities', signals: { clientCapabilities: { hybridTransport: true } } },
    hinted: { title: 'hinted', signals: { clientHints: { mobile: false } } },
  },
  situations: {
    unidentified: { title: 'nobody is named' },
    'no-passkey': { title: 'no passkey', user: { id: 'u-1' }, passkeys: [] },
  },
  unreadable: [],
}

type Group = FixtureTable['groups'][number]

const expand = (
  group: Partial<Group>,
  situations: FixtureTable['situations'] = columns,
  unreadable: readonly string[] = [],
) =>
  expandTable(
    {
      file: 'platforms/windows/passkeys.json',
      table: {
        id: 'chrome',
        title: 'Chrome on Windows',
        source: 'the source of the table',
        certainty: 'high',
        situations,
        groups: [
          {
            id: 'all',
            because: 'the reason of the group',
            clients: ['chrome-windows(148, 15.0.0) bluetooth'],
            cells: { unidentified: 'passkey conditional-before-identifier' },
            ...group,
          },
        ],
      },
    },
    { ...names, unreadable },
  )

const columns = { unidentified: 'unidentified', 'no-passkey': 'no-passkey' } as const

describe('a table', () => {
  it('is a fixture for each client of a group and each cell, named by all of them', () => {
    const { fixtures, problems } = expand({
      clients: ['chrome-windows(148, 15.0.0) bluetooth', 'firefox-145'],
      cells: { unidentified: 'passkey conditional-before-identifier', 'no-passkey': 'fallback no-passkey' },
    })
    expect(problems).toEqual([])
    expect(fixtures.map(({ fixture }) => fixture.id)).toEqual([
      'windows-chrome-all-chrome-windows-148-15-0-0-bluetooth-unidentified',
      'windows-chrome-all-chrome-windows-148-15-0-0-bluetooth-no-passkey',
      'windows-chrome-all-firefox-145-unidentified',
      'windows-chrome-all-firefox-145-no-passkey',
    ])
    expect(fixtures[1]?.fixture).toMatchObject({
      title: 'Chrome 148 on Windows, Bluetooth there: no passkey',
      because: 'the reason of the group',
      source: 'the source of the table',
      certainty: 'high',
      situation: 'no-passkey',
      user: { id: 'u-1' },
      signals: {
        userAgent: 'Chrome/148.0.0.0',
        clientHints: { platform: 'Windows', platformVersion: '15.0.0' },
        bluetooth: true,
      },
      expect: { action: 'fallback', reason: 'no-passkey' },
    })
  })

  it('lays reports over each other, the later over the earlier, hints and capabilities key by key', () => {
    const { fixtures } = expand({
      clients: ['chrome-windows(148, 15.0.0) bluetooth no-bluetooth capabilities hinted'],
    })
    expect(fixtures[0]?.fixture.signals).toEqual({
      userAgent: 'Chrome/148.0.0.0',
      clientHints: { platform: 'Windows', platformVersion: '15.0.0', mobile: false },
      clientCapabilities: { hybridTransport: true },
      bluetooth: false,
    })
  })

  it('lets a cell speak for itself, and asserts what holds for the group on each fixture', () => {
    const { fixtures } = expand({
      platform: { os: 'windows' },
      support: { hybridClient: true },
      reach: { bitwarden: 'conditional' },
      knownIssues: ['KI-01'],
      cells: {
        unidentified: {
          expect: 'fallback no-conditional',
          because: 'this one is special',
          source: 'its own source',
          certainty: 'low',
          also: { passive: 'button' },
        },
      },
    })
    expect(fixtures[0]?.fixture).toMatchObject({
      because: 'this one is special',
      source: 'its own source',
      certainty: 'low',
      expect: {
        platform: { os: 'windows' },
        support: { hybridClient: true },
        reach: { bitwarden: 'conditional' },
        knownIssues: ['KI-01'],
        action: 'fallback',
        reason: 'no-conditional',
        passive: 'button',
      },
    })
  })
})

describe('a table that names what is not there', () => {
  const one = (problem: string) => [`platforms/windows/passkeys.json: table \`chrome\`, ${problem}`]
  const cases: readonly (readonly [string, Partial<Group>, string])[] = [
    [
      'an unknown situation',
      { cells: { 'no-paskey': 'fallback no-passkey' } },
      'group `all`: `no-paskey` is no situation of this table; did you mean `no-passkey`?',
    ],
    [
      'an unknown recipe',
      { clients: ['chrome-window(148, 15.0.0)'] },
      'group `all`: unknown client `chrome-window`; did you mean `chrome-windows`?',
    ],
    [
      'an unknown client',
      { clients: ['firefox-154'] },
      'group `all`: unknown client `firefox-154`; did you mean `firefox-145`?',
    ],
    [
      'an unknown report',
      { clients: ['chrome-windows(148, 15.0.0) bluetoth'] },
      'group `all`: unknown report `bluetoth`; did you mean `bluetooth`?',
    ],
    [
      'too few parameters',
      { clients: ['chrome-windows(148)'] },
      'group `all`: `chrome-windows(148)` needs 2 parameters: (major, version)',
    ],
    [
      'too many parameters',
      { clients: ['chrome-windows(1, 2, 3)'] },
      'group `all`: `chrome-windows(1, 2, 3)` needs 2 parameters: (major, version)',
    ],
    [
      'no parameters at all',
      { clients: ['chrome-windows'] },
      'group `all`: `chrome-windows` needs 2 parameters: (major, version)',
    ],
    [
      'an unknown action',
      { cells: { unidentified: 'paskey conditional-before-identifier' } },
      'group `all`, `unidentified`: unknown action `paskey`; did you mean `passkey`?',
    ],
    [
      'an unknown reason',
      { cells: { unidentified: 'passkey conditional-before-identifer' } },
      'group `all`, `unidentified`: unknown reason `conditional-before-identifer`; did you mean `conditional-before-identifier`?',
    ],
  ]
  it.each([
    ['a client', { clients: ['constructor'] }],
    ['a recipe', { clients: ['constructor()'] }],
    ['a report', { clients: ['firefox-145 constructor'] }],
    ['a situation', { cells: { constructor: 'fallback no-passkey' } }],
  ])('takes no name that every object has: %s', (_what, group) => {
    const { problems, fixtures } = expand(group)
    expect(problems).toEqual([expect.stringContaining('`constructor`')])
    expect(fixtures).toEqual([])
  })

  for (const [title, group, problem] of cases) {
    it(`tells the nearest word: ${title}`, () => {
      expect(expand(group).problems).toEqual(one(problem))
    })
  }

  it('knows a situation only as a column of its own table', () => {
    const { problems, fixtures } = expand(
      { cells: { 'no-passkey': 'fallback no-passkey' } },
      { unidentified: 'unidentified' },
    )
    expect(problems).toEqual(one('situations: `no-passkey` is missing, and cells name it'))
    expect(fixtures).toEqual([])
  })

  const twoClients = ['chrome-windows(148, 15.0.0)', 'firefox-145']

  it('is told of a wrong column once, where it stands, and goes on with the others', () => {
    const { problems, fixtures } = expand(
      {
        clients: twoClients,
        cells: { 'no-paskey': 'fallback no-passkey', unidentified: 'passkey conditional-before-identifier' },
      },
      { 'no-paskey': 'no-passkey', unidentified: 'unidentified' },
    )
    expect(problems).toEqual(one('situations: unknown situation `no-paskey`; did you mean `no-passkey`?'))
    expect(fixtures).toHaveLength(2)
    const right = expand({ cells: { 'no-passkey': 'fallback no-passkey' } }, { 'no-paskey': 'no-passkey' })
    expect(right.problems).toEqual(problems)
  })

  it('is told of a wrong cell once, however many clients there are', () => {
    const { problems } = expand({ clients: twoClients, cells: { unidentified: 'passkey no-reason-at-all' } })
    expect(problems).toHaveLength(1)
    const reports = expand({ clients: twoClients.map((client) => `${client} bluetoth`) })
    expect(reports.problems).toEqual(one('group `all`: unknown report `bluetoth`; did you mean `bluetooth`?'))
  })

  it('is not told of names that may stand in a file that cannot be used', () => {
    const group = {
      clients: ['chrome-linux(148)', 'firefox-145'],
      cells: { 'not-here': 'fallback no-passkey' },
    }
    const columnsOf = { 'not-here': 'no-passkey' } as const
    expect(expand(group, columnsOf, ['recipes/linux.json', 'situations/linux.json']).problems).toEqual([])
    expect(expand(group, columnsOf, ['platforms/linux/chrome.json']).problems).toHaveLength(2)
    const wrongCount = { clients: ['chrome-windows(148)'] }
    expect(expand(wrongCount, columns, ['recipes/linux.json']).problems).toHaveLength(1)
  })
})

describe('a suite', () => {
  it('tells an id that stands twice, and runs the first', () => {
    const { fixtures, problems } = expandSuite(
      makeSuite([makeFixture({}), makeFixture({ title: 'another' })]),
    )
    expect(problems).toEqual(['platforms/linux/firefox.json: there is another fixture `one`'])
    expect(fixtures.map(({ fixture }) => fixture.title)).toEqual(['Firefox on Linux'])
  })

  it('takes no name that every object has, nor a fixture that expects nothing', () => {
    const { problems, fixtures } = expandSuite(
      makeSuite([
        makeFixture({ id: 'a', client: 'constructor' }),
        makeFixture({ id: 'b', passkeys: ['constructor'] }),
        makeFixture({ id: 'c', expect: {} }),
      ]),
    )
    expect(problems).toEqual([
      'platforms/linux/firefox.json: fixture `a` names the unknown client `constructor`',
      'platforms/linux/firefox.json: fixture `b` names the unknown passkey `constructor`',
      'platforms/linux/firefox.json: fixture `c` expects nothing',
    ])
    expect(fixtures).toEqual([])
  })

  it('tells a known gap that no fixture has', () => {
    const { problems } = expandSuite(
      makeSuite([makeFixture({})], { knownGaps: new Map([['two', 'not repaired yet']]) }),
    )
    expect(problems).toEqual(['known-gaps.json: there is no fixture `two`'])
  })

  it('says nothing of gaps and names that may stand in a file that cannot be used', () => {
    const knownGaps = new Map([['two', 'not repaired yet']])
    const fixtures = [
      makeFixture({ id: 'a', client: 'nobody' }),
      makeFixture({ id: 'b', passkeys: ['nothing'] }),
    ]
    const problemsWith = (unreadable: readonly string[]) =>
      expandSuite(makeSuite(fixtures, { knownGaps, unreadable })).problems
    expect(problemsWith([])).toHaveLength(3)
    expect(problemsWith(['platforms/linux/chrome.json'])).toHaveLength(2)
    expect(problemsWith(['clients.json'])).toEqual([expect.stringContaining('unknown passkey `nothing`')])
    expect(problemsWith(['clients.json', 'passkeys.json'])).toEqual([])
  })

  it('tells a wrong column once, however many groups a table has', () => {
    const group = {
      id: 'a',
      because: 'one of two groups',
      clients: ['one'],
      cells: { unidentfied: 'fallback bot' },
    }
    const table: FixtureTable = {
      id: 'two-groups',
      title: 'a table of two groups',
      source: 'this test',
      certainty: 'high',
      situations: { unidentfied: 'unidentified' },
      groups: [group, { ...group, id: 'b' }],
    }
    const { problems } = expandSuite(
      makeSuite([], {
        clients: { one: { signals: {} } },
        situations: { unidentified: { title: 'nobody is named' } },
        tables: [{ table, file: 'platforms/linux/firefox.json' }],
      }),
    )
    expect(problems).toEqual([
      'platforms/linux/firefox.json: table `two-groups`, situations: unknown situation `unidentfied`; did you mean `unidentified`?',
    ])
  })
})
