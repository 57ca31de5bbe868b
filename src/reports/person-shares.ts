import type { Shares } from './compare-shares.ts'

/** Gathers shares of days, person by person. Days of a person must come in order. */
export interface PersonShares {
  /** Only the first of a person's day counts. */
  add(person: string, day: string | null, happened: boolean): void
  conclude(): Shares & { readonly days: number }
}

export function createPersonShares(): PersonShares {
  const people = new Map<string, { lastDay: string | null; days: number; happened: number }>()
  return {
    add(person, day, happened) {
      const known = people.get(person)
      if (known === undefined) people.set(person, { lastDay: day, days: 1, happened: Number(happened) })
      else if (known.lastDay !== day) {
        known.lastDay = day
        known.days += 1
        known.happened += Number(happened)
      }
    },
    conclude() {
      let sum = 0
      let days = 0
      for (const one of people.values()) {
        sum += one.happened / one.days
        days += one.days
      }
      return { people: people.size, sum, days }
    },
  }
}
