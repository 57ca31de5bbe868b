import { type Problem, SwitchesFile } from '../../contract/rule-files.ts'
import { checkSchema, fitsSchema } from '../documents/check-schema.ts'
import { pointerTo } from '../documents/json-pointer.ts'
import { quote } from '../documents/quote.ts'

/** Checks `switches.json`. `now` (epoch ms) is needed only to tell switches whose time is over. */
export function checkSwitches(
  value: unknown,
  file: string,
  now?: number,
): { readonly switches: SwitchesFile['switches'] | null; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [...checkSchema(SwitchesFile, value, { file, pointer: '' })]
  if (!fitsSchema(SwitchesFile, value)) return { switches: null, problems }

  const names = new Set<string>()
  value.switches.forEach(({ name, until }, index) => {
    const pointer = pointerTo('/switches', index)
    if (names.has(name)) {
      const message = `two switches are called ${quote(name)}`
      const at = pointerTo(pointer, 'name')
      problems.push({
        severity: 'error',
        kind: 'duplicate-name',
        file,
        pointer: at,
        message,
        help: 'rename one',
      })
    }
    names.add(name)
    if (until === undefined) return
    const at = pointerTo(pointer, 'until')
    const end = Date.parse(until)
    if (Number.isNaN(end)) {
      const message = `${quote(until)} cannot be read as a date`
      const help = 'write it like `2026-11-01T00:00:00Z`'
      problems.push({ severity: 'error', kind: 'invalid-date', file, pointer: at, message, help })
    } else if (now !== undefined && end <= now) {
      const message = `the switch ended on ${quote(until)}`
      const help = 'remove it, or move the date'
      problems.push({ severity: 'warning', kind: 'switch-over', file, pointer: at, message, help })
    }
  })
  const failed = problems.some(({ severity }) => severity === 'error')
  return { switches: failed ? null : value.switches, problems }
}
