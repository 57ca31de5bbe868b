import type { FailuresFile } from '../../contract/failure-files.ts'
import type {
  BrowsersFile,
  KnownIssuesFile,
  ProvidersFile,
  ReportTrustFile,
} from '../../contract/knowledge-files.ts'
import type { PlatformSource } from './compile-knowledge.ts'
import type { DatedStatement } from './knowledge.ts'
import { browsersKey, failuresKey, issuesKey, providersKey, refTo, reportsKey } from './knowledge-places.ts'

interface Files {
  readonly platforms: readonly PlatformSource[]
  readonly browsers: BrowsersFile
  readonly issues: KnownIssuesFile
  readonly providers: ProvidersFile
  readonly reports: ReportTrustFile
  readonly failures: FailuresFile
}

/** Every statement with its source and date, for telling what has gone stale. */
export function listDatedStatements({
  platforms,
  browsers,
  issues,
  providers,
  reports,
  failures,
}: Files): DatedStatement[] {
  const date = (
    file: string,
    pointer: string,
    { source, certainty, verifiedOn, note }: Omit<DatedStatement, 'ref'>,
  ): DatedStatement => ({
    ref: refTo(file, pointer),
    source,
    certainty,
    verifiedOn,
    ...(note !== undefined && { note }),
  })
  const dated = (file: string, pointer: string, statements: readonly Omit<DatedStatement, 'ref'>[]) =>
    statements.map((statement, index) => date(file, `${pointer}/${index}`, statement))
  return [
    ...platforms.flatMap(({ file, content }) => dated(file, '/statements', content.statements)),
    ...dated(browsersKey, '/mirrors', browsers.mirrors),
    ...dated(browsersKey, '/assumed', browsers.assumed ?? []),
    ...dated(browsersKey, '/runsOn', browsers.runsOn),
    ...dated(issuesKey, '/issues', issues.issues),
    ...dated(reportsKey, '/reports', reports.reports),
    ...dated(failuresKey, '/failures', failures.failures),
    ...Object.entries(providers.reachPatterns).flatMap(([name, statements]) =>
      dated(providersKey, `/reachPatterns/${name}`, statements),
    ),
    ...dated(providersKey, '/providers', providers.providers),
    ...providers.providers.flatMap(({ reach }, index) =>
      dated(providersKey, `/providers/${index}/reach`, reach),
    ),
    ...providers.providers.flatMap(({ userVerification }, index) =>
      userVerification === undefined
        ? []
        : [date(providersKey, `/providers/${index}/userVerification`, userVerification)],
    ),
    ...dated(providersKey, '/inference', providers.inference),
  ]
}
