import type { Expectation, Fixture, FixtureTable } from '../contract/fixture-files.ts'
import { actions, allReasons, registrationActions } from '../contract/words.ts'
import type { FixtureSuite, LocatedFixture, LocatedTable } from '../files/load-fixture-suite.ts'
import { findByName } from './expand-fixture.ts'
import { type ClientNames, readTableClient } from './read-table-client.ts'
import { didYouMean, isUnsure } from './unknown-name.ts'

type Group = FixtureTable['groups'][number]
type Cell = Group['cells'][string]
type Names = ClientNames & Pick<FixtureSuite, 'situations'>

export interface ExpandedTable {
  readonly fixtures: readonly LocatedFixture[]
  readonly problems: readonly string[]
}

/** Writes a table out: one fixture for each client of a group and each cell of it. */
export function expandTable(located: LocatedTable, names: Names): ExpandedTable {
  const groups = located.table.groups.map((group) => expandGroup(located, group, names))
  return {
    fixtures: groups.flatMap(({ fixtures }) => fixtures),
    problems: [...checkColumns(located, names), ...groups.flatMap(({ problems }) => problems)],
  }
}

/** The columns of a table that are no situations, and those it lacks. They are told here, and no cell is blamed. */
export function checkColumns({ table, file }: LocatedTable, names: Names): readonly string[] {
  if (isUnsure(names.unreadable, /^situations\//)) return []
  const isSituation = (name: string) => Object.hasOwn(names.situations, name)
  const wrong = Object.keys(table.situations).filter((name) => !isSituation(name))
  const helps = wrong.map((name) => didYouMean(name, Object.keys(names.situations)))
  const used = new Set(table.groups.flatMap(({ cells }) => Object.keys(cells)))
  // A column that is misspelt is not missing besides.
  const missing = [...used].filter(
    (name) =>
      isSituation(name) &&
      !Object.hasOwn(table.situations, name) &&
      !helps.some((help) => help.includes(`\`${name}\``)),
  )
  return [
    ...wrong.map((name, index) => `unknown situation \`${name}\`${helps[index]}`),
    ...missing.map((name) => `\`${name}\` is missing, and cells name it`),
  ].map((what) => `${file}: table \`${table.id}\`, situations: ${what}`)
}

/** One group of a table. What is wrong with a cell is told once, however many clients the group has. */
export function expandGroup({ table, file }: LocatedTable, group: Group, names: Names): ExpandedTable {
  // A set: the same word may be wrong in several clients.
  const problems = new Set<string>()
  const problem = (where: string, what: string) =>
    problems.add(`${file}: table \`${table.id}\`, group \`${group.id}\`${where}: ${what}`)
  const clients = group.clients.flatMap((text) => {
    const client = readTableClient(text, names)
    if (!('problem' in client)) return [{ text, ...client }]
    if (client.named === undefined || !isUnsure(names.unreadable, client.named)) problem('', client.problem)
    return []
  })
  const cells = Object.entries(group.cells).flatMap(([name, cell]) => {
    const situation = findByName(names.situations, name)
    const kind = findByName(table.situations, name)
    if (situation === undefined && kind === undefined) {
      const help = didYouMean(name, Object.keys(table.situations))
      problem('', `\`${name}\` is no situation of this table${help}`)
    }
    if (situation === undefined || kind === undefined) return []
    const read = readCell(cell)
    const wrong = findWrongWord(read.verdict)
    if (wrong !== undefined) problem(`, \`${name}\``, wrong)
    return [{ name, situation, kind, ...read }]
  })
  const fixtures = clients.flatMap((client) =>
    cells.map(({ name, situation, kind, verdict, because, source, certainty, also }) => {
      const { title, note: _note, ...asked } = situation
      const [action, reason] = verdict
      return {
        file,
        fixture: {
          id: [prefixOf(file), table.id, group.id, slugOf(client.text), name].filter(Boolean).join('-'),
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
      }
    }),
  )
  return { fixtures, problems: [...problems] }
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

/** The folder begins every id below `platforms/`, so that ids of one system sort together. */
const prefixOf = (file: string): string => /^platforms\/([^/]+)\//.exec(file)?.[1] ?? ''

const slugOf = (text: string): string =>
  text
    .replaceAll(/[^a-z0-9]+/gi, '-')
    .replace(/-$/, '')
    .toLowerCase()
