import type { Policy } from '../core/index.ts'
import { parsePolicy, parseShadow } from '../core/index.ts'
import { describeExperiments, describeShadow, queryExperiments } from '../http/describe-draws.ts'
import { describeRollout, listRollouts, queryRollouts } from '../http/describe-rollouts.ts'
import { renderExperimentsText, renderRolloutsText, renderShadowText } from '../reports/render-draws-text.ts'
import type { Emphasis } from '../reports/render-report-text.ts'
import { loadDraws } from '../store/load-draws.ts'
import { loadHolds } from '../store/load-holds.ts'
import { UsageError } from './command.ts'
import type { LiveRules } from './rules/load-live-rules.ts'
import { suggestWord } from './suggest-word.ts'

/** Reports about the rules in force, besides those about recorded decisions alone. */
export const drawKinds = ['rollouts', 'experiments', 'shadow'] as const
export type DrawKind = (typeof drawKinds)[number]

export interface DrawsAsked {
  readonly kind: DrawKind
  readonly from: number
  readonly now: number
  /** One experiment; undefined: all. */
  readonly name: string | undefined
  readonly file: string
  readonly live: LiveRules
}

/** What draws and shadow rules have led to, as data and as text. @throws UsageError */
export function showDraws(asked: DrawsAsked, emphasize: Emphasis): { data: object; text: string } {
  const { kind, from, now, name, file, live } = asked
  const { folder } = live
  if (kind === 'shadow') {
    const revision = parseShadow(folder, now)?.policy?.revision ?? null
    const tally = revision === null ? null : loadDraws({ file }, { kind, from, to: now, revision })
    const view = describeShadow(revision, from, now, tally)
    return { data: view, text: renderShadowText(view, emphasize) }
  }
  const { policy } = parsePolicy(folder, now)
  if (policy === null) throw new UsageError(`${live.name} have errors; see \`keywise check\``)
  if (kind === 'rollouts') {
    const view = showRollouts(policy, file, now)
    return { data: view, text: renderRolloutsText(view, emphasize) }
  }
  if (name !== undefined && !policy.experiments.has(name))
    throw new UsageError(
      `there is no experiment \`${name.slice(0, 80)}\`; ${suggestWord(name, [...policy.experiments.keys()])}`,
    )
  const query = queryExperiments(policy, from, now, name)
  const view = describeExperiments(policy, query, loadDraws({ file }, query))
  return { data: view, text: renderExperimentsText(view, emphasize) }
}

function showRollouts(policy: Policy, file: string, now: number) {
  const rollouts = listRollouts(policy, loadHolds(file), now)
  const tallies = loadDraws({ file }, queryRollouts(rollouts, now))
  return {
    revision: policy.revision,
    rollouts: rollouts.flatMap((rollout, index) => {
      const tally = tallies[index]
      return tally === undefined ? [] : [describeRollout(rollout, tally, now)]
    }),
  }
}
