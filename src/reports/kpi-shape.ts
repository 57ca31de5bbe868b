import { type TimedMethod, timedMethods } from '../contract/report-words.ts'
import type { KpiFigures } from '../contract/reports.ts'
import { type Classification, classifications } from '../contract/words.ts'
import { buildRatio } from './build-ratio.ts'
import { errorSideOf } from './error-side.ts'
import { findPercentile } from './find-percentile.ts'
import { kpiDefinitions, kpis } from './kpis.ts'
import type { ObservedDecision } from './observed-decision.ts'
import type { ReportShape } from './report-shape.ts'
import { summarizeLogin } from './summarize-login.ts'

interface KpiTally {
  decisions: number
  readonly numerators: number[]
  readonly denominators: number[]
  readonly times: Map<TimedMethod, number[]>
  readonly errors: Map<Classification, number>
}

/** Figures about logins. */
export const kpiShape: ReportShape<KpiTally, KpiFigures> = {
  definitions: kpiDefinitions,
  begin: () => ({
    decisions: 0,
    numerators: kpis.map(() => 0),
    denominators: kpis.map(() => 0),
    times: new Map(),
    errors: new Map(),
  }),
  add(tally, decision) {
    const login = summarizeLogin(decision)
    tally.decisions += 1
    for (const [index, { counts, among }] of kpis.entries()) {
      tally.numerators[index] = (tally.numerators[index] ?? 0) + counts(login)
      tally.denominators[index] = (tally.denominators[index] ?? 0) + among(login)
    }
    for (const { classified } of login.failures) addTo(tally.errors, classified, 1)
    for (const { succeeded, method, elapsedMs } of decision.attempts) {
      if (succeeded && elapsedMs !== null) timesOf(tally, nameMethod(method, decision)).push(elapsedMs)
    }
  },
  merge(into, from) {
    into.decisions += from.decisions
    for (const index of kpis.keys()) {
      into.numerators[index] = (into.numerators[index] ?? 0) + (from.numerators[index] ?? 0)
      into.denominators[index] = (into.denominators[index] ?? 0) + (from.denominators[index] ?? 0)
    }
    for (const [classified, count] of from.errors) addTo(into.errors, classified, count)
    for (const [method, times] of from.times) {
      const all = timesOf(into, method)
      for (const time of times) all.push(time)
    }
  },
  conclude: ({ decisions, numerators, denominators, times, errors }) => ({
    decisions,
    kpis: kpis.map(({ name }, index) => buildRatio(name, numerators[index] ?? 0, denominators[index] ?? 0)),
    times: timedMethods.flatMap((method) => {
      const sorted = Float64Array.from(times.get(method) ?? []).sort()
      const at = (share: number) => findPercentile(sorted, share)
      return sorted.length === 0
        ? []
        : [{ method, count: sorted.length, p25Ms: at(0.25), p50Ms: at(0.5), p90Ms: at(0.9) }]
    }),
    errors: classifications.flatMap((classified) => {
      const count = errors.get(classified) ?? 0
      return count === 0 ? [] : [{ classified, side: errorSideOf(classified), count }]
    }),
  }),
}

/** The time of a suggestion counts from the loading of the page, so it stands apart. */
function nameMethod(method: string, { values }: ObservedDecision): TimedMethod {
  if (method === 'passkey' && values.mode === 'conditional') return 'suggestion'
  return method !== 'suggestion' && (timedMethods as readonly string[]).includes(method)
    ? (method as TimedMethod)
    : 'other'
}

function timesOf({ times }: KpiTally, method: TimedMethod): number[] {
  const known = times.get(method)
  if (known !== undefined) return known
  const made: number[] = []
  times.set(method, made)
  return made
}

const addTo = <K>(counts: Map<K, number>, key: K, count: number): void =>
  void counts.set(key, (counts.get(key) ?? 0) + count)
