import type { SimulatedAnswer } from '../contract/simulation.ts'
import { type ChangeKind, changeKinds } from '../contract/simulation-words.ts'
import type { Purpose } from '../contract/words.ts'
import type { Decision } from '../core/index.ts'
import { type AnswerChange, compareAnswers, losesOnlyRoute, readAnswer } from './compare-answers.ts'

/** One question with the answers of both sides. `id` names the decision or the fixture it comes from. */
export interface ComparedQuestion<Ending extends string> {
  readonly id: string
  /** null: no moment of its own. */
  readonly at: number | null
  readonly title: string | null
  readonly os: string
  readonly browser: string
  readonly reach: string | null
  readonly provider: string | null
  readonly live: Decision
  readonly draft: Decision
  readonly ended: Ending
}

/** What happened to one question. */
export interface CountedChange {
  readonly isChanged: boolean
  readonly losesOnlyRoute: boolean
}

type Endings<Ending extends string> = Record<Ending, number>

interface Group<Ending extends string> {
  decided: number
  changed: number
  readonly ended: Endings<Ending>
}

interface Pair<Ending extends string> {
  count: number
  readonly ended: Endings<Ending>
}

export interface Example<Ending extends string> {
  readonly id: string
  readonly at: string | null
  readonly title: string | null
  readonly os: string
  readonly browser: string
  readonly reach: string | null
  readonly provider: string | null
  readonly from: SimulatedAnswer
  readonly to: SimulatedAnswer
  readonly ended: Ending
}

export interface Transition<Ending extends string> extends Pair<Ending> {
  readonly kind: ChangeKind
  readonly from: string
  readonly to: string
  readonly examples: Example<Ending>[]
}

/** Some of each are enough to see what kind of login it is. */
export const mostExamples = 10
/** More is read by nobody, and rules may be many. */
const mostRows = 50

/** What was counted: plain data, which a thread can tell another. Maps keep every row, whatever is told of them. */
export interface ChangeTally<Ending extends string> {
  decided: number
  readonly counts: Record<ChangeKind, number>
  readonly ended: Endings<Ending>
  readonly transitions: Map<string, Transition<Ending>>
  readonly groups: Readonly<Record<'purpose' | 'os' | 'browser' | 'platform', Map<string, Group<Ending>>>>
  readonly pairs: Readonly<Record<'rule' | 'reason', Map<string, Pair<Ending>>>>
  readonly lostRoute: { count: number; readonly examples: Example<Ending>[] }
}

/** Adds up what changes between two answers to the same questions. Keeps counts and some examples, no question. */
export function createChangeCounter<Ending extends string>(endings: readonly Ending[]) {
  const none = (): Endings<Ending> =>
    Object.fromEntries(endings.map((ending) => [ending, 0])) as Endings<Ending>
  const emptyGroup = (): Group<Ending> => ({ decided: 0, changed: 0, ended: none() })
  const emptyPair = (): Pair<Ending> => ({ count: 0, ended: none() })
  const emptyTransition = (change: AnswerChange): Transition<Ending> => ({
    ...change,
    ...emptyPair(),
    examples: [],
  })
  const tally: ChangeTally<Ending> = {
    decided: 0,
    counts: { action: 0, mode: 0, details: 0, words: 0 },
    ended: none(),
    transitions: new Map(),
    groups: { purpose: new Map(), os: new Map(), browser: new Map(), platform: new Map() },
    pairs: { rule: new Map(), reason: new Map() },
    lostRoute: { count: 0, examples: [] },
  }
  const { counts, ended, transitions, groups, pairs, lostRoute } = tally

  const listGroups = ({ os, browser, live }: ComparedQuestion<Ending>) =>
    [
      [groups.purpose, live.purpose],
      [groups.os, os],
      [groups.browser, browser],
      [groups.platform, keyOf(os, browser)],
    ] as const

  const countPair = (map: Map<string, Pair<Ending>>, from: string | null, to: string | null, how: Ending) => {
    const pair = findOrAdd(map, keyOf(from, to), emptyPair)
    pair.count += 1
    pair.ended[how] += 1
  }

  const addEndings = (to: Endings<Ending>, from: Endings<Ending>): void => {
    for (const ending of endings) to[ending] += from[ending]
  }

  return {
    tally,
    add(question: ComparedQuestion<Ending>): CountedChange {
      const { live, draft, ended: how } = question
      const change = compareAnswers(live, draft)
      tally.decided += 1
      const isChanged = change !== null && change.kind !== 'words'
      for (const [map, key] of listGroups(question)) {
        const group = findOrAdd(map, key, emptyGroup)
        group.decided += 1
        if (!isChanged) continue
        group.changed += 1
        group.ended[how] += 1
      }
      if (change === null) return { isChanged, losesOnlyRoute: false }
      counts[change.kind] += 1
      if (!isChanged) return { isChanged, losesOnlyRoute: false }
      ended[how] += 1
      const transition = findOrAdd(transitions, keyOf(change.kind, change.from, change.to), () =>
        emptyTransition(change),
      )
      transition.count += 1
      transition.ended[how] += 1
      if (transition.examples.length < mostExamples) transition.examples.push(buildExample(question))
      countPair(pairs.rule, live.rule?.name ?? null, draft.rule?.name ?? null, how)
      countPair(pairs.reason, live.reason, draft.reason, how)
      const isLost = losesOnlyRoute(live, draft)
      if (isLost) {
        lostRoute.count += 1
        if (lostRoute.examples.length < mostExamples) lostRoute.examples.push(buildExample(question))
      }
      return { isChanged, losesOnlyRoute: isLost }
    },

    /** As if what the other was told had been told here, after all that was. */
    merge(other: ChangeTally<Ending>): void {
      tally.decided += other.decided
      for (const kind of changeKinds) counts[kind] += other.counts[kind]
      addEndings(ended, other.ended)
      mergeMaps(transitions, other.transitions, emptyTransition, (to, from) => {
        to.count += from.count
        addEndings(to.ended, from.ended)
        addExamples(to.examples, from.examples)
      })
      for (const name of ['purpose', 'os', 'browser', 'platform'] as const)
        mergeMaps(groups[name], other.groups[name], emptyGroup, (to, from) => {
          to.decided += from.decided
          to.changed += from.changed
          addEndings(to.ended, from.ended)
        })
      for (const name of ['rule', 'reason'] as const)
        mergeMaps(pairs[name], other.pairs[name], emptyPair, (to, from) => {
          to.count += from.count
          addEndings(to.ended, from.ended)
        })
      lostRoute.count += other.lostRoute.count
      addExamples(lostRoute.examples, other.lostRoute.examples)
    },

    build() {
      const { decided } = tally
      const { action, mode, details, words } = counts
      const count = action + mode + details
      const pair = (map: Map<string, Pair<Ending>>) =>
        listLargest(map, ({ count }) => count).map(([key, value]) => ({
          parts: JSON.parse(key) as readonly (string | null)[],
          ...value,
        }))
      const group = (map: Map<string, Group<Ending>>) => listLargest(map, ({ changed }) => changed)
      return {
        decided,
        changed: { count, share: decided === 0 ? 0 : count / decided, action, mode, details },
        words,
        ended,
        transitions: listLargest(transitions, ({ count }) => count).map(([, transition]) => transition),
        byPurpose: group(groups.purpose).map(([purpose, value]) => ({
          purpose: purpose as Purpose,
          ...value,
        })),
        byOs: group(groups.os).map(([os, value]) => ({ os, ...value })),
        byBrowser: group(groups.browser).map(([browser, value]) => ({ browser, ...value })),
        byPlatform: group(groups.platform)
          .filter(([, { changed }]) => changed > 0)
          .map(([key, value]) => {
            const [os = '', browser = ''] = JSON.parse(key) as readonly string[]
            return { os, browser, ...value }
          }),
        byRule: pair(pairs.rule).map(({ parts: [from = null, to = null], ...value }) => ({
          from,
          to,
          ...value,
        })),
        byReason: pair(pairs.reason).map(({ parts: [from, to], ...value }) => ({
          from: from ?? '',
          to: to ?? '',
          ...value,
        })),
        lostRoute,
      }
    },
  }
}

function mergeMaps<T>(
  to: Map<string, T>,
  from: ReadonlyMap<string, T>,
  create: (from: T) => T,
  add: (to: T, from: T) => void,
): void {
  for (const [key, value] of from)
    add(
      findOrAdd(to, key, () => create(value)),
      value,
    )
}

/** The first stay the first. */
export const addExamples = <T>(to: T[], from: readonly T[]): void => {
  to.push(...from.slice(0, Math.max(0, mostExamples - to.length)))
}

const keyOf = (...parts: readonly (string | null)[]): string => JSON.stringify(parts)

function findOrAdd<T>(map: Map<string, T>, key: string, create: () => T): T {
  const found = map.get(key)
  if (found !== undefined) return found
  const added = create()
  map.set(key, added)
  return added
}

/** The largest first; of a size by name, so that the order says nothing of the order of questions. */
const listLargest = <T>(
  map: ReadonlyMap<string, T>,
  sizeOf: (value: T) => number,
): (readonly [string, T])[] =>
  [...map].sort(([a, one], [b, other]) => sizeOf(other) - sizeOf(one) || (a < b ? -1 : 1)).slice(0, mostRows)

const buildExample = <Ending extends string>({
  at,
  live,
  draft,
  id,
  title,
  os,
  browser,
  reach,
  provider,
  ended,
}: ComparedQuestion<Ending>): Example<Ending> => ({
  ...{ id, at: at === null ? null : new Date(at).toISOString(), title },
  ...{ os, browser, reach, provider },
  from: readAnswer(live),
  to: readAnswer(draft),
  ended,
})
