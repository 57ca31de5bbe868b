import type { Fixture } from '../../src/contract/fixture-files.ts'
import type { Policy, RuleFolder } from '../../src/core/index.ts'
import type { FixtureSuite } from '../../src/files/load-fixture-suite.ts'
import { loadRuleFolder } from '../../src/files/load-rule-folder.ts'
import { parseAgain } from '../shipped-rules.ts'

export const shippedRules: RuleFolder = await loadRuleFolder(new URL('../../rules', import.meta.url).pathname)

export function parseRules(folder: RuleFolder): Policy {
  const { policy, problems } = parseAgain(folder)
  if (policy === null) throw new Error(JSON.stringify(problems))
  return policy
}

export const shippedPolicy = parseRules(shippedRules)

export const firefoxOnLinux = {
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
}

/** A fixture with everything in it but what a test is about. */
export const makeFixture = (changes: Partial<Fixture>): Fixture => ({
  id: 'one',
  title: 'Firefox on Linux',
  because: 'neither QR code nor authenticator',
  source: 'this test',
  certainty: 'high',
  signals: firefoxOnLinux,
  expect: { action: 'fallback', reason: 'no-conditional' },
  ...changes,
})

export const makeSuite = (
  fixtures: readonly Fixture[],
  changes: Partial<FixtureSuite> = {},
): FixtureSuite => ({
  clients: {},
  passkeys: {},
  recipes: {},
  reports: {},
  situations: {},
  knownGaps: new Map(),
  fixtures: fixtures.map((fixture) => ({ fixture, file: 'platforms/linux/firefox.json' })),
  tables: [],
  unreadable: [],
  ...changes,
})

/** Rules in which Firefox on Linux can show a QR code: an error, planted in its own statement. */
export function plantError(folder: RuleFolder): RuleFolder {
  const path = 'knowledge/platforms/linux.json'
  const file: { statements: { where?: { browser?: unknown }; values: Record<string, unknown> }[] } =
    JSON.parse(folder.get(path) ?? '')
  const statement = file.statements.find(
    ({ where, values }) => where?.browser === 'firefox' && 'hybridClient' in values,
  )
  if (statement === undefined) throw new Error('no statement about QR codes in Firefox on Linux')
  statement.values.hybridClient = true
  return new Map([...folder, [path, JSON.stringify(file)]])
}
