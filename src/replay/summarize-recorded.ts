import type { RecordedSimulation } from '../contract/simulation.ts'
import { type LoginEnding, loginEndings } from '../contract/simulation-words.ts'
import type { RecordedDecisionRow } from '../store/read-recorded-decisions.ts'
import { readFailure } from '../store/sqlite-failure.ts'
import { StoreError } from '../store/store-error.ts'
import { classifyEnding } from './classify-ending.ts'
import { addExamples, type ChangeTally, createChangeCounter, mostExamples } from './count-changes.ts'
import { createEffect, type EffectTally } from './estimate-effect.ts'
import { type FindOwnRules, findNoRules } from './own-rules.ts'
import { type ReplayedDecision, replayDecision } from './replay-decision.ts'
import type { ReplayPolicies } from './replay-policies.ts'

/** What was added up: plain data, which a thread can tell another. */
export interface RecordedTally {
  readonly changes: ChangeTally<LoginEnding>
  readonly effect: EffectTally
  /** The most that happened to anybody. */
  readonly people: Map<string, Fate>
  readonly unfaithful: { count: number; readonly examples: string[] }
  readonly notReplayable: { olderVersion: number; unreadable: number }
  readonly earlierRules: Record<keyof RecordedSimulation['earlierRules'], number>
  faithful: number
}

/** Decided anew; decided otherwise; decided otherwise and left without a way in. Each is all that stand before it as well. */
type Fate = 0 | 1 | 2

export const countRead = ({ changes, notReplayable }: RecordedTally): number =>
  changes.decided + notReplayable.olderVersion + notReplayable.unreadable

/** What became of the rules of earlier decisions. */
const rulesHad = [
  'kept',
  'missing',
  'altered',
  'unusable',
] as const satisfies readonly (keyof RecordedTally['earlierRules'])[]

/** Takes one recorded decision after the other, in the order in which examples are to be told. */
export function createRecordedSummary(policies: ReplayPolicies, findOwnRules: FindOwnRules = findNoRules) {
  const changes = createChangeCounter(loginEndings)
  const effect = createEffect()
  const tally: RecordedTally = {
    changes: changes.tally,
    effect: effect.tally,
    people: new Map(),
    unfaithful: { count: 0, examples: [] },
    notReplayable: { olderVersion: 0, unreadable: 0 },
    earlierRules: { kept: 0, missing: 0, altered: 0, unusable: 0 },
    faithful: 0,
  }
  const { people, unfaithful, notReplayable, earlierRules } = tally

  const addPerson = (person: string, fate: Fate): void => {
    const known = people.get(person)
    if (known === undefined || known < fate) people.set(person, fate)
  }
  const countPeople = (least: Fate): number => {
    let count = 0
    for (const fate of people.values()) if (fate >= least) count += 1
    return count
  }

  return {
    tally,
    add(row: RecordedDecisionRow): void {
      const { id, at, answerHash } = row
      if (answerHash === null) {
        notReplayable.olderVersion += 1
        return
      }
      const replayed = replayIfPossible(row, answerHash, policies, findOwnRules)
      if (replayed === null) {
        notReplayable.unreadable += 1
        return
      }
      const { live, draft, isFaithful, rules } = replayed
      if (rules !== 'live') earlierRules[rules] += 1
      if (isFaithful) tally.faithful += 1
      else if (isFaithful === false) {
        unfaithful.count += 1
        if (unfaithful.examples.length < mostExamples) unfaithful.examples.push(id)
      }
      const { isChanged, losesOnlyRoute } = changes.add({
        ...{
          id,
          at,
          title: null,
          os: row.os,
          browser: row.browser,
          reach: row.reach,
          provider: row.provider,
        },
        live: live.decision,
        draft: draft.decision,
        ended: classifyEnding(row.attempts, row.mode, row.deviceProven),
      })
      effect.add(live, draft, policies.live)
      // Whoever is nobody's is somebody of their own.
      addPerson(row.person ?? id, losesOnlyRoute ? 2 : isChanged ? 1 : 0)
    },
    /** As if what the other was told had been told here, after all that was. */
    merge(other: RecordedTally): void {
      changes.merge(other.changes)
      effect.merge(other.effect)
      for (const [person, fate] of other.people) addPerson(person, fate)
      unfaithful.count += other.unfaithful.count
      addExamples(unfaithful.examples, other.unfaithful.examples)
      notReplayable.olderVersion += other.notReplayable.olderVersion
      notReplayable.unreadable += other.notReplayable.unreadable
      for (const kind of rulesHad) earlierRules[kind] += other.earlierRules[kind]
      tally.faithful += other.faithful
    },
    build: () => ({
      ...changes.build(),
      people: { decided: people.size, changed: countPeople(1), lostRoute: countPeople(2) },
      otherRevision: earlierRules.missing + earlierRules.altered + earlierRules.unusable,
      earlierRules,
      faithful: tally.faithful,
      unfaithful,
      notReplayable,
      estimate: effect.build(),
    }),
  }
}

/** One record that is broken is no reason to tell nothing of the others: it is counted. */
function replayIfPossible(
  { at, revision, openInput }: RecordedDecisionRow,
  answerHash: string,
  policies: ReplayPolicies,
  findOwnRules: FindOwnRules,
): ReplayedDecision | null {
  try {
    return replayDecision({ at, revision, answerHash, input: openInput() }, policies, findOwnRules)
  } catch (error) {
    // The record may be sound: it is the file that cannot be read.
    if (readFailure(error) instanceof StoreError) throw error
    return null
  }
}
