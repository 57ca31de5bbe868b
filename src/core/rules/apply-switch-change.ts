import type { Switch } from '../../contract/rule-files.ts'

/** What somebody does to the switches that are set at run time. */
export type SwitchChange =
  | { readonly kind: 'set'; readonly entry: Switch }
  /** `note`: why it ends, in the words of who ended it. */
  | { readonly kind: 'remove'; readonly name: string; readonly note?: string | undefined }
  | { readonly kind: 'replace'; readonly switches: readonly Switch[] }

/** One line of the audit log: a switch that began to hold, in this form, or that ended. */
export interface SwitchNote {
  readonly action: 'switch-on' | 'switch-off'
  readonly detail: Readonly<Record<string, string>>
}

/** The list after a change. A name stands for one switch: setting it takes the place of what was there. */
export function applySwitchChange(switches: readonly Switch[], change: SwitchChange): readonly Switch[] {
  if (change.kind === 'replace') return change.switches
  if (change.kind === 'remove') return switches.filter(({ name }) => name !== change.name)
  const { entry } = change
  const first = switches.findIndex(({ name }) => name === entry.name)
  if (first === -1) return [...switches, entry]
  return switches.flatMap((one, index) => (index === first ? [entry] : one.name === entry.name ? [] : [one]))
}

/** What a change did, for the audit log: nothing for switches that stayed as they were, or were never on. */
export function listSwitchNotes(
  before: readonly Switch[],
  after: readonly Switch[],
  note?: string,
): readonly SwitchNote[] {
  const began = differing(after, before)
  const beganNames = new Set(began.map(({ name }) => name))
  // One that goes on in another form did not end.
  const ended = differing(before, after).filter(({ name }) => !beganNames.has(name))
  return [
    ...ended.map(
      (entry): SwitchNote => ({
        action: 'switch-off',
        detail: { ...describe(entry), ...(note === undefined ? {} : { note }) },
      }),
    ),
    ...began.map((entry): SwitchNote => ({ action: 'switch-on', detail: describe(entry) })),
  ]
}

/** Those of a list that are on, and are not so in the other. */
function differing(list: readonly Switch[], other: readonly Switch[]): readonly Switch[] {
  const known = new Set(other.filter(({ on }) => on).map(keyOf))
  return list.filter((entry) => entry.on && !known.has(keyOf(entry)))
}

const keyOf = (entry: Switch): string => JSON.stringify(Object.entries(describe(entry)))

/** All of a switch that is on, always in one order. */
const describe = ({
  name,
  purpose,
  os,
  browser,
  until,
  reason,
}: Switch): Readonly<Record<string, string>> => ({
  name,
  ...(purpose === undefined ? {} : { purpose }),
  ...(os === undefined ? {} : { os }),
  ...(browser === undefined ? {} : { browser }),
  ...(until === undefined ? {} : { until }),
  reason,
})
