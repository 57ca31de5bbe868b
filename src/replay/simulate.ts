import type { Simulation } from '../contract/simulation.ts'
import type { RuleFolder } from '../core/index.ts'
import type { RecordedSelection } from '../store/read-recorded-decisions.ts'
import { listNotes } from './list-notes.ts'
import type { RecordedSource } from './replay-part.ts'
import { parseReplayPolicies } from './replay-policies.ts'
import { simulateFixtures } from './simulate-fixtures.ts'
import { simulateRecorded, type TellProgress } from './simulate-recorded.ts'
import type { ThreadCrew } from './thread-crew.ts'

/** What is to be simulated: plain data, so that a thread can be told. */
export interface SimulationOrder {
  readonly live: RuleFolder
  readonly draft: RuleFolder
  /** null: leave recorded decisions out. */
  readonly recorded: { readonly source: RecordedSource; readonly selection: RecordedSelection } | null
  /** Folder of the fixtures; null: leave them out. */
  readonly fixturesDir: string | null
  /** Epoch ms; for warnings about times that are over. */
  readonly now: number
}

export type SimulationPhase = 'fixtures' | 'recorded'

/**
 * Puts a draft beside the rules in force: recorded decisions first, then the fixtures. It computes for seconds; a service
 * has that done by a `Simulator`. @throws UnusableRulesError, StoreError
 */
export async function simulate(
  { live, draft, recorded, fixturesDir, now }: SimulationOrder,
  tell: (phase: SimulationPhase, ...progress: Parameters<TellProgress>) => void = () => {},
  crew?: ThreadCrew,
): Promise<Simulation> {
  const policies = parseReplayPolicies(live, draft, now)
  const told =
    recorded === null
      ? null
      : await simulateRecorded(
          { live, draft, now, ...recorded },
          policies,
          (...progress) => tell('recorded', ...progress),
          crew,
        )
  const fixtures =
    fixturesDir === null
      ? null
      : await simulateFixtures(fixturesDir, policies, (...progress) => tell('fixtures', ...progress))
  return {
    live: { revision: policies.live.revision },
    draft: { revision: policies.draft.revision, problems: [...policies.draft.problems] },
    files: [...new Set([...live.keys(), ...draft.keys()])]
      .filter((path) => live.get(path) !== draft.get(path))
      .sort(),
    notes: [...listNotes(policies, told, recorded?.selection.to ?? now)],
    recorded: told,
    fixtures,
  }
}
