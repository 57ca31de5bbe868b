import type { ClientSignals } from '../contract/decision.ts'
import type { FixtureSuite } from '../files/load-fixture-suite.ts'
import { findByName } from './expand-fixture.ts'
import { didYouMean } from './unknown-name.ts'

export type ClientNames = Pick<FixtureSuite, 'clients' | 'recipes' | 'reports' | 'unreadable'>

const clientPattern = /^([a-z0-9.-]+)(?:\(([^()]*)\))?((?: [a-z0-9.-]+)*)$/

interface ReadClient {
  readonly title: string
  readonly signals: ClientSignals
}

interface UnknownClient {
  readonly problem: string
  /** Where the name should stand, if it is a name that is wrong. */
  readonly named?: RegExp
}

/** `chrome-windows(148, 15.0.0) bluetooth`: a recipe or a named client, its parameters, and reports laid over it. */
export function readTableClient(
  text: string,
  { clients, recipes, reports }: ClientNames,
): ReadClient | UnknownClient {
  const [, name = '', list, reportList = ''] = clientPattern.exec(text) ?? []
  const reportNames = reportList.split(' ').filter((word) => word !== '')
  const unknown = reportNames.find((report) => !Object.hasOwn(reports, report))
  if (unknown !== undefined)
    return {
      problem: `unknown report \`${unknown}\`${didYouMean(unknown, Object.keys(reports))}`,
      named: /^recipes\//,
    }
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
      named: /^(recipes\/|clients\.json$)/,
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
