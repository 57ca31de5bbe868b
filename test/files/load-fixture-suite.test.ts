import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { loadFixtureSuite } from '../../src/files/load-fixture-suite.ts'
import { makeFixture } from '../matrix/small-suite.ts'

const names = { 'clients.json': { clients: {} }, 'passkeys.json': { passkeys: {} } }

/** Loads a folder of these files; a text is written as it stands. */
async function load(files: Readonly<Record<string, unknown>>) {
  const dir = await mkdtemp(join(tmpdir(), 'keywise-fixtures-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  for (const [path, content] of Object.entries({ ...names, ...files })) {
    await mkdir(dirname(join(dir, path)), { recursive: true })
    await writeFile(join(dir, path), typeof content === 'string' ? content : JSON.stringify(content))
  }
  return loadFixtureSuite(dir)
}

const path = 'platforms/linux/firefox.json'
const problemsOf = async (content: unknown) => (await load({ [path]: content })).problems

const group = {
  id: 'all',
  because: 'the reason of the group',
  clients: ['firefox-145'],
  cells: { 'no-passkey': 'fallback no-passkey' },
}
const table = {
  id: 'firefox',
  title: 'Firefox on Linux',
  source: 'this test',
  certainty: 'high',
  situations: { 'no-passkey': 'no-passkey' },
  groups: [group],
}

describe('a fixture file that is right', () => {
  it('gives its fixtures and tables', async () => {
    const { suite, problems } = await load({ [path]: { fixtures: [makeFixture({})], tables: [table] } })
    expect(problems).toEqual([])
    expect(suite.fixtures.map(({ fixture, file }) => [file, fixture.id])).toEqual([[path, 'one']])
    expect(suite.tables.map((located) => located.table.id)).toEqual(['firefox'])
    expect(suite.unreadable).toEqual([])
  })
})

describe('a fixture file with something wrong in it', () => {
  const cases: readonly (readonly [string, object, string])[] = [
    [
      'a misspelt signal',
      { signals: { webautn: true } },
      '/signals/webautn: unknown key `webautn`; did you mean `webauthn`?',
    ],
    [
      'a misspelt reason',
      { expect: { reason: 'no-conditonal' } },
      '/expect/reason: `no-conditonal` is not a valid reason; did you mean `no-conditional`?',
    ],
    [
      'a misspelt ability',
      { expect: { support: { hybridCleint: true } } },
      '/expect/support/hybridCleint: unknown key `hybridCleint`; did you mean `hybridClient`?',
    ],
    [
      'a misspelt truth value',
      { expect: { support: { hybridClient: 'flase' } } },
      '/expect/support/hybridClient: `flase` is not a valid hybridClient; did you mean `false`?',
    ],
    [
      'a truth value in quotes',
      { expect: { support: { hybridClient: 'true' } } },
      '/expect/support/hybridClient: `true` is not a valid hybridClient; write `true` without quotes',
    ],
    [
      'a misspelt word of an ability',
      { expect: { support: { passkeySync: 'sinced' } } },
      '/expect/support/passkeySync: `sinced` is not a valid passkeySync; did you mean `synced`?',
    ],
    [
      'a misspelt part of the platform',
      { expect: { platform: { osVersionAtLest: null } } },
      '/expect/platform/osVersionAtLest: unknown key `osVersionAtLest`; did you mean `osVersionAtLeast`?',
    ],
    [
      'a misspelt system',
      { expect: { platform: { os: 'linuks' } } },
      '/expect/platform/os: `linuks` is not a valid os; did you mean `linux`?',
    ],
    [
      'a version that is none',
      { expect: { platform: { osVersion: 'eleven' } } },
      '/expect/platform/osVersion: `eleven` is not a valid osVersion; write it like this: `18.6`, or `unknown`',
    ],
    ['a missing reason', { because: undefined }, ': `because` is missing; add `because`'],
  ]
  for (const [title, changes, problem] of cases) {
    it(`names file, place and the nearest word: ${title}`, async () => {
      const fixture = { ...makeFixture({}), ...changes }
      expect(await problemsOf({ fixtures: [fixture] })).toEqual([`${path}#/fixtures/0${problem}`])
    })
  }

  it('does so in tables as well', async () => {
    const wrong = {
      ...group,
      support: { webautn: true },
      cells: {
        'no-passkey': 'fallback',
        ghost: { expect: 'fallback no-passkey', also: { support: { hints: 'unknwon' } } },
        'No Passkey': 'fallback no-passkey',
      },
    }
    const at = `${path}#/tables/0/groups/0`
    expect((await problemsOf({ tables: [{ ...table, groups: [wrong] }] })).toSorted()).toEqual([
      `${at}/cells/No Passkey: \`No Passkey\` is not a valid name; use a to z, 0 to 9 and \`-\``,
      `${at}/cells/ghost/also/support/hints: \`unknwon\` is not a valid hints; did you mean \`unknown\`?`,
      `${at}/cells/no-passkey: \`fallback\` is not a valid no-passkey; write it like this: action and reason: \`passkey passkey-made-here\``,
      `${at}/support/webautn: unknown key \`webautn\`; did you mean \`webauthn\`?`,
    ])
  })

  it('tells all of it, up to a number, and leaves the file out', async () => {
    const wrong = (count: number) => ({
      fixtures: Array.from({ length: count }, (_, index) =>
        makeFixture({ id: `f-${index}`, ...{ expact: {} } }),
      ),
    })
    expect(await problemsOf(wrong(10))).toHaveLength(10)
    const { problems, suite } = await load({
      [path]: wrong(15),
      'platforms/linux/chrome.json': { fixtures: [makeFixture({ id: 'two' })] },
    })
    expect(problems).toHaveLength(11)
    expect(problems.at(-1)).toBe(`${path}: ... 5 more`)
    expect(suite.unreadable).toEqual([path])
    expect(suite.fixtures.map(({ fixture }) => fixture.id)).toEqual(['two'])
  })

  it('is told where it stops being JSON, and nothing else', async () => {
    expect(await problemsOf('{\n  "fixtures": [,]\n}')).toEqual([
      `${path}:2:16: found \`,\`; expected a value or \`]\``,
    ])
    expect(await problemsOf('')).toHaveLength(1)
  })

  it('loses no key that stands twice', async () => {
    const text = JSON.stringify({ tables: [table] })
    const twice = text.replace('"cells":{', '"cells":{"no-passkey":"passkey passkey-made-here",')
    const { problems, suite } = await load({ [path]: twice })
    expect(problems).toEqual([
      `${path}#/tables/0/groups/0/cells/no-passkey: \`no-passkey\` stands twice in one object, first in line 1; only the last one would count: remove or rename one`,
    ])
    expect(suite.tables).toEqual([])
  })
})

describe('a list of known gaps', () => {
  it('tells an id that stands in it twice', async () => {
    const gaps = [
      { id: 'one', why: 'not repaired yet' },
      { id: 'two', why: 'not repaired yet' },
      { id: 'one', why: 'another reason' },
    ]
    const { problems, suite } = await load({ 'known-gaps.json': { gaps } })
    expect(problems).toEqual(['known-gaps.json#/gaps/2/id: `one` stands in the list twice'])
    expect([...suite.knownGaps]).toEqual([
      ['one', 'not repaired yet'],
      ['two', 'not repaired yet'],
    ])
  })
})

describe('a file of names that cannot be used', () => {
  it('is told, and known to be', async () => {
    const { problems, suite } = await load({ 'recipes/linux.json': { recipes: [], reports: {} } })
    expect(problems).toEqual([
      'recipes/linux.json#/recipes: `[]` is a list, where recipes is an object; write an object, in braces: `{ "key": value }`',
    ])
    expect(suite.unreadable).toEqual(['recipes/linux.json'])
  })
})
