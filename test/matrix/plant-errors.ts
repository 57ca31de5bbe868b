import type {
  BrowsersFile,
  KnownIssuesFile,
  PlatformFile,
  ProvidersFile,
  ReachAnswer,
  ReportTrustFile,
  SupportValues,
} from '../../src/contract/knowledge-files.ts'
import type { Knowledge } from '../../src/core/platform/knowledge.ts'
import { parseKnowledge } from '../../src/core/platform/parse-knowledge.ts'

/** One wrong word in the knowledge base. */
export interface PlantedError {
  /** What the statement says, not where it stands: stays as it is when another is inserted before it. */
  readonly error: string
  /** The statement that is wrong now. */
  readonly ref: string
  /** `hybridClient: false -> true` */
  readonly what: string
  /** The knowledge base with the error in it; null where its own reading refuses the error. */
  readonly parse: () => Knowledge | null
}

type Folder = ReadonlyMap<string, string>

/**
 * Every error that swaps the value of one statement: a feature, a meaning of a report, an answer of reach, the match of a
 * known issue. A suite that notices none of them for a statement does not know what the statement says.
 */
export function listErrors(folder: Folder): readonly PlantedError[] {
  return [...folder.keys()].flatMap((file) => {
    if (file.startsWith('knowledge/platforms/')) return listPlatformErrors(folder, file)
    if (file === 'knowledge/report-trust.json') return listReportErrors(folder, file)
    if (file === 'knowledge/providers.json') return listReachErrors(folder, file)
    if (file === 'knowledge/known-issues.json') return listIssueErrors(folder, file)
    return file === 'knowledge/browsers.json' ? listBrowserErrors(folder, file) : []
  })
}

/** Says how to spoil a copy of a file that was just read. */
type Spoil<File> = (content: File) => void

/** Where a statement stands, and what tells it from its neighbours: `{"os":"linux"}`. */
interface Place {
  readonly file: string
  readonly pointer: string
  readonly name: string
}

function plant<File>(
  folder: Folder,
  { file, pointer, name }: Place,
  what: string,
  spoil: Spoil<File>,
): PlantedError {
  return {
    error: `${file.replace('knowledge/', '')} ${name} ${what}`,
    ref: `rules/${file}#${pointer}`,
    what,
    parse: () => {
      const content: File = read(folder, file)
      spoil(content)
      return parseKnowledge(new Map([...folder, [file, JSON.stringify(content)]])).knowledge
    },
  }
}

/** What a statement is about, without what it says of it. */
const nameOf = (...parts: readonly unknown[]): string =>
  parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part ?? {}))).join(' ')

const read = <File>(folder: Folder, file: string): File => JSON.parse(folder.get(file) ?? '')

const otherWords: Readonly<Record<string, string>> = {
  synced: 'device-bound',
  'device-bound': 'synced',
  system: 'none',
  extension: 'none',
  none: 'synced',
}

/** Another value of the same feature: the opposite, and for what nobody knows a claim. */
function swap(key: string, value: unknown): unknown {
  if (typeof value === 'boolean') return !value
  if (key === 'passkeySync') return value === 'unknown' ? 'synced' : otherWords[String(value)]
  if (key === 'thirdPartyProviders') return value === 'none' || value === 'unknown' ? 'extension' : 'none'
  return true
}

const describeSwap = (key: string, value: unknown) =>
  `${key}: ${String(value)} -> ${String(swap(key, value))}`

function swapValue(values: SupportValues | undefined, key: string): void {
  if (values !== undefined) Object.assign(values, { [key]: swap(key, Reflect.get(values, key)) })
}

function listPlatformErrors(folder: Folder, file: string): PlantedError[] {
  return read<PlatformFile>(folder, file).statements.flatMap(({ where, values }, index) => {
    const place = { file, pointer: `/statements/${index}`, name: nameOf(where) }
    return Object.entries(values).map(([key, value]) =>
      plant<PlatformFile>(folder, place, describeSwap(key, value), ({ statements }) =>
        swapValue(statements[index]?.values, key),
      ),
    )
  })
}

function listReportErrors(folder: Folder, file: string): PlantedError[] {
  return read<ReportTrustFile>(folder, file).reports.flatMap(({ report, is, where, values }, index) => {
    const place = { file, pointer: `/reports/${index}`, name: nameOf(report, is, where) }
    return Object.entries(values ?? {}).map(([key, value]) =>
      plant<ReportTrustFile>(folder, place, describeSwap(key, value), ({ reports }) =>
        swapValue(reports[index]?.values, key),
      ),
    )
  })
}

const otherAnswers: Readonly<Record<ReachAnswer, ReachAnswer>> = {
  yes: 'no',
  conditional: 'no',
  no: 'yes',
  unknown: 'yes',
}

function listReachErrors(folder: Folder, file: string): PlantedError[] {
  const { providers, reachPatterns } = read<ProvidersFile>(folder, file)
  type Find = (content: ProvidersFile) => ProvidersFile['providers'][number]['reach']
  const errorsIn = (find: Find, reach: ReturnType<Find>, pointer: string, name: string) =>
    reach.map(({ where, answer }, index) =>
      plant<ProvidersFile>(
        folder,
        { file, pointer: `${pointer}/${index}`, name: nameOf(name, where) },
        `${answer} -> ${otherAnswers[answer]}`,
        (content) => {
          const statement = find(content)[index]
          if (statement !== undefined) statement.answer = otherAnswers[answer]
        },
      ),
    )
  return [
    ...Object.entries(reachPatterns).flatMap(([name, reach]) =>
      errorsIn((content) => content.reachPatterns[name] ?? [], reach, `/reachPatterns/${name}`, name),
    ),
    ...providers.flatMap(({ id, reach }, at) =>
      errorsIn((content) => content.providers[at]?.reach ?? [], reach, `/providers/${at}/reach`, id),
    ),
  ]
}

function listIssueErrors(folder: Folder, file: string): PlantedError[] {
  return read<KnownIssuesFile>(folder, file).issues.flatMap(({ id, match }, index) =>
    match === null
      ? []
      : [
          plant<KnownIssuesFile>(
            folder,
            { file, pointer: `/issues/${index}`, name: id },
            'never matches',
            ({ issues }) => {
              const issue = issues[index]
              if (issue !== undefined) Object.assign(issue, { match: null, note: 'planted' })
            },
          ),
        ],
  )
}

function listBrowserErrors(folder: Folder, file: string): PlantedError[] {
  const { mirrors, runsOn } = read<BrowsersFile>(folder, file)
  const without = (list: 'mirrors' | 'runsOn', index: number, about: readonly unknown[]) =>
    plant<BrowsersFile>(
      folder,
      { file, pointer: `/${list}/${index}`, name: nameOf(list, ...about) },
      'says something of televisions',
      (content) => {
        const statement = content[list][index]
        if (statement !== undefined) statement.where = { ...statement.where, deviceType: 'tv' }
      },
    )
  return [
    ...mirrors.map(({ browser, where }, index) => without('mirrors', index, [browser, where])),
    ...runsOn.map(({ where }, index) => without('runsOn', index, [where])),
  ]
}
