import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import {
  ClientsFile,
  type Fixture,
  FixtureFile,
  type FixtureTable,
  KnownGapsFile,
  PasskeysFile,
  RecipesFile,
  SituationsFile,
} from '../contract/fixture-files.ts'
import { readFixtureFile } from './read-fixture-file.ts'

const validators = {
  clients: Compile(ClientsFile),
  passkeys: Compile(PasskeysFile),
  recipes: Compile(RecipesFile),
  situations: Compile(SituationsFile),
  gaps: Compile(KnownGapsFile),
  fixtures: Compile(FixtureFile),
}

/** What lies in a fixtures folder: names, and every fixture and table with the file it stands in. */
export interface FixtureSuite {
  readonly clients: ClientsFile['clients']
  readonly passkeys: PasskeysFile['passkeys']
  readonly recipes: RecipesFile['recipes']
  readonly reports: RecipesFile['reports']
  readonly situations: SituationsFile['situations']
  /** By id of the fixture: why it fails although it is right. */
  readonly knownGaps: ReadonlyMap<string, string>
  readonly fixtures: readonly LocatedFixture[]
  readonly tables: readonly LocatedTable[]
  /** Files that cannot be used: whether a name or a fixture stands in them, nobody knows. */
  readonly unreadable: readonly string[]
}

export interface LocatedFixture {
  readonly fixture: Fixture
  /** Path below `fixtures/`, with `/`. */
  readonly file: string
}

export interface LocatedTable {
  readonly table: FixtureTable
  /** Path below `fixtures/`, with `/`. */
  readonly file: string
}

export interface LoadedFixtures {
  readonly suite: FixtureSuite
  /** What is wrong in files that cannot be used, a line each: file, pointer, and which word was meant. */
  readonly problems: readonly string[]
}

/**
 * Loads `clients.json`, `passkeys.json`, `known-gaps.json`, the names below `recipes/` and `situations/`, and every
 * fixture file below `platforms/` and `scenarios/`. A file with something wrong in it is left out, and the others still
 * count.
 */
export async function loadFixtureSuite(dir: string): Promise<LoadedFixtures> {
  const problems: string[] = []
  const unreadable: string[] = []
  const read = async <Schema extends TSchema>(
    file: string,
    validator: Validator<Record<never, TSchema>, Schema>,
  ) => {
    const text = await readFile(join(dir, file), 'utf8').catch(() => null)
    const result =
      text === null ? { problems: [`${file}: cannot be read`] } : readFixtureFile(text, file, validator)
    if ('problems' in result) {
      problems.push(...result.problems)
      unreadable.push(file)
      return null
    }
    return result.content
  }
  const entries = (await readdir(dir, { recursive: true })).map((entry) => entry.replaceAll('\\', '/')).sort()
  const below = (folder: RegExp) => entries.filter((entry) => folder.test(entry) && entry.endsWith('.json'))

  const clients = await read('clients.json', validators.clients)
  const passkeys = await read('passkeys.json', validators.passkeys)
  const gaps = entries.includes('known-gaps.json') ? await read('known-gaps.json', validators.gaps) : null
  const recipes: RecipesFile['recipes'] = {}
  const reports: RecipesFile['reports'] = {}
  for (const file of below(/^recipes\//)) {
    const content = await read(file, validators.recipes)
    problems.push(
      ...addNames(recipes, content?.recipes ?? {}, file),
      ...addNames(reports, content?.reports ?? {}, file),
    )
  }
  const situations: SituationsFile['situations'] = {}
  for (const file of below(/^situations\//)) {
    const content = await read(file, validators.situations)
    problems.push(...addNames(situations, content?.situations ?? {}, file))
  }
  const fixtures: LocatedFixture[] = []
  const tables: LocatedTable[] = []
  for (const file of below(/^(platforms|scenarios)\//)) {
    const content = await read(file, validators.fixtures)
    for (const fixture of content?.fixtures ?? []) fixtures.push({ fixture, file })
    for (const table of content?.tables ?? []) tables.push({ table, file })
  }
  const knownGaps = new Map<string, string>()
  for (const [index, { id, why }] of (gaps?.gaps ?? []).entries()) {
    if (knownGaps.has(id))
      problems.push(`known-gaps.json#/gaps/${index}/id: \`${id}\` stands in the list twice`)
    else knownGaps.set(id, why)
  }
  return {
    suite: {
      clients: clients?.clients ?? {},
      passkeys: passkeys?.passkeys ?? {},
      recipes,
      reports,
      situations,
      knownGaps,
      fixtures,
      tables,
      unreadable,
    },
    problems,
  }
}

/** Adds names to those of other files; a name that stands in two of them is told, and the first one stays. */
function addNames<T>(all: Record<string, T>, added: Readonly<Record<string, T>>, file: string): string[] {
  const problems: string[] = []
  for (const [name, value] of Object.entries(added)) {
    if (Object.hasOwn(all, name)) problems.push(`${file}: \`${name}\` stands in another file as well`)
    else all[name] = value
  }
  return problems
}
