import type { FailuresFile } from '../../../../src/contract/failure-files.ts'
import type {
  BrowsersFile,
  KnownIssuesFile,
  PlatformFile,
  ProviderEntry,
  ProvidersFile,
  ReachStatement,
  ReportTrustFile,
  SupportValues,
  Where,
} from '../../../../src/contract/knowledge-files.ts'
import type { KnowledgeDraft } from '../../../../src/core/platform/lint/knowledge-draft.ts'
import type { LintRule } from '../../../../src/core/platform/lint/lint-rule.ts'

/** What every fact carries; a test overrides what it is about. */
const evidence = {
  certainty: 'high',
  source: 'https://www.w3.org/TR/webauthn-3/',
  verifiedOn: '2026-11',
} as const
type Evidence = Partial<Pick<ReachStatement, 'certainty' | 'source' | 'verifiedOn' | 'note'>>

export const statement = (
  where: Where | undefined,
  values: SupportValues = { hints: true },
  more: Evidence = {},
): PlatformFile['statements'][number] => ({ ...(where && { where }), values, ...evidence, ...more })

export const reach = (
  where: Where | undefined,
  answer: ReachStatement['answer'] = 'no',
  more: Evidence = {},
): ReachStatement => ({ ...(where && { where }), answer, ...evidence, ...more })

export const provider = (more: Partial<ProviderEntry> = {}): ProviderEntry => ({
  id: 'a-manager',
  name: 'A Manager',
  aaguids: [],
  kind: 'manager',
  sync: 'synced',
  syncDomain: 'an account',
  backupEligible: true,
  transports: null,
  createdOn: ['android'],
  phones: [],
  reach: [reach(undefined, 'unknown', { note: 'nobody looked' })],
  ...evidence,
  ...more,
})

export const issue = (
  more: Partial<KnownIssuesFile['issues'][number]> = {},
): KnownIssuesFile['issues'][number] => ({
  id: 'KI-01',
  match: { os: 'linux' },
  effect: 'it breaks',
  advice: 'note',
  ...evidence,
  ...more,
})

export const report = (
  more: Partial<ReportTrustFile['reports'][number]> = {},
): ReportTrustFile['reports'][number] => ({
  report: 'webauthn',
  is: true,
  values: { webauthn: true },
  ...evidence,
  ...more,
})

export const failure = (
  more: Partial<FailuresFile['failures'][number]> = {},
): FailuresFile['failures'][number] => ({
  id: 'a-row',
  gives: 'unknown',
  because: 'nobody looked',
  ...evidence,
  ...more,
})

export const runsOn = (
  where: Where,
  osVersion: BrowsersFile['runsOn'][number]['osVersion'],
): BrowsersFile['runsOn'][number] => ({ where, osVersion, ...evidence })

/** Edge, Brave and Opera count as Chrome, as they do in the shipped files. */
const mirrors: BrowsersFile['mirrors'] = [
  {
    browser: ['edge', 'brave'],
    where: { os: ['windows', 'macos', 'linux', 'android'] },
    of: 'chrome',
    versions: 'same',
    ...evidence,
  },
  {
    browser: 'opera',
    where: { os: ['windows', 'macos', 'linux', 'android'] },
    of: 'chrome',
    versions: 'chromium',
    ...evidence,
  },
]

interface Parts {
  readonly paths?: readonly string[]
  readonly platforms?: readonly (Partial<PlatformFile> & Pick<PlatformFile, 'statements'>)[]
  readonly browsers?: Partial<BrowsersFile>
  readonly issues?: KnownIssuesFile['issues']
  readonly providers?: Partial<ProvidersFile>
  readonly reports?: ReportTrustFile['reports']
  readonly failures?: FailuresFile['failures']
  readonly now?: string
}

/** The files a test is about; platform files are called `knowledge/platforms/0.json`, `1.json`... */
export const draftOf = (parts: Parts): KnowledgeDraft => ({
  paths: parts.paths ?? [],
  platforms: (parts.platforms ?? []).map((file, index) => ({
    file: `knowledge/platforms/${index}.json`,
    content: { rank: 10, ...file },
  })),
  browsers: {
    newestVerified: { browsers: { chrome: '157' }, systems: {} },
    mirrors,
    runsOn: [],
    ...parts.browsers,
  },
  issues: { issues: parts.issues ?? [] },
  providers: { anonymousAaguids: [], reachPatterns: {}, providers: [], inference: [], ...parts.providers },
  reports: { reports: parts.reports ?? [] },
  failures: parts.failures === undefined ? null : { failures: parts.failures },
  now: parts.now === undefined ? null : Date.parse(parts.now),
})

/** Where a rule finds something, as `file#pointer` below `knowledge/`. */
export const placesOf = (rule: LintRule, parts: Parts): string[] =>
  rule.find(draftOf(parts)).map(({ file, pointer }) => `${file.replace('knowledge/', '')}#${pointer}`)
