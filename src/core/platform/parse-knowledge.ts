import { LRUCache } from 'lru-cache'
import type { Static, TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import {
  BrowsersFile,
  KnownIssuesFile,
  PlatformFile,
  ProvidersFile,
  type ReachStatement,
  type ReportName,
  ReportTrustFile,
  reportNames,
  type Where,
} from '../../contract/knowledge-files.ts'
import { findNearestWord } from '../../contract/nearest-word.ts'
import type { Problem } from '../../contract/rule-files.ts'
import { browserNames, osNames } from '../../contract/words.ts'
import type { CompiledStatement } from './choose-statement.ts'
import { compileAnyWhere, compileWhere } from './compile-where.ts'
import { explainSchemaErrors } from './explain-schema-errors.ts'
import type {
  DatedStatement,
  Knowledge,
  KnownIssue,
  Provider,
  ProviderInference,
  ReachRule,
  ReportMeaning,
  SupportKey,
  SupportWord,
} from './knowledge.ts'
import { supportKeys } from './support-profile.ts'
import { readVersionRange, readVersionSpan } from './version-range.ts'

const browsersKey = 'knowledge/browsers.json'
const issuesKey = 'knowledge/known-issues.json'
const providersKey = 'knowledge/providers.json'
const reportsKey = 'knowledge/report-trust.json'
const platformsFolder = 'knowledge/platforms/'
const singleFiles = [browsersKey, issuesKey, providersKey, reportsKey] as const

const validators = {
  platform: Compile(PlatformFile),
  browsers: Compile(BrowsersFile),
  issues: Compile(KnownIssuesFile),
  providers: Compile(ProvidersFile),
  reports: Compile(ReportTrustFile),
}

export interface ParsedKnowledge {
  /** null where any problem is an error. */
  readonly knowledge: Knowledge | null
  readonly problems: readonly Problem[]
}

/**
 * Parses what stands under `knowledge/` in a folder of rule files (path relative to `rules/` to text) into the form
 * that answers questions. Never throws: what is wrong comes back as problems with file, pointer and nearest word.
 */
export function parseKnowledge(folder: ReadonlyMap<string, string>): ParsedKnowledge {
  const problems: Problem[] = checkFileNames(folder)
  const platformKeys = [...folder.keys()].filter((key) => isPlatformFile(key)).sort()
  const platforms = platformKeys.flatMap((file) => {
    const content = readKnowledgeFile(file, folder, validators.platform, problems)
    return content === null ? [] : [{ file, content }]
  })
  const browsers = readKnowledgeFile(browsersKey, folder, validators.browsers, problems)
  const issues = readKnowledgeFile(issuesKey, folder, validators.issues, problems)
  const providers = readKnowledgeFile(providersKey, folder, validators.providers, problems)
  const reports = readKnowledgeFile(reportsKey, folder, validators.reports, problems)
  if (providers !== null) problems.push(...checkProviders(providers))
  if (issues !== null) problems.push(...checkIssues(issues))
  if (reports !== null) problems.push(...checkReports(reports))
  if (browsers === null || issues === null || providers === null || reports === null) {
    return { knowledge: null, problems }
  }
  if (problems.some(({ severity }) => severity === 'error')) return { knowledge: null, problems }

  const knownProviders = compileProviders(providers)
  const knowledge: Knowledge = {
    statements: compileStatements(platforms),
    reports: compileReports(reports),
    ...compileBrowsers(browsers),
    issues: compileIssues(issues),
    providers: knownProviders,
    providersByAaguid: new Map(
      [...knownProviders.values()].flatMap((provider) =>
        provider.aaguids.map((aaguid) => [aaguid, provider]),
      ),
    ),
    anonymousAaguids: new Set(providers.anonymousAaguids),
    inference: compileInference(providers, knownProviders),
    dated: listDated({ platforms, browsers, issues, providers, reports }),
    memo: {
      profiles: new LRUCache({ max: 5_000 }),
      supports: new LRUCache({ max: 20_000 }),
      issues: new LRUCache({ max: 5_000 }),
      reach: new LRUCache({ max: 20_000 }),
    },
  }
  return { knowledge, problems }
}

interface PlatformSource {
  readonly file: string
  readonly content: PlatformFile
}

const isPlatformFile = (key: string): boolean => key.startsWith(platformsFolder) && key.endsWith('.json')
const refTo = (file: string, pointer: string): string => `rules/${file}#${pointer}`

/** A file nobody reads is most likely a misspelt name. */
function checkFileNames(folder: ReadonlyMap<string, string>): Problem[] {
  const words: readonly string[] = singleFiles
  return [...folder.keys()]
    .filter((key) => key.startsWith('knowledge/') && key.endsWith('.json'))
    .filter((key) => !isPlatformFile(key) && !words.includes(key))
    .map((file) => ({
      severity: 'error',
      kind: 'unknown-file',
      file,
      pointer: '',
      message: `no part of the knowledge is called \`${file}\``,
      help: nearest(file, words) ?? `statements about platforms go to \`${platformsFolder}\``,
    }))
}

const nearest = (written: string, words: readonly string[]): string | undefined => {
  const word = findNearestWord(written, words)
  return word === undefined ? undefined : `did you mean \`${word}\`?`
}

function readKnowledgeFile<Schema extends TSchema>(
  file: string,
  folder: ReadonlyMap<string, string>,
  validator: Validator<Record<never, TSchema>, Schema>,
  problems: Problem[],
): Static<Schema> | null {
  const text = folder.get(file)
  if (text === undefined) {
    problems.push({
      severity: 'error',
      kind: 'missing-file',
      file,
      pointer: '',
      message: 'this part of the knowledge is missing',
      help: `add \`rules/${file}\``,
    })
    return null
  }
  const parsed = readJson(text)
  if (!parsed.ok) {
    problems.push({
      severity: 'error',
      kind: 'invalid-json',
      file,
      pointer: '',
      message: `not valid JSON: ${parsed.message}`,
    })
    return null
  }
  const content = parsed.value
  if (validator.Check(content)) return content
  problems.push(...explainSchemaErrors(file, content, validator.Type(), validator.Errors(content)))
  return null
}

type ReadJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string }

function readJson(text: string): ReadJson {
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) }
  }
}

function checkProviders(file: ProvidersFile): Problem[] {
  const problems: Problem[] = []
  const problem = (pointer: string, kind: string, message: string, help?: string): void => {
    const severity = 'error'
    problems.push({
      severity,
      kind,
      file: providersKey,
      pointer,
      message,
      ...(help === undefined ? {} : { help }),
    })
  }
  const ids = file.providers.map(({ id }) => id)
  const patterns = Object.keys(file.reachPatterns)
  const seen = new Set<string>()
  file.providers.forEach((entry, index) => {
    const pointer = `/providers/${index}`
    for (const name of [entry.id, ...entry.aaguids]) {
      if (seen.has(name)) problem(pointer, 'duplicate', `\`${name}\` stands twice`)
      seen.add(name)
    }
    if (entry.reachLike !== undefined && !patterns.includes(entry.reachLike)) {
      const message = `no reach pattern is called \`${entry.reachLike}\``
      problem(`${pointer}/reachLike`, 'unknown-pattern', message, nearest(entry.reachLike, patterns))
    }
  })
  file.inference.forEach(({ provider }, index) => {
    if (ids.includes(provider)) return
    const message = `no provider is called \`${provider}\``
    problem(`/inference/${index}/provider`, 'unknown-provider', message, nearest(provider, ids))
  })
  return problems
}

function checkIssues(file: KnownIssuesFile): Problem[] {
  const problems: Problem[] = []
  const seen = new Set<string>()
  file.issues.forEach(({ id, match, note }, index) => {
    const place = { severity: 'error', file: issuesKey, pointer: `/issues/${index}` } as const
    if (seen.has(id)) problems.push({ ...place, kind: 'duplicate', message: `\`${id}\` stands twice` })
    seen.add(id)
    if (match === null && note === undefined) {
      const message = `\`${id}\` can never match and does not say why`
      problems.push({ ...place, kind: 'missing-note', message, help: 'add a `note`' })
    }
  })
  return problems
}

function checkReports(file: ReportTrustFile): Problem[] {
  return file.reports.flatMap(({ believe, values }, index): Problem[] =>
    (believe === false) === (values === undefined)
      ? []
      : [
          {
            severity: 'error',
            kind: 'ambiguous-report',
            file: reportsKey,
            pointer: `/reports/${index}`,
            message: 'a report is either not believed or means something',
            help: 'give either `"believe": false` or `values`',
          },
        ],
  )
}

interface Evidence {
  readonly certainty: CompiledStatement<unknown>['certainty']
  readonly source: string
}

function compileStatement<Value>(
  value: Value,
  { certainty, source }: Evidence,
  ref: string,
  ...conditions: readonly (Where | undefined)[]
): CompiledStatement<Value> {
  const testsOsVersion = conditions.some((where) => where?.osVersion !== undefined)
  return Object.freeze({ holds: compileWhere(...conditions), value, certainty, source, ref, testsOsVersion })
}

function compileStatements(platforms: readonly PlatformSource[]): Knowledge['statements'] {
  const byKey: Record<SupportKey, CompiledStatement<SupportWord>[]> = {
    webauthn: [],
    platformAuthenticator: [],
    platformPasskeys: [],
    conditionalGet: [],
    conditionalCreate: [],
    hybridClient: [],
    hybridAuthenticator: [],
    immediateGet: [],
    signalMethods: [],
    getClientCapabilities: [],
    hints: [],
    relatedOrigins: [],
    passkeySync: [],
    thirdPartyProviders: [],
  }
  // Files came in order of their names, and a sort keeps that order among equals.
  for (const { file, content } of platforms.toSorted((one, other) => one.content.rank - other.content.rank)) {
    content.statements.forEach((statement, index) => {
      const ref = refTo(file, `/statements/${index}`)
      for (const key of supportKeys) {
        const value = statement.values[key]
        if (value === undefined) continue
        byKey[key].push(compileStatement(value, statement, ref, content.where, statement.where))
      }
    })
  }
  return byKey
}

function compileReports(file: ReportTrustFile): Knowledge['reports'] {
  const byReport = new Map<`${ReportName}:${boolean}`, CompiledStatement<ReportMeaning>[]>()
  file.reports.forEach((statement, index) => {
    const { report } = statement
    const names: readonly ReportName[] =
      report === 'any' ? reportNames : typeof report === 'string' ? [report] : report
    const ref = refTo(reportsKey, `/reports/${index}`)
    const compiled = compileStatement<ReportMeaning>(statement.values ?? {}, statement, ref, statement.where)
    for (const name of names) {
      const key = `${name}:${statement.is}` as const
      byReport.set(key, [...(byReport.get(key) ?? []), compiled])
    }
  })
  return byReport
}

function compileBrowsers(file: BrowsersFile): Pick<Knowledge, 'mirrors' | 'runsOn' | 'newestVerified'> {
  const { browsers, systems } = file.newestVerified
  return {
    mirrors: file.mirrors.map(({ browser, where, of, versions }) => ({
      holds: compileWhere({ browser, exactly: true }, where),
      of,
      versions,
    })),
    runsOn: file.runsOn.map(({ where, osVersion, certainty }) => ({
      holds: compileWhere(where),
      osVersion: readVersionRange(osVersion),
      certainty,
    })),
    newestVerified: {
      browsers: Object.fromEntries(
        browserNames.flatMap((name) => {
          const version = browsers[name]
          return version === undefined ? [] : [[name, readVersionSpan(version)]]
        }),
      ),
      systems: Object.fromEntries(
        osNames.flatMap((name) => {
          const version = systems[name]
          return version === undefined ? [] : [[name, readVersionSpan(version)]]
        }),
      ),
    },
  }
}

function compileIssues(file: KnownIssuesFile): KnownIssue[] {
  return file.issues.map(({ id, match, effect, advice, certainty, source, note }) => ({
    id,
    effect,
    advice,
    certainty,
    source,
    holds: match === null ? null : compileAnyWhere(Array.isArray(match) ? match : [match]),
    ...(note === undefined ? {} : { note }),
  }))
}

function compileProviders(file: ProvidersFile): ReadonlyMap<string, Provider> {
  const compileReach = (statements: readonly ReachStatement[], pointer: string) =>
    statements.map((statement, index) => {
      const { answer, through = 'system', requires = [], where } = statement
      const rule: ReachRule = Object.freeze({ answer, through, requires })
      return compileStatement(rule, statement, refTo(providersKey, `${pointer}/${index}`), where)
    })
  return new Map(
    file.providers.map((entry, index) => {
      const { reach, reachLike, ...facts } = entry
      const pattern = reachLike === undefined ? [] : (file.reachPatterns[reachLike] ?? [])
      const provider: Provider = Object.freeze({
        ...facts,
        ref: refTo(providersKey, `/providers/${index}`),
        reach: [
          ...compileReach(reach, `/providers/${index}/reach`),
          ...compileReach(pattern, `/reachPatterns/${reachLike}`),
        ],
      })
      return [entry.id, provider]
    }),
  )
}

const listOf = <T>(value: T | readonly T[] | undefined): readonly T[] | null =>
  value === undefined ? null : Array.isArray(value) ? value : [value as T]

function compileInference(
  file: ProvidersFile,
  providers: ReadonlyMap<string, Provider>,
): ProviderInference[] {
  return file.inference.flatMap((inference, index) => {
    const provider = providers.get(inference.provider)
    if (provider === undefined) return []
    const { madeOn, backupEligible, attachment, transports, withoutTransports, anyAaguid, certainty } =
      inference
    return [
      {
        provider,
        os: listOf(madeOn?.os),
        browser: listOf(madeOn?.browser),
        backupEligible: backupEligible ?? null,
        attachment: attachment ?? null,
        transports: transports ?? null,
        withoutTransports: withoutTransports ?? [],
        anyAaguid: anyAaguid ?? false,
        certainty,
        ref: refTo(providersKey, `/inference/${index}`),
      },
    ]
  })
}

interface Files {
  readonly platforms: readonly PlatformSource[]
  readonly browsers: BrowsersFile
  readonly issues: KnownIssuesFile
  readonly providers: ProvidersFile
  readonly reports: ReportTrustFile
}

function listDated({ platforms, browsers, issues, providers, reports }: Files): DatedStatement[] {
  const dated = (
    file: string,
    pointer: string,
    statements: readonly { readonly source: string; readonly verifiedOn: string }[],
  ) =>
    statements.map(({ source, verifiedOn }, index) => ({
      ref: refTo(file, `${pointer}/${index}`),
      source,
      verifiedOn,
    }))
  return [
    ...platforms.flatMap(({ file, content }) => dated(file, '/statements', content.statements)),
    ...dated(browsersKey, '/mirrors', browsers.mirrors),
    ...dated(browsersKey, '/runsOn', browsers.runsOn),
    ...dated(issuesKey, '/issues', issues.issues),
    ...dated(reportsKey, '/reports', reports.reports),
    ...Object.entries(providers.reachPatterns).flatMap(([name, statements]) =>
      dated(providersKey, `/reachPatterns/${name}`, statements),
    ),
    ...dated(providersKey, '/providers', providers.providers),
    ...providers.providers.flatMap(({ reach }, index) =>
      dated(providersKey, `/providers/${index}/reach`, reach),
    ),
    ...dated(providersKey, '/inference', providers.inference),
  ]
}
