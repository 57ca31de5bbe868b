import type { ClientSignals } from '../contract/decision.ts'
import type { Expectation, Fixture, FixtureTable } from '../contract/fixture-files.ts'
import { findNearestWord } from '../contract/nearest-word.ts'
import { actions, allReasons, registrationActions } from '../contract/words.ts'
import type { FixtureSuite, LocatedFixture, LocatedTable } from '../files/load-fixture-suite.ts'
import { findByName } from './expand-fixture.ts'

type Group = FixtureTable['groups'][number]
type Cell = Group['cells'][string]
type Names = Pick<FixtureSuite, 'clients' | 'recipes' | 'reports' | 'situations'>

export interface ExpandedTable {
  readonly fixtures: readonly LocatedFixture[]
  readonly problems: readonly string[]
}

/** Writes a table out: one fixture for each client of a group and each cell of it. */
export function expandTable({ table, file }: LocatedTable, names: Names): ExpandedTable {
  const fixtures: LocatedFixture[] = []
  const problems: string[] = []
  const problem = (where: string, what: string) =>
    problems.push(`${file}: table \`${table.id}\`, ${where}: ${what}`)
  for (const group of table.groups) {
    for (const text of group.clients) {
      const client = readClient(text, names)
      if ('problem' in client) {
        problem(`group \`${group.id}\``, client.problem)
        continue
      }
      for (const [name, cell] of Object.entries(group.cells)) {
        const situation = findByName(names.situations, name)
        const kind = findByName(table.situations, name)
        if (situation === undefined || kind === undefined) {
          const known = situation === undefined ? names.situations : table.situations
          problem(
            `group \`${group.id}\``,
            `unknown situation \`${name}\`${didYouMean(name, Object.keys(known))}`,
          )
          continue
        }
        const { title, note: _note, ...asked } = situation
        const { verdict, because, source, certainty, also } = readCell(cell)
        const [action, reason] = verdict
        const wrong = findWrongWord(verdict)
        if (wrong !== undefined) problem(`group \`${group.id}\`, \`${name}\``, wrong)
        fixtures.push({
          file,
          fixture: {
            id: [prefixOf(file), table.id, group.id, slugOf(text), name].filter(Boolean).join('-'),
            title: `${client.title}: ${title}`,
            because: because ?? group.because,
            source: source ?? group.source ?? table.source,
            certainty: certainty ?? group.certainty ?? table.certainty,
            ...asked,
            signals: client.signals,
            situation: kind,
            expect: {
              ...(group.platform && { platform: group.platform }),
              ...(group.support && { support: group.support }),
              ...(group.reach && { reach: group.reach }),
              ...(group.knownIssues && { knownIssues: group.knownIssues }),
              ...(action !== undefined && { action }),
              ...(reason !== undefined && { reason }),
              ...also,
            },
          },
        })
      }
    }
  }
  return { fixtures, problems }
}

interface ReadCell {
  /** The schema holds that there are two words; whether they exist, `findWrongWord` tells. */
  readonly verdict: readonly [action?: Expectation['action'], reason?: Expectation['reason']]
  readonly because?: string
  readonly source?: string
  readonly certainty?: Fixture['certainty']
  readonly also?: Expectation
}

function readCell(cell: Cell): ReadCell {
  if (typeof cell === 'string') return { verdict: split(cell) }
  const { expect, ...rest } = cell
  return { verdict: expect === undefined ? [] : split(expect), ...rest }
}

function findWrongWord([action, reason]: ReadCell['verdict']): string | undefined {
  if (action !== undefined && !allActions.includes(action)) {
    return `unknown action \`${action}\`${didYouMean(action, allActions)}`
  }
  if (reason !== undefined && !allReasons.includes(reason)) {
    return `unknown reason \`${reason}\`${didYouMean(reason, allReasons)}`
  }
  return undefined
}

const allActions: readonly string[] = [...actions, ...registrationActions]

const split = (verdict: string) => verdict.split(' ') as [Expectation['action'], Expectation['reason']]

const clientPattern = /^([a-z0-9.-]+)(?:\(([^()]*)\))?((?: [a-z0-9.-]+)*)$/

/** `chrome-windows(148, 15.0.0) bluetooth`: a recipe or a named client, its parameters, and reports laid over it. */
function readClient(
  text: string,
  { clients, recipes, reports }: Names,
): { readonly title: string; readonly signals: ClientSignals } | { readonly problem: string } {
  const [, name = '', list, reportList = ''] = clientPattern.exec(text) ?? []
  const reportNames = reportList.split(' ').filter((word) => word !== '')
  const unknown = reportNames.find((report) => !Object.hasOwn(reports, report))
  if (unknown !== undefined)
    return { problem: `unknown report \`${unknown}\`${didYouMean(unknown, Object.keys(reports))}` }
  const told = reportNames.flatMap((report) => reports[report] ?? [])
  const titles = told.map((report) => `, ${report.title}`).join('')
  const named = findByName(clients, name)
  if (named !== undefined && list === undefined) {
    return { title: `${name}${titles}`, signals: lay([named.signals, ...told.map(({ signals }) => signals)]) }
  }
  const recipe = findByName(recipes, name)
  if (recipe === undefined) {
    return {
      problem: `unknown client \`${name}\`${didYouMean(name, Object.keys({ ...recipes, ...clients }))}`,
    }
  }
  const values = (list ?? '').split(',').map((value) => value.trim())
  const given = list === undefined || list.trim() === '' ? [] : values
  if (given.length !== recipe.parameters.length) {
    return {
      problem: `\`${text}\` needs ${recipe.parameters.length} parameters: (${recipe.parameters.join(', ')})`,
    }
  }
  const parameters = new Map(recipe.parameters.map((parameter, index) => [parameter, given[index] ?? '']))
  return {
    title: `${fill(recipe.title, parameters)}${titles}`,
    signals: lay([fill(recipe.signals, parameters), ...told.map(({ signals }) => signals)]),
  }
}

/** Fills the gaps in every text of a JSON value; a gap without a parameter stays as it is. */
function fill<T>(value: T, parameters: ReadonlyMap<string, string>): T
function fill(value: unknown, parameters: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') {
    return value.replaceAll(/\{([a-z][A-Za-z]*)\}/g, (gap, name: string) => parameters.get(name) ?? gap)
  }
  if (Array.isArray(value)) return value.map((item) => fill(item, parameters))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, parameters)]))
}

/** Later signals beat earlier ones; hints and capabilities key by key. */
function lay(layers: readonly ClientSignals[]): ClientSignals {
  const signals: ClientSignals = Object.assign({}, ...layers)
  const capabilities = layers.flatMap(({ clientCapabilities }) => clientCapabilities ?? [])
  const hints = layers.flatMap(({ clientHints }) => clientHints ?? [])
  return {
    ...signals,
    ...(hints.length > 0 && { clientHints: Object.assign({}, ...hints) }),
    ...(capabilities.length > 0 && { clientCapabilities: Object.assign({}, ...capabilities) }),
  }
}

/** The folder begins every id below `platforms/`, so that ids of one system sort together. */
const prefixOf = (file: string): string => /^platforms\/([^/]+)\//.exec(file)?.[1] ?? ''

const slugOf = (text: string): string =>
  text
    .replaceAll(/[^a-z0-9]+/gi, '-')
    .replace(/-$/, '')
    .toLowerCase()

function didYouMean(word: string, known: readonly string[]): string {
  const nearest = findNearestWord(word, known)
  return nearest === undefined ? '' : `; did you mean \`${nearest}\`?`
}
