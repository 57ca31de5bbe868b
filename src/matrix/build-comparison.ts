import { isDeepStrictEqual } from 'node:util'
import type { BrowserName, FixtureStatus, OsName } from '../contract/words.ts'
import type { Decision, Policy, RuleFolder } from '../core/index.ts'
import { type Cause, countCauses } from './count-causes.ts'
import { explainChange } from './explain-change.ts'
import { indexStatements } from './index-statements.ts'
import type { FixtureResult } from './run-fixture.ts'

/** Rules and what the fixtures came to under them. */
export interface ComparedRun {
  readonly folder: RuleFolder
  readonly policy: Policy
  readonly results: readonly FixtureResult[]
}

export interface ComparedValue<Value> {
  readonly from: Value
  readonly to: Value
}

type Verdict = Pick<Decision, 'action' | 'reason'> & { readonly rule: string | null }

/** What one fixture comes to under other rules, where that is something else. */
export interface FixtureChange {
  readonly id: string
  readonly title: string
  readonly file: string
  readonly os: OsName
  readonly browser: BrowserName
  /** Action or reason; null where both stay. */
  readonly decision: ComparedValue<Verdict> | null
  /** Other parts of the decision that differ, such as `ceremony`. */
  readonly also: readonly string[]
  readonly support: readonly (ComparedValue<string | boolean> & { readonly feature: string })[]
  readonly status: ComparedValue<FixtureStatus> | null
  /** Statements and rules that are likely to be behind it. */
  readonly causes: readonly string[]
}

export interface Comparison {
  readonly from: string
  readonly to: string
  readonly total: number
  readonly changedDecisions: number
  readonly newlyFailing: readonly string[]
  readonly newlyPassing: readonly string[]
  /** Rule files that differ. */
  readonly files: readonly string[]
  readonly groups: readonly {
    readonly os: OsName
    readonly browser: BrowserName
    readonly fixtures: number
    readonly decisions: number
  }[]
  readonly causes: readonly Cause[]
  readonly changes: readonly FixtureChange[]
}

/** Holds the same fixtures, run under two sets of rules, against each other. */
export function buildComparison(from: ComparedRun, to: ComparedRun): Comparison {
  const before = new Map(from.results.map((result) => [result.fixture.id, result]))
  const statements = { from: indexStatements(from.folder), to: indexStatements(to.folder) }
  const changes = to.results.flatMap((result) => {
    const earlier = before.get(result.fixture.id)
    if (earlier === undefined) return []
    const change = compareResults(earlier, result)
    return change === null ? [] : [{ ...change, causes: explainChange(earlier, result, statements) }]
  })
  const became = (status: FixtureStatus) =>
    changes.filter((change) => change.status?.to === status).map(({ id }) => id)
  return {
    from: from.policy.revision,
    to: to.policy.revision,
    total: to.results.length,
    changedDecisions: changes.filter(({ decision }) => decision !== null).length,
    newlyFailing: became('failing'),
    newlyPassing: became('passing'),
    files: [...new Set([...from.folder.keys(), ...to.folder.keys()])]
      .filter((path) => from.folder.get(path) !== to.folder.get(path))
      .sort(),
    groups: groupChanges(changes),
    causes: countCauses(changes.map((change) => change.causes)),
    changes,
  }
}

function compareResults(from: FixtureResult, to: FixtureResult): Omit<FixtureChange, 'causes'> | null {
  const decision = { from: readVerdict(from.decision), to: readVerdict(to.decision) }
  const isOther = decision.from.action !== decision.to.action || decision.from.reason !== decision.to.reason
  const also = comparedParts.filter((part) => !isDeepStrictEqual(from.decision[part], to.decision[part]))
  const support = Object.entries(to.support).flatMap(([feature, { value }]) => {
    const earlier = from.support[feature as keyof typeof from.support].value
    return earlier === value ? [] : [{ feature, from: earlier, to: value }]
  })
  const hasChanged = isOther || also.length > 0 || support.length > 0 || from.status !== to.status
  if (!hasChanged) return null
  const { id, title } = to.fixture
  const { os, browser } = to.platform
  return {
    id,
    title,
    file: to.file,
    os,
    browser,
    decision: isOther ? decision : null,
    also,
    support,
    status: from.status === to.status ? null : { from: from.status, to: to.status },
  }
}

/** What a page acts on besides action and reason. */
const comparedParts = [
  'ceremony',
  'registration',
  'next',
  'fallbacks',
  'stepUpRequired',
  'passive',
  'confidence',
  'degraded',
] as const

const readVerdict = ({ action, reason, rule }: Decision): Verdict => ({
  action,
  reason,
  rule: rule?.name ?? null,
})

function groupChanges(changes: readonly FixtureChange[]): Comparison['groups'] {
  const groups = new Map<string, { os: OsName; browser: BrowserName; fixtures: number; decisions: number }>()
  for (const { os, browser, decision } of changes) {
    const key = `${os} ${browser}`
    const group = groups.get(key) ?? { os, browser, fixtures: 0, decisions: 0 }
    group.fixtures++
    if (decision !== null) group.decisions++
    groups.set(key, group)
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group)
}
