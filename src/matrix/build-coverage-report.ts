import type {
  ConditionFinding,
  CoverageReport,
  CoverageSource,
  CoveredRule,
  RuleHits,
} from '../contract/coverage.ts'
import { purposes, type RuleStatus } from '../contract/words.ts'
import {
  type CoverageCount,
  type LeafCount,
  type Policy,
  type RuleCount,
  type RuleFolder,
  readRuleStanding,
} from '../core/index.ts'

export interface RecordedCoverage {
  readonly count: CoverageCount
  readonly from: number
  readonly to: number
  readonly limited: boolean
  readonly skipped: number
}

export interface CoverageParts {
  readonly policy: Policy
  /** The files of the policy: to say where in them a rule stands. */
  readonly folder: RuleFolder
  readonly now: number
  readonly fixtures: CoverageCount | null
  readonly recorded: RecordedCoverage | null
}

interface Entry {
  readonly place: Pick<CoveredRule, 'purpose' | 'file' | 'pointer' | 'rule'>
  readonly standing: RuleStatus
  /** The last rule, which holds always: that nothing is left for it is as it should be. */
  readonly isNet: boolean
  readonly counts: Readonly<Partial<Record<CoverageSource, RuleCount & { readonly asked: number }>>>
}

const told: Readonly<Record<CoverageSource, (asked: number) => string>> = {
  fixtures: (asked) => `${asked.toLocaleString('en')} fixture${asked === 1 ? '' : 's'}`,
  recorded: (asked) => `${asked.toLocaleString('en')} recorded login${asked === 1 ? '' : 's'}`,
}
const instant = (at: number): string => new Date(at).toISOString()

/** One report of what fixtures and recorded logins meet, with what neither meets in lists of their own. */
export function buildCoverageReport(parts: CoverageParts): CoverageReport {
  const { policy, fixtures, recorded } = parts
  const entries = listEntries(parts)
  const live = entries.filter(({ standing }) => standing === 'in-force')
  return {
    revision: policy.revision,
    fixtures: fixtures && { asked: countAsked(fixtures) },
    recorded: recorded && {
      from: instant(recorded.from),
      to: instant(recorded.to),
      asked: countAsked(recorded.count),
      limited: recorded.limited,
      skipped: recorded.skipped,
      stopped: recorded.count.stopped,
    },
    rules: entries.map(({ place, standing, counts }) => ({
      ...place,
      standing,
      fixtures: describeHits(counts.fixtures),
      recorded: describeHits(counts.recorded),
    })),
    neverMatched: live.flatMap(findNeverMatched),
    shadowed: live.filter(({ isNet }) => !isNet).flatMap((entry) => findShadowed(entry, policy)),
    conditions: live.flatMap((entry) => listFindings(entry)).toSorted((a, b) => b.asked - a.asked),
    notInForce: entries
      .filter(({ standing }) => standing !== 'in-force')
      .map(({ place, standing }) => ({ ...place, standing })),
  }
}

const countAsked = ({ byPurpose }: CoverageCount): number =>
  purposes.reduce((sum, purpose) => sum + byPurpose[purpose].asked, 0)

function listEntries({ policy, folder, now, fixtures, recorded }: CoverageParts): readonly Entry[] {
  return purposes.flatMap((purpose) => {
    const { file, rules, broken } = policy.ruleSets[purpose]
    const places = locateRules(folder.get(file))
    return rules.map((rule, index): Entry => {
      const count = (source: CoverageCount | undefined | null) => {
        const set = source?.byPurpose[purpose]
        const found = set?.rules[index]
        return set === undefined || found === undefined ? undefined : { ...found, asked: set.asked }
      }
      const [byFixtures, byRecorded] = [count(fixtures), count(recorded?.count)]
      const at = places.get(rule.name)
      return {
        place: { purpose, file, pointer: at === undefined ? '/rules' : `/rules/${at}`, rule: rule.name },
        isNet: rule.conditions === undefined && index === rules.length - 1,
        standing: broken.has(rule.name) ? 'broken' : readRuleStanding(rule, now),
        counts: {
          ...(byFixtures === undefined ? {} : { fixtures: byFixtures }),
          ...(byRecorded === undefined ? {} : { recorded: byRecorded }),
        },
      }
    })
  })
}

/** Where in its file each rule stands; rules are tried in another order. */
function locateRules(text: string | undefined): ReadonlyMap<string, number> {
  const file: unknown = text === undefined ? null : JSON.parse(text.replace(/^\u{feff}/u, ''))
  const rules = typeof file === 'object' && file !== null && 'rules' in file ? file.rules : []
  return new Map((rules as readonly { readonly name: string }[]).map(({ name }, index) => [name, index]))
}

const sourcesOf = (entry: Entry) =>
  Object.entries(entry.counts) as [CoverageSource, RuleCount & { asked: number }][]
const listTaken = (takenBy: RuleCount['takenBy']) =>
  [...takenBy].map(([rule, count]) => ({ rule, count })).toSorted((a, b) => b.count - a.count)
const countTaken = ({ takenBy }: RuleCount): number =>
  [...takenBy.values()].reduce((sum, one) => sum + one, 0)

function describeHits(count: (RuleCount & { readonly asked: number }) | undefined): RuleHits | null {
  if (count === undefined) return null
  const { asked, reached, matched, won, leftOut, lastWonAt, takenBy } = count
  return {
    ...{ asked, reached, matched, won, leftOut },
    lastWonAt: lastWonAt === null ? null : instant(lastWonAt),
    takenBy: listTaken(takenBy),
  }
}

function findNeverMatched(entry: Entry): CoverageReport['neverMatched'] {
  const silent = sourcesOf(entry).filter(
    ([, count]) => count.asked > 0 && count.matched === 0 && countTaken(count) === 0,
  )
  if (silent.length === 0) return []
  const reasons = silent.map(([source, { asked, reached }]) =>
    reached === 0
      ? `never reached by ${told[source](asked)}`
      : `reached by ${reached.toLocaleString('en')} of ${told[source](asked)}, and its conditions never held`,
  )
  return [
    {
      ...entry.place,
      by: silent.map(([source]) => source),
      says: `\`${entry.place.rule}\` was ${reasons.join('; it was ')}`,
    },
  ]
}

function findShadowed(entry: Entry, policy: Policy): CoverageReport['shadowed'] {
  const { file, pointer, rule } = entry.place
  const covered = sourcesOf(entry).filter(([, count]) => count.matched === 0 && countTaken(count) > 0)
  const known = policy.problems.find(
    (one) => one.kind === 'shadowed-rule' && one.file === file && one.pointer === `${pointer}/conditions`,
  )
  if (covered.length === 0)
    return known === undefined
      ? []
      : [{ ...entry.place, by: [], takenBy: [], says: `\`${rule}\` is ${known.message}` }]
  const takenBy = new Map<string, number>()
  for (const [, count] of covered)
    for (const [name, number] of count.takenBy) takenBy.set(name, (takenBy.get(name) ?? 0) + number)
  const [first, ...others] = listTaken(takenBy)
  const whom =
    others.length === 0
      ? `\`${first?.rule}\``
      : `rules above it, most of them (${first?.count.toLocaleString('en')}) \`${first?.rule}\``
  const all = covered.map(([source, count]) => told[source](countTaken(count))).join(' and ')
  return [
    {
      ...entry.place,
      by: covered.map(([source]) => source),
      takenBy: listTaken(takenBy),
      says: `\`${rule}\` would have held for ${all}, and all went to ${whom}`,
    },
  ]
}

function listFindings({ place, counts }: Entry): CoverageReport['conditions'] {
  return (Object.entries(counts) as [CoverageSource, RuleCount][]).flatMap(([by, { leaves }]) =>
    leaves.flatMap((count) => {
      const finding = judge(count)
      if (finding === null) return []
      const audience = count.audiences.at(-1)
      return [
        {
          ...place,
          pointer:
            audience === undefined ? place.pointer + count.pointer : `/audiences/${audience}${count.pointer}`,
          audiences: [...count.audiences],
          condition: tellLeaf(count),
          finding,
          by,
          asked: count.true + count.false + count.unknown,
        },
      ]
    }),
  )
}

function judge({ true: held, false: failed, unknown }: LeafCount): ConditionFinding | null {
  if (held + failed + unknown === 0) return null
  if (held + failed === 0) return 'never-known'
  if (held === 0) return 'never-true'
  return failed === 0 && unknown === 0 ? 'never-false' : null
}

const tellLeaf = ({ leaf: { fact, path, operator, value } }: LeafCount): string =>
  `${fact}${path === undefined ? '' : ` ${path}`} ${operator} ${JSON.stringify(value)}`
