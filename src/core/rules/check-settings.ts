import Value from 'typebox/value'
import { type Problem, type Settings, SettingsFile } from '../../contract/rule-files.ts'
import { checkSchema } from '../documents/check-schema.ts'
import { quote } from '../documents/quote.ts'

/** Checks `settings.json`: the schema, and figures that must not cross each other. */
export function checkSettings(
  value: unknown,
  file: string,
): { readonly settings: Settings | null; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [...checkSchema(SettingsFile, value, { file, pointer: '' })]
  if (!Value.Check(SettingsFile, value)) return { settings: null, problems }

  const { thresholds, cooling } = value
  const requireOrder = (low: number, high: number, pointer: string, highName: string) => {
    if (low <= high) return
    const message = `${low} is more than ${quote(highName)}, which is ${high}`
    problems.push({
      severity: 'error',
      kind: 'figures-crossed',
      file,
      pointer,
      message,
      help: 'change one of them',
    })
  }
  requireOrder(
    thresholds.mediumConfidence,
    thresholds.highConfidence,
    '/thresholds/mediumConfidence',
    'highConfidence',
  )
  requireOrder(cooling.days, cooling.maxDays, '/cooling/days', 'maxDays')
  return { settings: problems.length > 0 ? null : value, problems }
}
