import type { Settings } from '../../contract/rule-files.ts'
import type { ClientPlatform } from '../platform/client-platform.ts'
import type { PlatformSupport } from '../platform/platform-support.ts'
import type { Advice, Belief } from './belief.ts'

/** The factor on the expected seconds of the phone route, by strategy, when routes are compared. */
const crossDeviceFactor = { standard: 1, minimize: 1.5, maximize: 0.67 } as const satisfies Readonly<
  Record<Settings['crossDevice'], number>
>

/** Of what a probe may find, this share would come to light some other way: by autofill, or by an offer to create one. */
const foundAnyway = 0.5

/**
 * The action with the least expected cost in seconds: for each route what it costs where it succeeds, and where
 * it fails the dead end and then the fallback login. A tie goes to the route that shows less. `immediate` is
 * considered only where the client reports or is known to do it, and not where the client contradicts itself.
 * The strategy for cross-device shifts the comparison, not the figures that are shown.
 *
 * Where a person keeps coming back, a try here is worth more than this one login: if it finds the passkey, each further
 * login is spared the other way. A try that fails lowers the belief, so that it is not made again. Security keys are
 * left out: whether one is at hand tells nothing of the next time.
 */
export function adviseAction(
  belief: Belief,
  support: PlatformSupport,
  settings: Pick<Settings, 'costs' | 'crossDevice' | 'probes'>,
  platform: ClientPlatform,
): Advice {
  const { costs, probes } = settings
  const fallback = costs.fallbackLoginSeconds
  const route = (chance: number, loginSeconds: number, missSeconds: number) =>
    chance * loginSeconds + (1 - chance) * (missSeconds + fallback)
  const seconds = {
    local: route(belief.local, costs.passkeyLoginSeconds, costs.deadEndSeconds),
    immediate: route(belief.immediate, costs.passkeyLoginSeconds, costs.immediateMissSeconds),
    crossDevice: route(belief.crossDevice, costs.crossDeviceLoginSeconds, costs.crossDeviceDeadEndSeconds),
    fallback,
  }
  let action: Advice['action'] = 'fallback'
  let least = fallback
  let immediate = false
  const canImmediate = support.immediateGet.value === true && platform.conflicts.length === 0
  if (canImmediate && belief.immediate > 0 && seconds.immediate < least) {
    action = 'passkey'
    immediate = true
    least = seconds.immediate
  }
  const other = belief.crossDevice > 0 ? Math.min(fallback, seconds.crossDevice) : fallback
  const isProbe =
    !immediate && belief.here >= probes.leastChance && belief.credentials[0]?.reach !== 'roaming'
  const spared = Math.max(0, other - costs.passkeyLoginSeconds)
  const returns = Math.min(belief.returns, probes.mostReturns)
  const local = seconds.local - (isProbe ? belief.local * returns * spared * (1 - foundAnyway) : 0)
  if (belief.local > 0 && local < least) {
    action = 'passkey'
    immediate = false
    least = local
  }
  if (belief.crossDevice > 0 && seconds.crossDevice * crossDeviceFactor[settings.crossDevice] < least) {
    action = 'cross-device'
    immediate = false
  }
  return { action, immediate, seconds }
}
