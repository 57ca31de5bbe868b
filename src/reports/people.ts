/** Counts different people up to a limit, and remembers no more of them than that. */
export interface People {
  readonly known: Set<string>
  anonymous: number
}

export const nobody = (): People => ({ known: new Set(), anonymous: 0 })

export function addPerson(people: People, person: string | null, limit: number): void {
  if (countPeople(people) >= limit) return
  if (person === null) people.anonymous += 1
  else people.known.add(person)
}

export function addPeople(people: People, more: People, limit: number): void {
  for (const person of more.known) addPerson(people, person, limit)
  people.anonymous = Math.min(limit, people.anonymous + more.anonymous)
}

export const countPeople = ({ known, anonymous }: People): number => known.size + anonymous
