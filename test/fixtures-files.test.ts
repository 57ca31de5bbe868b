import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import Format from 'typebox/format'
import Value from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { FailureFixturesFile } from '../src/contract/failure-files.ts'
import {
  Expectation,
  type Fixture,
  FixtureFile,
  type FixtureTable,
  KnownGapsFile,
  PasskeysFile,
  RecipesFile,
  SituationsFile,
} from '../src/contract/fixture-files.ts'
import {
  browserNames,
  deviceTypes,
  osNames,
  osVersionSources,
  passkeySyncWords,
  supportFeatures,
  thirdPartyProviderWords,
} from '../src/contract/words.ts'
import type { ClientPlatform } from '../src/core/index.ts'
import { findNamedSource, splitSources } from '../src/core/platform/lint/named-sources.ts'

const root = fileURLToPath(new URL('../fixtures/', import.meta.url))
const schemas = {
  fixtures: FixtureFile,
  recipes: RecipesFile,
  situations: SituationsFile,
  'known-gaps': KnownGapsFile,
  failures: FailureFixturesFile,
}
const schemaFileOf = (name: string) => join(root, 'schema', `${name}.v1.json`)
/** Names that fixtures use, what they are known to fail in, examples of rule files: of their own kind, no fixture files. */
const isNameFile = (path: string) =>
  ['clients.json', 'passkeys.json', 'known-gaps.json', 'failures.json'].includes(path) ||
  /^(recipes|situations|rule-files)\//.test(path)

const paths = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .map((path) => path.split(sep).join('/'))
  .filter((path) => path.endsWith('.json') && !path.startsWith('schema/') && !isNameFile(path))
  .sort()

const parsed = new Map<string, unknown>(
  paths.map((path) => [path, JSON.parse(readFileSync(join(root, path), 'utf8'))]),
)
const files = [...parsed].filter((entry): entry is [string, FixtureFile] =>
  Value.Check(FixtureFile, entry[1]),
)
const all = files.flatMap(([path, file]) => (file.fixtures ?? []).map((fixture) => ({ path, fixture })))
const platforms = all.filter(({ path }) => path.startsWith('platforms/'))

/** Ids of the fixtures that fail, so that a failure names them all at once. */
const failing = (
  among: readonly { path: string; fixture: Fixture }[],
  holds: (fixture: Fixture, path: string) => boolean,
) => among.filter(({ path, fixture }) => !holds(fixture, path)).map(({ fixture }) => fixture.id)

/** Every `source` of a file, wherever it stands, with its JSON pointer: of a fixture, a table, a group or a cell. */
const listSources = (value: unknown, at: string): readonly { at: string; source: string }[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([key, part]) =>
        key === 'source' && typeof part === 'string'
          ? [{ at, source: part }]
          : listSources(part, `${at}/${key}`),
      )

/** The cells of a table with what they inherit. */
const listCells = (table: FixtureTable) =>
  table.groups.flatMap((group) =>
    Object.entries(group.cells).map(([name, cell]) => {
      const own = typeof cell === 'string' ? {} : cell
      return {
        id: `${table.id}-${group.id}-${name}`,
        source: own.source ?? group.source ?? table.source,
        certainty: own.certainty ?? group.certainty ?? table.certainty,
      }
    }),
  )

const repository = new URL('../', import.meta.url)
const headingsOf = (text: string) =>
  [...text.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading.toLowerCase())

/** `rules/decisions.md: reach, evidence` names a file of this repository and headings in it. */
const isOwnPage = (part: string): boolean => {
  const [, path = '', sections] = /^([a-z][\w./-]*\.(?:md|json))(?:: (.+))?$/.exec(part) ?? []
  const file = new URL(path, repository)
  if (path === '' || path.includes('..') || !existsSync(file)) return false
  const headings = headingsOf(readFileSync(file, 'utf8'))
  return sections === undefined || sections.split(', ').every((section) => headings.includes(section))
}
/** An address, a page of ours that is there, or a named source; a colon may follow the name. */
const canBeLookedUp = (part: string): boolean =>
  /^https:\/\/[^\s/]+\.[^\s/]+/.test(part) ||
  findNamedSource(part.replace(/^([A-Z][a-z]+ source):/, '$1,')) !== undefined ||
  isOwnPage(part)

const includes = (words: readonly unknown[], word: unknown) => words.includes(word)
const text = (value: unknown) => typeof value === 'string'
const wordsOfPlatform: Readonly<Record<keyof ClientPlatform, (value: unknown) => boolean>> = {
  os: (value) => includes(osNames, value),
  osVersion: (value) => value === 'unknown' || (text(value) && /^\d+(\.\d+)*$/.test(String(value))),
  osVersionSource: (value) => includes(osVersionSources, value),
  osVersionAtLeast: (value) => value === null || (text(value) && /^\d+(\.\d+)*$/.test(String(value))),
  browser: (value) => includes(browserNames, value),
  browserMajor: (value) => value === 'unknown' || Number.isInteger(value),
  browserVersion: text,
  deviceType: (value) => includes(deviceTypes, value),
  webview: (value) => value === null || text(value),
  bot: (value) => typeof value === 'boolean',
  conflicts: (value) => Array.isArray(value) && value.every(text),
}
const tristate = [true, false, 'unknown']
const wordsOfSupport: Readonly<Record<string, readonly unknown[]>> = {
  ...Object.fromEntries(supportFeatures.map((feature) => [feature, tristate])),
  passkeySync: passkeySyncWords,
  thirdPartyProviders: thirdPartyProviderWords,
}

describe.each(Object.entries(schemas))('the schema of %s', (name, schema) => {
  const generated = `${JSON.stringify(
    { $schema: 'https://json-schema.org/draft/2020-12/schema', title: `Keywise ${name}`, ...schema },
    null,
    2,
  )}\n`
  if (process.env.UPDATE_SCHEMAS === '1') writeFileSync(schemaFileOf(name), generated)

  it('is what the contract says (UPDATE_SCHEMAS=1 rewrites it)', () => {
    const stored: unknown = JSON.parse(readFileSync(schemaFileOf(name), 'utf8'))
    expect(stored).toEqual(JSON.parse(generated))
  })
})

describe('an expectation', () => {
  it('may name all that a client is taken for, and nothing else', () => {
    expect(Object.keys(Expectation.properties.platform.properties).sort()).toEqual(
      Object.keys(wordsOfPlatform).sort(),
    )
  })

  it.each([
    { support: { hybridCleint: true } },
    { support: { hybridClient: 'yes' } },
    { support: { passkeySync: true } },
    { platform: { osversion: '11' } },
    { platform: { os: 'linuks' } },
    { platform: { browserMajor: '145' } },
  ])('is refused with %j', (expected) => {
    expect(Value.Check(Expectation, expected)).toBe(false)
  })
})

describe('a named passkey', () => {
  const [passkey] = Object.values(
    Value.Parse(
      PasskeysFile,
      JSON.parse(readFileSync(new URL('../fixtures/passkeys.json', import.meta.url), 'utf8')),
    ).passkeys,
  )

  it('may be any credential of a history', () => {
    expect(Value.Check(PasskeysFile, { passkeys: { one: passkey } })).toBe(true)
  })
  it.each([{ transprots: [] }, { transports: 'internal' }, { id: 'not base64url' }])(
    'is refused with %j',
    (fault) => {
      expect(Value.Check(PasskeysFile, { passkeys: { one: { ...passkey, ...fault } } })).toBe(false)
    },
  )
})

describe('every fixture file', () => {
  it.each(paths)('%s has the shape of the contract', (path) => {
    const problems = Value.Errors(FixtureFile, parsed.get(path)).map(
      (error) => `${path}#${error.instancePath} ${error.message}`,
    )
    expect(problems).toEqual([])
  })

  it('has a kebab-case path', () => {
    expect(
      paths.filter(
        (path) => !path.split('/').every((part) => /^[a-z0-9]+(-[a-z0-9]+)*(\.json)?$/.test(part)),
      ),
    ).toEqual([])
  })

  it('says where its schema lies, so that an editor completes it', () => {
    const wrong = files.filter(([path, file]) => {
      const schema = file.$schema && relative(root, join(root, dirname(path), file.$schema))
      return path.startsWith('platforms/')
        ? schema !== join('schema', 'fixtures.v1.json')
        : schema && !existsSync(join(root, schema))
    })
    expect(wrong.map(([path]) => path)).toEqual([])
    expect(existsSync(schemaFileOf('fixtures'))).toBe(true)
  })
})

describe('the fixtures of all files together', () => {
  it('have ids that are unique', () => {
    const ids = all.map(({ fixture }) => fixture.id)
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([])
  })

  it('expect something', () => {
    expect(failing(all, ({ expect: expected }) => Object.keys(expected).length > 0)).toEqual([])
  })
})

describe('a source', () => {
  it('can be looked up, wherever it stands', () => {
    const lost = files.flatMap(([path, file]) =>
      listSources(file, path).flatMap(({ at, source }) =>
        splitSources(source)
          .filter((part) => !canBeLookedUp(part))
          .map((part) => `${at}: ${part}`),
      ),
    )
    expect(lost).toEqual([])
  })

  it('of our own is never the ground for certainty', () => {
    const isPolicy = (source: string) => splitSources(source).every((part) => part.startsWith('rules/'))
    const sure = [
      ...all.map(({ fixture }) => fixture),
      ...files.flatMap(([, file]) => (file.tables ?? []).flatMap(listCells)),
    ].filter(({ source, certainty }) => certainty === 'high' && isPolicy(source))
    expect(sure.map(({ id }) => id)).toEqual([])
  })

  it.each([
    'decision model: reach',
    'rules/decisions.md: nowhere',
    'rules/no-such-page.md',
    '../rules/decisions.md',
    'http://example.com/page',
    'https://somewhere',
    'a page of a vendor',
  ])('is none of the kind of %j', (part) => {
    expect(canBeLookedUp(part)).toBe(false)
  })
})

describe('the platform fixtures', () => {
  it('are at least 260, at least 40 of them with an action', () => {
    expect(platforms.length).toBeGreaterThanOrEqual(260)
    expect(platforms.filter(({ fixture }) => fixture.expect.action).length).toBeGreaterThanOrEqual(40)
  })

  it('lie in a folder per operating system, which begins their kebab-case id', () => {
    const folderOf = (path: string) => path.split('/')[1] ?? ''
    expect(
      paths.filter((path) => path.startsWith('platforms/') && !includes(osNames, folderOf(path))),
    ).toEqual([])
    expect(failing(platforms, ({ id }, path) => id.startsWith(`${folderOf(path)}-`))).toEqual([])
    expect(failing(platforms, ({ id }) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([])
    const atHome = (fixture: Fixture, path: string) => {
      const os = fixture.expect.platform?.os
      return os === undefined || folderOf(path) === 'other' || os === folderOf(path)
    }
    expect(failing(platforms, atHome)).toEqual([])
  })

  it('carry their signals with them, and a reason in words', () => {
    expect(failing(platforms, (fixture) => fixture.signals !== undefined && !fixture.client)).toEqual([])
    expect(failing(platforms, (fixture) => fixture.because.length >= 20)).toEqual([])
  })

  it('use the words of the contract', () => {
    const known = ({ expect: { platform = {}, support = {}, knownIssues = [] } }: Fixture) =>
      Object.entries(platform).every(([key, value]) =>
        wordsOfPlatform[key as keyof ClientPlatform]?.(value),
      ) &&
      Object.entries(support).every(([key, value]) => wordsOfSupport[key]?.includes(value)) &&
      knownIssues.every((id) => /^KI-\d\d$/.test(id))
    expect(failing(platforms, known)).toEqual([])
  })

  it('never claim a version without its source, nor a source without a version', () => {
    const paired = ({ expect: { platform = {} } }: Fixture) =>
      platform.osVersion === undefined ||
      platform.osVersionSource === undefined ||
      (platform.osVersion === 'unknown') === (platform.osVersionSource === 'none')
    expect(failing(platforms, paired)).toEqual([])
  })

  it('do not contradict each other where the signals are equal', () => {
    const stated = new Map<string, { id: string; value: string }>()
    const contradictions: string[] = []
    for (const { fixture } of platforms) {
      for (const part of ['platform', 'support'] as const) {
        for (const [key, value] of Object.entries(fixture.expect[part] ?? {})) {
          const at = JSON.stringify([fixture.signals, part, key])
          const other = stated.get(at)
          if (other && other.value !== JSON.stringify(value))
            contradictions.push(`${other.id} / ${fixture.id}`)
          stated.set(at, { id: fixture.id, value: JSON.stringify(value) })
        }
      }
    }
    expect(contradictions).toEqual([])
  })

  it('cover every operating system of the contract', () => {
    const covered = new Set(platforms.map(({ fixture }) => fixture.expect.platform?.os))
    expect(osNames.filter((os) => !covered.has(os))).toEqual([])
  })
})

// `date-time` is checked, not ignored: an unknown format would let every text pass.
it('knows the formats that the schema names', () => {
  expect(Format.Test('date-time', 'yesterday')).toBe(false)
})
