import type { RecordedSimulation } from '../contract/simulation.ts'
import { loginEndings } from '../contract/simulation-words.ts'
import { loadRevision } from '../store/load-rules.ts'
import { createFieldCipher } from '../store/personal-field.ts'
import {
  countRecordedDecisions,
  type RecordedDecisionRow,
  type RecordedSelection,
  readRecordedDecisions,
} from '../store/read-recorded-decisions.ts'
import type { SiteKey } from '../store/site-key.ts'
import { openReaderConnection } from '../store/sqlite-connection.ts'
import { readFailure } from '../store/sqlite-failure.ts'
import { StoreError } from '../store/store-error.ts'
import { classifyEnding } from './classify-ending.ts'
import { createChangeCounter } from './count-changes.ts'
import { createEffect } from './estimate-effect.ts'
import { createOwnRules, type FindOwnRules, findNoRules } from './own-rules.ts'
import { type ReplayedDecision, replayDecision } from './replay-decision.ts'
import type { ReplayPolicies } from './replay-policies.ts'

/** Where decisions are recorded; the file is only read. */
export interface RecordedSource {
  readonly file: string
  readonly siteKey: SiteKey
}

/** Told after each part, and at the end. */
export type TellProgress = (done: number, total: number) => void

const progressEvery = 500
const mostExamples = 10

/** Puts recorded questions to both sides and adds up what changes. @throws StoreError when the file cannot be read */
export function simulateRecorded(
  { file, siteKey }: RecordedSource,
  selection: RecordedSelection,
  policies: ReplayPolicies,
  tell: TellProgress = () => {},
): RecordedSimulation {
  const connection = openReaderConnection(file)
  try {
    const available = countRecordedDecisions(connection, selection)
    const total = Math.min(available, selection.limit)
    const ownRules = createOwnRules()
    const summary = createRecordedSummary(policies, (revision) =>
      ownRules.find(revision, (one) => loadRevision(connection, one)),
    )
    const cipher = createFieldCipher(siteKey, () => selection.to)
    let read = 0
    for (const row of readRecordedDecisions(connection, cipher, selection)) {
      summary.add(row)
      read += 1
      if (read % progressEvery === 0) tell(read, Math.max(read, total))
    }
    tell(read, read)
    const { from, to } = selection
    return {
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      available: Math.max(available, read),
      read,
      ...summary.build(),
    }
  } catch (error) {
    throw readFailure(error)
  } finally {
    connection.close()
  }
}

/** Takes one recorded decision after the other, in any order. */
export function createRecordedSummary(policies: ReplayPolicies, findOwnRules: FindOwnRules = findNoRules) {
  const changes = createChangeCounter(loginEndings)
  const effect = createEffect()
  const people = { decided: new Set<string>(), changed: new Set<string>(), lostRoute: new Set<string>() }
  const unfaithful = { count: 0, examples: [] as string[] }
  const notReplayable = { olderVersion: 0, unreadable: 0 }
  const earlierRules = { kept: 0, missing: 0, altered: 0, unusable: 0 }
  let faithful = 0

  return {
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
      if (isFaithful) faithful += 1
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
      const person = row.person ?? id
      people.decided.add(person)
      if (isChanged) people.changed.add(person)
      if (losesOnlyRoute) people.lostRoute.add(person)
    },
    build: () => ({
      ...changes.build(),
      people: {
        decided: people.decided.size,
        changed: people.changed.size,
        lostRoute: people.lostRoute.size,
      },
      otherRevision: earlierRules.missing + earlierRules.altered + earlierRules.unusable,
      earlierRules,
      faithful,
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
