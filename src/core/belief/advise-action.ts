import type { Settings } from '../../contract/rule-files.ts'
import type { ClientPlatform } from '../platform/client-platform.ts'
import type { PlatformSupport } from '../platform/platform-support.ts'
import type { Advice, Belief } from './belief.ts'
import { learntPickRate, pickRates } from './pick-rates.ts'

/** The factor on the expected seconds of the phone route, by strategy, when routes are compared. */
const crossDeviceFactor = { standard: 1, minimize: 1.5, maximize: 0.67 } as const satisfies Readonly<
  Record<Settings['crossDevice'], number>
>

/** Of what a probe may find, this share would come to light some other way: by autofill, or by an offer to create one. */
const foundAnyway = 0.5

/**
 * `leastChance` lies above what is bound to some other machine (.15): there suggestions would be shown to nearly everybody
 * in vain. `deadEndWeight` was measured by `keywise bench decisions`: at 1, which counts seconds alone, there are more dead
 * ends by a third to two thirds, for some tenths of a second less a login; at 4 some worlds take more than a twentieth
 * longer than the best that could be had.
 */
export const usualSuggestions: Required<NonNullable<Settings['suggestions']>> = {
  pickRate: pickRates.suggestion,
  leastChance: 0.16,
  deadEndWeight: 3,
}

/**
 * The action with the least expected cost in seconds: for each route what it costs where it succeeds, and where
 * it fails the dead end and then the fallback login. A tie goes to the route that shows less. `immediate` is
 * considered only where the client reports or is known to do it, and not where the client contradicts itself.
 * The strategy for cross-device shifts the comparison, not the figures that are shown.
 *
 * Suggestions are judged beside the action, not in place of it: one that is not picked is no dead end and costs nothing, and
 * leaves the doubt for another day, where a dialog settles it. They are for beliefs that a dialog would bet on.
 *
 * Where a person keeps coming back, a try here is worth more than this one login: if it finds the passkey, each further
 * login is spared the other way. A try that fails lowers the belief, so that it is not made again. So with security keys:
 * who has one at hand now mostly has it the next time.
 */
export function adviseAction(
  belief: Belief,
  support: PlatformSupport,
  settings: Pick<Settings, 'costs' | 'crossDevice' | 'probes' | 'suggestions'>,
  platform: ClientPlatform,
): Advice {
  const { costs, probes } = settings
  const suggestions = { ...usualSuggestions, ...settings.suggestions }
  const fallback = costs.fallbackLoginSeconds
  const route = (chance: number, loginSeconds: number, missSeconds: number) =>
    chance * loginSeconds + (1 - chance) * (missSeconds + fallback)
  // Whoever picks a suggestion has the passkey, and may fail to complete it as in any dialog.
  const picked = belief.here * learntPickRate(suggestions.pickRate, belief)
  const completes = belief.here > 0 ? belief.local / belief.here : 0
  const ceremony = route(completes, costs.passkeyLoginSeconds, costs.deadEndSeconds)
  const seconds = {
    local: route(belief.local, costs.passkeyLoginSeconds, costs.deadEndSeconds),
    immediate: route(belief.immediate, costs.passkeyLoginSeconds, costs.immediateMissSeconds),
    conditional: picked * ceremony + (1 - picked) * fallback,
    crossDevice: route(belief.crossDevice, costs.crossDeviceLoginSeconds, costs.crossDeviceDeadEndSeconds),
    fallback,
  }
  // A dialog that leads nowhere is remembered longer than it lasts.
  const dialog = seconds.local + (1 - belief.here) * (suggestions.deadEndWeight - 1) * costs.deadEndSeconds
  const isConsistent = platform.conflicts.length === 0
  const areSuggestionsBest = () =>
    support.conditionalGet.value === true &&
    isConsistent &&
    belief.here >= suggestions.leastChance &&
    belief.credentials[0]?.reach !== 'roaming' &&
    seconds.conditional < Math.min(fallback, dialog) &&
    !(
      belief.crossDevice > 0 &&
      seconds.crossDevice * crossDeviceFactor[settings.crossDevice] <= seconds.conditional
    )
  let action: Advice['action'] = 'fallback'
  let least = fallback
  let immediate = false
  const canImmediate = support.immediateGet.value === true && isConsistent
  if (canImmediate && belief.immediate > 0 && seconds.immediate < least) {
    action = 'passkey'
    immediate = true
    least = seconds.immediate
  }
  const other = belief.crossDevice > 0 ? Math.min(fallback, seconds.crossDevice) : fallback
  const isProbe = !immediate && belief.here >= probes.leastChance
  const spared = Math.max(0, other - costs.passkeyLoginSeconds)
  const returns = Math.min(belief.returns, probes.mostReturns)
  // Somebody who has to fetch a key remembers it: asking for one that is not at hand weighs like any dialog in vain.
  const isKey = belief.credentials[0]?.reach === 'roaming'
  const local =
    (isKey ? dialog : seconds.local) - (isProbe ? belief.local * returns * spared * (1 - foundAnyway) : 0)
  if (belief.local > 0 && local < least) {
    action = 'passkey'
    immediate = false
    least = local
  }
  if (belief.crossDevice > 0 && seconds.crossDevice * crossDeviceFactor[settings.crossDevice] < least) {
    action = 'cross-device'
    immediate = false
  }
  return { action, immediate, conditional: !immediate && areSuggestionsBest(), seconds }
}
