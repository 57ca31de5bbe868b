import { mostReportGroups, type ReportDimension } from '../contract/report-words.ts'
import type { Observed, Population } from '../contract/reports.ts'
import type { ObservedDecision } from './observed-decision.ts'
import { addPeople, addPerson, countPeople, nobody, type People } from './people.ts'
import type { ReportQuery } from './report-query.ts'
import type { ReportShape } from './report-shape.ts'
import { countUnproven, selectProven } from './select-proven.ts'
import { isRobot } from './summarize-login.ts'

export interface CollectedGroup<Figures> {
  /** null: groups that were merged. */
  readonly by: Readonly<Record<string, string | null>> | null
  readonly merged: number
  readonly observed: Observed
  readonly figures: Figures
}

export interface Collected<Figures> {
  readonly population: Population | null
  readonly observed: Observed | null
  readonly withheld: boolean
  readonly total: Figures | null
  readonly groups: readonly CollectedGroup<Figures>[]
}

interface Group<Tally> {
  readonly key: string
  readonly values: readonly (string | null)[]
  decisions: number
  readonly people: People
  readonly observed: Observed
  readonly tally: Tally
}

/** Takes decisions in any order, one at a time, and keeps no more of them than the figures need. */
export function createCollector<Tally, Figures>(
  shape: ReportShape<Tally, Figures>,
  { by, minCount, count }: Pick<ReportQuery, 'by' | 'minCount' | 'count'>,
) {
  const total = shape.begin()
  const everybody = nobody()
  const observed = nothing()
  const population = { decisions: 0, robots: 0, device: 0, page: 0, backEnd: 0, unknown: 0 }
  const groups = new Map<string, Group<Tally>>()

  return {
    add(recorded: ObservedDecision): void {
      const decision = count === 'proven' ? selectProven(recorded) : recorded
      population.decisions += 1
      addPerson(everybody, decision.person, minCount)
      if (isRobot(decision)) {
        population.robots += 1
        return
      }
      population[placeOf(decision)] += 1
      const unproven = countUnproven(recorded)
      addObserved(observed, unproven)
      shape.add(total, decision)
      if (by.length === 0) return
      const values = by.map((dimension) => decision.values[dimension])
      const key = JSON.stringify(values)
      let group = groups.get(key)
      if (group === undefined) {
        group = { key, values, decisions: 0, people: nobody(), observed: nothing(), tally: shape.begin() }
        groups.set(key, group)
      }
      group.decisions += 1
      addPerson(group.people, decision.person, minCount)
      addObserved(group.observed, unproven)
      shape.add(group.tally, decision)
    },
    conclude(): Collected<Figures> {
      // Figures about so few would be figures about somebody, however they were selected.
      if (population.decisions > 0 && countPeople(everybody) < minCount)
        return { population: null, observed: null, withheld: true, total: null, groups: [] }
      return {
        population,
        observed,
        withheld: false,
        total: shape.conclude(total),
        groups: concludeGroups([...groups.values()], shape, by, minCount),
      }
    },
  }
}

const nothing = (): Observed => ({ successes: 0, failures: 0 })
function addObserved(into: Observed, more: Observed): void {
  into.successes += more.successes
  into.failures += more.failures
}

const places = { device: 'device', page: 'page', 'back-end': 'backEnd' } as const
function placeOf({ values: { view } }: ObservedDecision): 'device' | 'page' | 'backEnd' | 'unknown' {
  return view === 'device' || view === 'page' || view === 'back-end' ? places[view] : 'unknown'
}

/**
 * Groups of too few people become one. Where that one has too few itself, it takes in the smallest of the others: what
 * is missing from a total must not tell what was left out.
 */
function concludeGroups<Tally, Figures>(
  groups: readonly Group<Tally>[],
  shape: ReportShape<Tally, Figures>,
  by: readonly ReportDimension[],
  minCount: number,
): readonly CollectedGroup<Figures>[] {
  const falling = [...groups].sort((a, b) => b.decisions - a.decisions || (a.key < b.key ? -1 : 1))
  const told: Group<Tally>[] = []
  const merged: Group<Tally>[] = []
  for (const group of falling) {
    const isTold = countPeople(group.people) >= minCount && told.length < mostReportGroups
    ;(isTold ? told : merged).push(group)
  }
  const people = nobody()
  for (const group of merged) addPeople(people, group.people, minCount)
  while (merged.length > 0 && countPeople(people) < minCount) {
    const smallest = told.pop()
    if (smallest === undefined) break
    merged.push(smallest)
    addPeople(people, smallest.people, minCount)
  }
  if (by[0] === 'day') told.sort((a, b) => (a.key < b.key ? -1 : 1))
  const answer: CollectedGroup<Figures>[] = told.map(({ values, observed, tally }) => ({
    by: Object.fromEntries(by.map((dimension, index) => [dimension, values[index] ?? null])),
    merged: 1,
    observed,
    figures: shape.conclude(tally),
  }))
  if (merged.length === 0) return answer
  const rest = shape.begin()
  const observed = nothing()
  for (const group of merged) {
    shape.merge(rest, group.tally)
    addObserved(observed, group.observed)
  }
  return [...answer, { by: null, merged: merged.length, observed, figures: shape.conclude(rest) }]
}
