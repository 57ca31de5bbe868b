import { isDeepStrictEqual } from 'node:util'
import type { Problem, Switch } from '../contract/rule-files.ts'
import {
  type Policy,
  parsePolicy,
  type RecordedInput,
  type RuleFolder,
  withRecordedStanding,
} from '../core/index.ts'

/** The rules in force and a draft, ready for the same questions. */
export interface ReplayPolicies {
  readonly live: Policy
  readonly draft: Policy
  /** Switches that the draft adds to those of the files, and takes from them. */
  readonly added: readonly Switch[]
  readonly removed: readonly Switch[]
}

/** Raised where a folder is no policy; a draft is checked before, so this is rare. */
export class UnusableRulesError extends Error {
  override readonly name = 'UnusableRulesError'
  readonly problems: readonly Problem[]

  constructor(which: string, problems: readonly Problem[]) {
    super(`the ${which} rules cannot be used: ${problems[0]?.message ?? 'no reason known'}`)
    this.problems = problems
  }
}

/** @param now epoch ms; for warnings about times that are over. @throws UnusableRulesError */
export function parseReplayPolicies(live: RuleFolder, draft: RuleFolder, now: number): ReplayPolicies {
  const read = (which: string, folder: RuleFolder): Policy => {
    const { policy, problems } = parsePolicy(folder, now)
    if (policy === null) throw new UnusableRulesError(which, problems)
    return policy
  }
  return buildReplayPolicies(
    { folder: live, policy: read('live', live) },
    { folder: draft, policy: read('draft', draft) },
  )
}

interface Side {
  readonly folder: RuleFolder
  readonly policy: Policy
}

/** What is equal becomes the very same, so that what rests on it is worked out once for both. */
export function buildReplayPolicies(live: Side, draft: Side): ReplayPolicies {
  const { settings, knowledge, switches } = live.policy
  const sameSettings = isDeepStrictEqual(settings, draft.policy.settings)
  return {
    live: live.policy,
    draft: {
      ...draft.policy,
      settings: sameSettings ? settings : draft.policy.settings,
      knowledge: hasSameKnowledge(live.folder, draft.folder) ? knowledge : draft.policy.knowledge,
    },
    added: draft.policy.switches.filter((one) => one.on && !hasSwitch(switches, one)),
    removed: switches.filter((one) => one.on && !hasSwitch(draft.policy.switches, one)),
  }
}

const hasSwitch = (switches: readonly Switch[], one: Switch): boolean =>
  switches.some((other) => isDeepStrictEqual(one, other))

const hasSameKnowledge = (one: RuleFolder, other: RuleFolder): boolean =>
  isDeepStrictEqual(listKnowledge(one), listKnowledge(other))
const listKnowledge = (folder: RuleFolder) =>
  [...folder].filter(([path]) => path.startsWith('knowledge/')).sort(([a], [b]) => (a < b ? -1 : 1))

/**
 * Both policies as they would have stood when a question was put: with the bounds and switches of then, but for the
 * switches by which the files differ. Those hold all along on their side, or a draft that adds one would show nothing.
 */
export function standAsRecorded(
  { live, draft, added, removed }: ReplayPolicies,
  recorded: RecordedInput,
): { readonly live: Policy; readonly draft: Policy; readonly isLiveAsRecorded: boolean } {
  const then = withRecordedStanding(live, recorded)
  const { standing } = then
  if (added.length === 0 && removed.length === 0)
    return { live: then, draft: { ...draft, switches: then.switches, standing }, isLiveAsRecorded: true }
  const change = (away: readonly Switch[], more: readonly Switch[]): readonly Switch[] => [
    ...then.switches.filter((one) => !hasSwitch(away, one)),
    ...more,
  ]
  return {
    live: { ...live, standing, switches: change(added, removed) },
    draft: { ...draft, standing, switches: change(removed, added) },
    isLiveAsRecorded: false,
  }
}
