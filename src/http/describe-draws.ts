import type { ExperimentsView, ShadowView } from '../contract/draws.ts'
import { isRunning, type Policy } from '../core/index.ts'
import { describeExperiment } from '../reports/describe-experiment.ts'
import type { DrawAnswers } from '../reports/draw-query.ts'

const instant = (at: number): string => new Date(at).toISOString()

/** @param name one experiment; undefined: all */
export function queryExperiments(policy: Policy, from: number, to: number, name?: string) {
  const experiments = [...policy.experiments.values()].filter(
    (one) => name === undefined || one.name === name,
  )
  return { kind: 'experiments' as const, from, to, experiments }
}

export const describeExperiments = (
  policy: Policy,
  { from, to, experiments }: ReturnType<typeof queryExperiments>,
  tallies: DrawAnswers['experiments'],
): ExperimentsView => ({
  revision: policy.revision,
  from: instant(from),
  to: instant(to),
  experiments: experiments.flatMap((experiment, index) => {
    const tally = tallies[index]
    return tally === undefined ? [] : [describeExperiment(experiment, isRunning(experiment, to), tally)]
  }),
})

export const describeShadow = (
  revision: string | null,
  from: number,
  to: number,
  tally: DrawAnswers['shadow'] | null,
): ShadowView => ({
  revision,
  from: instant(from),
  to: instant(to),
  decided: tally?.decided ?? 0,
  differing: tally?.differing ?? 0,
  changes: (tally?.changes ?? []).map((change) => ({ ...change })),
  places: (tally?.places ?? []).map((place) => ({ ...place })),
})
