import { LRUCache } from 'lru-cache'
import type { Static, TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { FailuresFile } from '../../contract/failure-files.ts'
import {
  BrowsersFile,
  KnownIssuesFile,
  PlatformFile,
  ProvidersFile,
  ReportTrustFile,
} from '../../contract/knowledge-files.ts'
import type { Problem } from '../../contract/rule-files.ts'
import { checkSchema } from '../documents/check-schema.ts'
import { parseJson } from '../documents/parse-json.ts'
import { compileFailures } from './compile-failures.ts'
import { compileBrowsers, compileIssues, compileReports, compileStatements } from './compile-knowledge.ts'
import { compileInference, compileProviders, listUnverifying } from './compile-providers.ts'
import type { Knowledge } from './knowledge.ts'
import {
  browsersKey,
  failuresKey,
  isPlatformFile,
  issuesKey,
  providersKey,
  reportsKey,
} from './knowledge-places.ts'
import { lintKnowledge } from './lint/lint-knowledge.ts'
import { listDatedStatements } from './list-dated-statements.ts'

const validators = {
  platform: Compile(PlatformFile),
  browsers: Compile(BrowsersFile),
  issues: Compile(KnownIssuesFile),
  providers: Compile(ProvidersFile),
  reports: Compile(ReportTrustFile),
  failures: Compile(FailuresFile),
}

export interface ParsedKnowledge {
  /** null where any problem is an error. */
  readonly knowledge: Knowledge | null
  readonly problems: readonly Problem[]
}

/**
 * Parses what stands under `knowledge/` in a folder of rule files (path relative to `rules/` to text) into the form
 * that answers questions. Never throws: what is wrong comes back as problems with file, pointer and nearest word.
 * `now` (epoch ms) is needed only to warn of facts that were verified in a month to come.
 */
export function parseKnowledge(folder: ReadonlyMap<string, string>, now?: number): ParsedKnowledge {
  const problems: Problem[] = []
  const platformKeys = [...folder.keys()].filter((key) => isPlatformFile(key)).sort()
  const platforms = platformKeys.flatMap((file) => {
    const content = readKnowledgeFile(file, folder, validators.platform, problems)
    return content === null ? [] : [{ file, content }]
  })
  const browsers = readKnowledgeFile(browsersKey, folder, validators.browsers, problems)
  const issues = readKnowledgeFile(issuesKey, folder, validators.issues, problems)
  const providers = readKnowledgeFile(providersKey, folder, validators.providers, problems)
  const reports = readKnowledgeFile(reportsKey, folder, validators.reports, problems)
  const failures = readKnowledgeFile(failuresKey, folder, validators.failures, problems)
  const paths = [...folder.keys()]
  problems.push(
    ...lintKnowledge({
      paths,
      platforms,
      browsers,
      issues,
      providers,
      reports,
      failures,
      now: now ?? null,
    }),
  )
  if (browsers === null || issues === null || providers === null || reports === null || failures === null) {
    return { knowledge: null, problems }
  }
  if (problems.some(({ severity }) => severity === 'error')) return { knowledge: null, problems }

  const knownProviders = compileProviders(providers)
  const dated = listDatedStatements({ platforms, browsers, issues, providers, reports, failures })
  const knowledge: Knowledge = {
    statements: compileStatements(platforms),
    reports: compileReports(reports),
    ...compileBrowsers(browsers),
    issues: compileIssues(issues),
    failures: compileFailures(failures),
    providers: knownProviders,
    providersByAaguid: new Map(
      [...knownProviders.values()].flatMap((provider) =>
        provider.aaguids.map((aaguid) => [aaguid, provider]),
      ),
    ),
    anonymousAaguids: new Set(providers.anonymousAaguids),
    unverifying: listUnverifying(providers),
    inference: compileInference(providers, knownProviders),
    dated,
    statementsByRef: new Map(dated.map((statement) => [statement.ref, statement])),
    memo: {
      clients: new LRUCache({ max: 20_000, maxSize: 24_000_000, sizeCalculation: (_, key) => key.length }),
      profiles: new LRUCache({ max: 5_000 }),
      supports: new LRUCache({ max: 20_000 }),
      issues: new LRUCache({ max: 5_000 }),
      reach: new LRUCache({ max: 20_000 }),
    },
  }
  return { knowledge, problems }
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
  const { value, problems: found } = parseJson(text, file)
  problems.push(...found)
  if (value === undefined) return null
  if (validator.Check(value)) return value
  problems.push(...checkSchema(validator.Type(), value, { file, pointer: '' }))
  return null
}
