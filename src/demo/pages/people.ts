/** Who has logged in with this browser, by e-mail: so that a typed e-mail finds the device token that the SDK keeps. */
export interface Person {
  readonly id: string
  readonly name: string
  readonly email: string
}
const storageKey = 'demo-people'
const mostPeople = 5

export function loadPeople(): readonly Person[] {
  try {
    return JSON.parse(localStorage.getItem(storageKey) ?? '[]')
  } catch {
    return []
  }
}
function savePeople(people: readonly Person[]): void {
  try {
    localStorage.setItem(storageKey, JSON.stringify(people))
  } catch {
    // not allowed: every visit is then the first
  }
}

export const findPerson = (email: string): Person | undefined =>
  loadPeople().find((person) => person.email === email.trim().toLowerCase())

export const rememberPerson = ({ id, name, email }: Person): void =>
  savePeople([{ id, name, email }, ...loadPeople().filter((one) => one.id !== id)].slice(0, mostPeople))

export const forgetPerson = (id: string): void => savePeople(loadPeople().filter((one) => one.id !== id))
