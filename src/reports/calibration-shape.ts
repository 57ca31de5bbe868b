import type { CalibrationFigures } from '../contract/reports.ts'
import { findWilsonInterval } from './find-wilson-interval.ts'
import type { ObservedDecision } from './observed-decision.ts'
import type { ReportShape } from './report-shape.ts'

const routes = ['local', 'crossDevice'] as const
const binCount = 10

interface Bin {
  count: number
  succeeded: number
  /** Of the estimates, in thousandths, which are whole: adding them up in another order gives the same. */
  thousandths: number
}
type Route = (typeof routes)[number]

interface CalibrationTally {
  decisions: number
  readonly bins: Record<Route, readonly Bin[]>
}

const emptyBins = (): readonly Bin[] =>
  Array.from({ length: binCount }, () => ({ count: 0, succeeded: 0, thousandths: 0 }))

/** Whether decisions that say .8 succeed in about 80 % of the cases. */
export const calibrationShape: ReportShape<CalibrationTally, CalibrationFigures> = {
  definitions: [
    {
      name: 'local',
      says: 'whether the estimate for a passkey on this device comes true',
      numerator: 'those of which a success with method passkey is counted',
      denominator:
        'decisions for passkey that open a dialog or try silently, of which an attempt with method passkey is counted that the page did not break off; not those about the device alone, which estimate nothing of an account',
    },
    {
      name: 'crossDevice',
      says: 'whether the estimate for a phone comes true',
      numerator: 'those of which a success with method cross-device is counted',
      denominator:
        'decisions for cross-device of which an attempt with that method is counted that the page did not break off; not those about the device alone',
    },
    {
      name: 'error',
      says: 'how far estimates are from the truth: the mean distance of bins, weighted by their decisions',
      numerator: 'the distance of mean estimate and observed rate times the decisions of the bin, added up',
      denominator: 'the decisions of all bins',
    },
  ],
  begin: () => ({ decisions: 0, bins: { local: emptyBins(), crossDevice: emptyBins() } }),
  add(tally, decision) {
    tally.decisions += 1
    const route = routeOf(decision)
    if (route === null) return
    const method = route === 'local' ? 'passkey' : 'cross-device'
    const tries = decision.attempts.filter(
      (attempt) => attempt.method === method && attempt.classified !== 'aborted',
    )
    if (tries.length === 0) return
    const thousandths = Math.round(decision.estimates[route] * 1000)
    const bin = tally.bins[route][Math.min(binCount - 1, Math.floor((thousandths * binCount) / 1000))]
    if (bin === undefined) return
    bin.count += 1
    bin.thousandths += thousandths
    bin.succeeded += Number(tries.some(({ succeeded }) => succeeded))
  },
  merge(into, from) {
    into.decisions += from.decisions
    for (const route of routes)
      for (const [index, bin] of into.bins[route].entries()) {
        const more = from.bins[route][index]
        if (more === undefined) continue
        bin.count += more.count
        bin.succeeded += more.succeeded
        bin.thousandths += more.thousandths
      }
  },
  conclude: ({ decisions, bins }) => ({
    decisions,
    routes: routes.map((route) => ({ route, ...concludeRoute(bins[route]) })),
  }),
}

function routeOf({ values: { action, mode, view } }: ObservedDecision): Route | null {
  // An answer about the device alone knows no account whose passkey it could estimate.
  if (mode === 'conditional' || view === 'device') return null
  if (action === 'cross-device') return 'crossDevice'
  return action === 'passkey' ? 'local' : null
}

function concludeRoute(bins: readonly Bin[]) {
  const sum = (of: (bin: Bin) => number) => bins.reduce((all, bin) => all + of(bin), 0)
  const count = sum((bin) => bin.count)
  const distance = sum((bin) => Math.abs(bin.thousandths / 1000 - bin.succeeded))
  const share = (part: number, of: number) => (of === 0 ? null : part / of)
  return {
    count,
    meanEstimate: share(
      sum((bin) => bin.thousandths),
      count * 1000,
    ),
    observed: share(
      sum((bin) => bin.succeeded),
      count,
    ),
    error: share(distance, count),
    bins: bins.map((bin, index) => ({
      from: index / binCount,
      to: (index + 1) / binCount,
      count: bin.count,
      succeeded: bin.succeeded,
      meanEstimate: share(bin.thousandths, bin.count * 1000),
      observed: share(bin.succeeded, bin.count),
      interval: findWilsonInterval(bin.succeeded, bin.count),
    })),
  }
}
