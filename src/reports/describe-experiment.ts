import type { ExperimentView, GroupShare } from '../contract/draws.ts'
import type { Experiment } from '../contract/rule-files.ts'
import { compareShares, type Difference, findEverZ, missedEver, type Shares } from './compare-shares.ts'
import { findWilsonInterval } from './find-wilson-interval.ts'
import { renderCount } from './render-figures.ts'
import type { ExperimentTally } from './tally-experiments.ts'

/** Differences show best once about eight times as many pairs of people have logged in. */
const tunedFor = 200
const leastPeople = 30

export const describeShare = ({ people, sum }: Shares): GroupShare => ({
  people,
  rate: people === 0 ? null : sum / people,
  interval: findWilsonInterval(sum, people),
})

/** An experiment as a table, with what can be said of each variant and what cannot. */
export function describeExperiment(
  { name, variants: drawn }: Experiment,
  running: boolean,
  tally: ExperimentTally,
): ExperimentView {
  const [control] = tally.variants
  return {
    name,
    running,
    variants: tally.variants.map((variant, index) => {
      const difference =
        control === undefined || index === 0
          ? null
          : compareShares(control.passkeyShare, variant.passkeyShare, tunedFor)
      return {
        variant: variant.variant,
        percent: drawn[index]?.percent ?? 0,
        people: variant.people,
        logins: variant.logins,
        passkeyShare: describeShare(variant.passkeyShare),
        completed: describeShare(variant.completed),
        deadEnds: describeShare(variant.deadEnds),
        medianMs: variant.medianMs,
        difference,
        says:
          index === 0 || control === undefined
            ? 'what the others are compared with'
            : explainDifference(control.passkeyShare, variant.passkeyShare, difference, control.variant),
      }
    }),
    warnings: checkSplit(drawn, tally),
  }
}

const points = (share: number): string => (Math.abs(share) * 100).toFixed(1)

function explainDifference(
  control: Shares,
  variant: Shares,
  difference: Difference | null,
  name: string,
): string {
  const least = Math.min(control.people, variant.people)
  if (difference === null || least < leastPeople)
    return `too few people yet: ${renderCount(least)} on the smaller side, ${leastPeople} are the least`
  const { difference: found, low, high } = difference
  if (low > 0)
    return `more logins by passkey than with \`${name}\`: ${points(found)} points (at least ${points(low)})`
  if (high < 0)
    return `fewer logins by passkey than with \`${name}\`: ${points(found)} points (at least ${points(high)})`
  const more = countMissing(control, variant, found)
  const most = Math.max(Math.abs(low), Math.abs(high))
  return more === null
    ? `no difference can be seen yet; if there is one, it is less than ${points(most)} points`
    : `no difference can be seen yet; one of the ${points(found)} points measured so far would show after about ${renderCount(more)} more people`
}

/** How many more people on both sides together would show a difference as large as the measured one. */
function countMissing(control: Shares, variant: Shares, found: number): number | null {
  const people = control.people + variant.people
  const rate = (control.sum + variant.sum) / people
  // An interval narrows about as slowly as its z grows: a few rounds are exact enough for "about".
  let pairs = (control.people * variant.people) / people
  const now = pairs
  for (let round = 0; round < 20; round++)
    pairs = (findEverZ(pairs, tunedFor, missedEver) ** 2 * rate * (1 - rate)) / (found * found)
  const more = people * (pairs / now - 1)
  return Number.isFinite(more) && more < 10_000_000 ? Math.max(10, roundUp(more)) : null
}

const roundUp = (count: number): number => {
  const unit = 10 ** Math.max(1, Math.floor(Math.log10(Math.max(count, 1))) - 1)
  return Math.ceil(count / unit) * unit
}

/** Chi-square values that chance exceeds once in a thousand times, by degrees of freedom. */
const critical = [10.828, 13.816, 16.266, 18.467, 20.515, 22.458, 24.322, 26.124, 27.877]

/** Where people are split otherwise than was drawn, something drops some of them, and the table tells nothing. */
function checkSplit(drawn: Experiment['variants'], { variants }: ExperimentTally): string[] {
  const people = variants.reduce((sum, variant) => sum + variant.people, 0)
  const percents = drawn.reduce((sum, { percent }) => sum + percent, 0)
  const bound = critical[variants.length - 2]
  if (people < leastPeople * variants.length || bound === undefined) return []
  const statistic = variants.reduce((sum, variant, index) => {
    const expected = (people * (drawn[index]?.percent ?? 0)) / percents
    return sum + (variant.people - expected) ** 2 / expected
  }, 0)
  if (statistic <= bound) return []
  const split = variants.map(
    ({ variant, people: got }, index) =>
      `${variant} ${renderCount(got)} (drawn: ${renderCount(Math.round((people * (drawn[index]?.percent ?? 0)) / percents))})`,
  )
  return [
    `people are split otherwise than was drawn: ${split.join(', ')}. Chance does that less than once in a thousand times: percentages were changed while it ran, or one variant loses people before they are counted. Do not rely on the table`,
  ]
}
