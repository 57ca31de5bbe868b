import type { Settings } from '../../contract/rule-files.ts'

export type BreakerSettings = NonNullable<Settings['breaker']>

/** Where `settings.json` says nothing. */
export const usualBreaker: BreakerSettings = {
  enabled: true,
  minAccounts: 50,
  minAccountAgeDays: 7,
  minNetworks: 20,
  minShare: 0.1,
}
