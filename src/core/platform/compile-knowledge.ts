import {
  type BrowsersFile,
  type KnownIssuesFile,
  type PlatformFile,
  type ReportName,
  type ReportTrustFile,
  reportNames,
} from '../../contract/knowledge-files.ts'
import { browserNames, osNames } from '../../contract/words.ts'
import type { CompiledStatement } from './choose-statement.ts'
import { compileStatement } from './compile-statement.ts'
import { compileAnyWhere, compileWhere } from './compile-where.ts'
import type { Knowledge, KnownIssue, ReportMeaning, SupportKey, SupportWord } from './knowledge.ts'
import { browsersKey, issuesKey, refTo, reportsKey } from './knowledge-places.ts'
import { supportKeys } from './support-profile.ts'
import { readVersionRange, readVersionSpan } from './version-range.ts'

/** One file under `platforms/`. */
export interface PlatformSource {
  readonly file: string
  readonly content: PlatformFile
}

/** Every statement under the features it speaks of, in the order in which they are tried. */
export function compileStatements(platforms: readonly PlatformSource[]): Knowledge['statements'] {
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

/** What each report means when it says yes, and when it says no. */
export function compileReports(file: ReportTrustFile): Knowledge['reports'] {
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

/** Which browser mirrors which, what runs on what, and how far the knowledge was verified. */
export function compileBrowsers(
  file: BrowsersFile,
): Pick<Knowledge, 'mirrors' | 'runsOn' | 'assumedWindows' | 'newestVerified'> {
  const { browsers, systems } = file.newestVerified
  const [assumed] = file.assumed ?? []
  return {
    mirrors: file.mirrors.map(({ browser, where, of, versions }, index) => ({
      holds: compileWhere({ browser, exactly: true }, where),
      of,
      versions,
      ref: refTo(browsersKey, `/mirrors/${index}`),
    })),
    runsOn: file.runsOn.map(({ where, osVersion, certainty }, index) => ({
      holds: compileWhere(where),
      osVersion: osVersion === 'same' ? osVersion : readVersionRange(osVersion),
      certainty,
      ref: refTo(browsersKey, `/runsOn/${index}`),
    })),
    assumedWindows:
      assumed === undefined
        ? null
        : { span: readVersionRange(assumed.windowsPlatformVersion), ref: refTo(browsersKey, '/assumed/0') },
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

/** Known issues; those that no server can tell never hold. */
export function compileIssues(file: KnownIssuesFile): KnownIssue[] {
  return file.issues.map(({ id, match, effect, advice, certainty, source, note }, index) => ({
    ref: refTo(issuesKey, `/issues/${index}`),
    id,
    effect,
    advice,
    certainty,
    source,
    holds: match === null ? null : compileAnyWhere(Array.isArray(match) ? match : [match]),
    ...(note === undefined ? {} : { note }),
  }))
}
