import type { Settings } from '../../contract/rule-files.ts'
import type { Advice } from './belief.ts'

/**
 * Seconds of login time that an offer to create a passkey is expected to save on this device, less what asking costs:
 *
 *     P(taken) x logins to come x (what a login here costs now - what one with a passkey costs) - askCostSeconds
 *
 * What a login costs now is what the advice costs: where a synced passkey is believed present, that is hardly
 * more than one made here, and an offer is worth nothing.
 */
export function estimateOfferWorth(
  { takeRate, futureLogins }: { readonly takeRate: number; readonly futureLogins: number },
  advice: Advice,
  { costs, registration }: Pick<Settings, 'costs' | 'registration'>,
): number {
  const saved = Math.max(0, secondsOf(advice) - costs.passkeyLoginSeconds)
  return takeRate * futureLogins * saved - registration.askCostSeconds
}

function secondsOf({ action, immediate, seconds }: Advice): number {
  if (action === 'passkey') return immediate ? seconds.immediate : seconds.local
  return action === 'cross-device' ? seconds.crossDevice : seconds.fallback
}
