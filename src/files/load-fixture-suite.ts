import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Compile } from 'typebox/compile'
import { ClientsFile, type Fixture, FixtureFile, PasskeysFile } from '../contract/fixture-files.ts'

const validators = {
  clients: Compile(ClientsFile),
  passkeys: Compile(PasskeysFile),
  fixtures: Compile(FixtureFile),
}

/** What lies in a fixtures folder: named clients and passkeys, and every fixture with the file it stands in. */
export interface FixtureSuite {
  readonly clients: ClientsFile['clients']
  readonly passkeys: PasskeysFile['passkeys']
  readonly fixtures: readonly LocatedFixture[]
}

export interface LocatedFixture {
  readonly fixture: Fixture
  /** Path below `fixtures/`, with `/`. */
  readonly file: string
}

export interface LoadedFixtures {
  readonly suite: FixtureSuite
  /** One line per file that cannot be used, with what is wrong in it. */
  readonly problems: readonly string[]
}

/**
 * Loads `clients.json`, `passkeys.json` and every fixture file below `platforms/` and `scenarios/`. A file that cannot be
 * read is a problem, and the others still count.
 */
export async function loadFixtureSuite(dir: string): Promise<LoadedFixtures> {
  const problems: string[] = []
  const read = async <T>(file: string, validator: Checker<T>): Promise<T | null> => {
    const text = await readFile(join(dir, file), 'utf8').catch(() => null)
    const result = text === null ? { problem: 'cannot be read' } : parse(text, validator)
    if ('problem' in result) {
      problems.push(`${file}: ${result.problem}`)
      return null
    }
    return result.content
  }
  const clients = await read('clients.json', validators.clients)
  const passkeys = await read('passkeys.json', validators.passkeys)
  const entries = await readdir(dir, { recursive: true })
  const files = entries
    .map((entry) => entry.replaceAll('\\', '/'))
    .filter((entry) => /^(platforms|scenarios)\/.*\.json$/.test(entry))
    .sort()
  const fixtures: LocatedFixture[] = []
  for (const file of files) {
    const content = await read(file, validators.fixtures)
    for (const fixture of content?.fixtures ?? []) fixtures.push({ fixture, file })
  }
  return {
    suite: { clients: clients?.clients ?? {}, passkeys: passkeys?.passkeys ?? {}, fixtures },
    problems,
  }
}

interface Checker<T> {
  Check(value: unknown): value is T
  Errors(value: unknown): readonly { readonly instancePath: string; readonly message: string }[]
}

function parse<T>(
  text: string,
  validator: Checker<T>,
): { readonly content: T } | { readonly problem: string } {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return { problem: `not JSON: ${error instanceof Error ? error.message : String(error)}` }
  }
  if (validator.Check(value)) return { content: value }
  const [first] = validator.Errors(value)
  return {
    problem:
      first === undefined ? 'does not follow the schema' : `${first.instancePath || '/'} ${first.message}`,
  }
}
