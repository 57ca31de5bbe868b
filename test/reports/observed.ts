import type { KpiReport, Report } from '../../src/contract/reports.ts'
import { createReportBuilder } from '../../src/reports/build-report.ts'
import type { ObservedAttempt, ObservedDecision } from '../../src/reports/observed-decision.ts'
import type { ReportQuery } from '../../src/reports/report-query.ts'

export const query: ReportQuery = {
  kind: 'kpis',
  from: Date.parse('2026-11-01'),
  to: Date.parse('2026-12-01'),
  purposes: ['authentication'],
  by: [],
  where: {},
  minCount: 1,
  count: 'proven',
}

type Values = Partial<ObservedDecision['values']>
let people = 0

/** A modal passkey decision of a person of its own, known by their device, on a Mac, nothing reported, but for what is said otherwise. */
export function observed(
  values: Values = {},
  attempts: readonly ObservedAttempt[] = [],
  changes: Partial<ObservedDecision> = {},
): ObservedDecision {
  people += 1
  return {
    values: {
      os: 'macos',
      browser: 'safari',
      provider: null,
      rule: 'used-here',
      day: '2026-11-20',
      reach: null,
      action: 'passkey',
      mode: 'modal',
      view: 'back-end',
      ...values,
    },
    person: `person-${people}`,
    purpose: 'authentication',
    reason: 'passkey-used-here',
    passive: 'none',
    fetched: false,
    estimates: { local: 0.9, crossDevice: 0 },
    vouched: true,
    attempts,
    ...changes,
  }
}

export const success = (method = 'passkey', changes: Partial<ObservedAttempt> = {}): ObservedAttempt => ({
  method,
  succeeded: true,
  classified: 'succeeded',
  proven: true,
  elapsedMs: null,
  ...changes,
})

export const failure = (
  classified: ObservedAttempt['classified'] = 'cancelled',
  method = 'passkey',
): ObservedAttempt => ({ method, succeeded: false, classified, proven: false, elapsedMs: null })

/** In a report: `name` as `[numerator, denominator]`. */
export const ratiosOf = (ratios: readonly { name: string; numerator: number; denominator: number }[]) =>
  Object.fromEntries(ratios.map(({ name, numerator, denominator }) => [name, [numerator, denominator]]))

export function reportOn<K extends Report['report']>(
  decisions: readonly ObservedDecision[],
  asked: Partial<ReportQuery> & { readonly kind: K },
): Extract<Report, { report: K }> {
  const builder = createReportBuilder({ ...query, ...asked })
  for (const decision of decisions) builder.add(decision)
  return builder.build({ since: null, retentionDays: null }) as Extract<Report, { report: K }>
}

export function totalOf(report: KpiReport): NonNullable<KpiReport['total']> {
  if (report.total === null) throw new Error('the total is withheld')
  return report.total
}
