import type { DrawnDecision } from './drawn-decision.ts'
import { addPeople, addPerson, countPeople, nobody, type People } from './people.ts'
import { selectProven } from './select-proven.ts'
import { summarizeLogin } from './summarize-login.ts'

/** What was served, and what would have been. */
export interface ShadowChange {
  readonly from: string
  readonly to: string
}

export interface ShadowCount {
  readonly count: number
  /** Of these, so many had ended in a login with a passkey or a phone, by proof. */
  readonly succeeded: number
}

export interface ShadowTally {
  readonly decided: number
  readonly differing: number
  /** By what people would have met instead, the most frequent first. */
  readonly changes: readonly (ShadowChange & ShadowCount)[]
  /** Where, by client and rules; those of fewer than five people are one row, whose fields are null. */
  readonly places: readonly (ShadowCount & {
    readonly os: string | null
    readonly browser: string | null
    readonly rule: string | null
    readonly shadowRule: string | null
    readonly change: ShadowChange | null
  })[]
}

const leastPeople = 5
const mostPlaces = 100

const nameAnswer = (action: string | null, mode: string | null): string =>
  mode === null || mode === 'modal' ? String(action) : `${action} (${mode})`

interface Place {
  readonly fields: Omit<ShadowTally['places'][number], keyof ShadowCount>
  readonly people: People
  count: number
  succeeded: number
}

/** Decisions for which shadow rules of one revision gave an answer too: how many differ in what people would have met. */
export function tallyShadow(revision: string) {
  let decided = 0
  const changes = new Map<string, ShadowChange & { count: number; succeeded: number }>()
  const places = new Map<string, Place>()
  return {
    add(recorded: DrawnDecision): void {
      const { shadow, values, person } = recorded
      if (shadow === null || shadow.revision !== revision) return
      decided += 1
      const change = {
        from: nameAnswer(values.action, values.mode),
        to: nameAnswer(shadow.action, shadow.mode),
      }
      if (change.from === change.to) return
      const succeeded = Number(summarizeLogin(selectProven(recorded)).completed)
      const changeKey = JSON.stringify(change)
      const known = changes.get(changeKey) ?? { ...change, count: 0, succeeded: 0 }
      known.count += 1
      known.succeeded += succeeded
      changes.set(changeKey, known)
      const { os, browser, rule } = values
      const fields = { os, browser, rule, shadowRule: shadow.rule, change }
      const key = JSON.stringify(fields)
      const place = places.get(key) ?? { fields, people: nobody(), count: 0, succeeded: 0 }
      place.count += 1
      place.succeeded += succeeded
      addPerson(place.people, person, leastPeople)
      places.set(key, place)
    },
    conclude(): ShadowTally {
      const falling = <T extends ShadowCount>(list: Iterable<T>) =>
        [...list].toSorted((a, b) => b.count - a.count)
      const told: Place[] = []
      const rest: Place = {
        fields: { os: null, browser: null, rule: null, shadowRule: null, change: null },
        people: nobody(),
        count: 0,
        succeeded: 0,
      }
      for (const place of falling(places.values())) {
        if (countPeople(place.people) >= leastPeople && told.length < mostPlaces) {
          told.push(place)
          continue
        }
        rest.count += place.count
        rest.succeeded += place.succeeded
        addPeople(rest.people, place.people, leastPeople)
      }
      return {
        decided,
        differing: [...changes.values()].reduce((sum, { count }) => sum + count, 0),
        changes: falling(changes.values()),
        places: [...told, ...(rest.count > 0 ? [rest] : [])].map(({ fields, count, succeeded }) => ({
          ...fields,
          count,
          succeeded,
        })),
      }
    },
  }
}
