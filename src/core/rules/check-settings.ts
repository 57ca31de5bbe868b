import { type Problem, type Settings, SettingsFile } from '../../contract/rule-files.ts'
import { checkSchema, fitsSchema } from '../documents/check-schema.ts'
import { quote } from '../documents/quote.ts'

/** Checks `settings.json`: the schema, and figures that must not cross each other. */
export function checkSettings(
  value: unknown,
  file: string,
): { readonly settings: Settings | null; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [...checkSchema(SettingsFile, value, { file, pointer: '' })]
  if (!fitsSchema(SettingsFile, value)) return { settings: null, problems }

  const { thresholds, cooling, registration } = value
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
  requireOrder(
    registration.cooldownDays,
    registration.maxCooldownDays,
    '/registration/cooldownDays',
    'maxCooldownDays',
  )
  value.resistantMethods.forEach((method, index) => {
    if (!isPhishable(method)) return
    problems.push({
      severity: 'error',
      kind: 'phishable-method',
      file,
      pointer: `/resistantMethods/${index}`,
      message: `${quote(method)} can be phished: it may not complete a login under a resistant floor`,
      help: 'leave it to `fallbacks`; resistant are security keys and smart cards',
    })
  })
  return { settings: problems.length > 0 ? null : value, problems }
}

/** Whatever a person can be talked into telling or confirming: passwords, codes, links and prompts. */
const phishableWords: ReadonlySet<string> = new Set([
  'password',
  'pin',
  'otp',
  'totp',
  'sms',
  'email',
  'magic',
  'push',
  'code',
])
/** By the words of its name: whether somebody can be talked into giving this method away. */
export const isPhishable = (method: string) =>
  method
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .some((word) => phishableWords.has(word))
