import type {
  BrowsersFile,
  KnownIssuesFile,
  ProvidersFile,
  ReportTrustFile,
} from '../../contract/knowledge-files.ts'
import type { PlatformSource } from './compile-knowledge.ts'
import type { DatedStatement } from './knowledge.ts'
import { browsersKey, issuesKey, providersKey, refTo, reportsKey } from './knowledge-places.ts'

interface Files {
  readonly platforms: readonly PlatformSource[]
  readonly browsers: BrowsersFile
  readonly issues: KnownIssuesFile
  readonly providers: ProvidersFile
  readonly reports: ReportTrustFile
}

/** Every statement with its source and date, for telling what has gone stale. */
export function listDatedStatements({
  platforms,
  browsers,
  issues,
  providers,
  reports,
}: Files): DatedStatement[] {
  const dated = (file: string, pointer: string, statements: readonly Omit<DatedStatement, 'ref'>[]) =>
    statements.map(({ source, certainty, verifiedOn, note }, index) => ({
      ref: refTo(file, `${pointer}/${index}`),
      source,
      certainty,
      verifiedOn,
      ...(note !== undefined && { note }),
    }))
  return [
    ...platforms.flatMap(({ file, content }) => dated(file, '/statements', content.statements)),
    ...dated(browsersKey, '/mirrors', browsers.mirrors),
    ...dated(browsersKey, '/assumed', browsers.assumed ?? []),
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
