import type { Settings } from '../../contract/rule-files.ts'
import type { ClientPlatform } from '../platform/client-platform.ts'
import type { PlatformSupport } from '../platform/platform-support.ts'
import type { Advice, Belief } from './belief.ts'

/** The factor on the expected seconds of the phone route, by strategy, when routes are compared. */
const crossDeviceFactor = { standard: 1, minimize: 1.5, maximize: 0.67 } as const satisfies Readonly<
  Record<Settings['crossDevice'], number>
>

/**
 * The action with the least expected cost in seconds: for each route what it costs where it succeeds, and where
 * it fails the dead end and then the fallback login. A tie goes to the route that shows less. `immediate` is
 * considered only where the client reports or is known to do it, and not where the client contradicts itself.
 * The strategy for cross-device shifts the comparison, not the figures that are shown.
 */
export function adviseAction(
  belief: Belief,
  support: PlatformSupport,
  settings: Pick<Settings, 'costs' | 'crossDevice'>,
  platform: ClientPlatform,
): Advice {
  const { costs } = settings
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
  if (belief.local > 0 && seconds.local < least) {
    action = 'passkey'
    immediate = false
    least = seconds.local
  }
  if (belief.crossDevice > 0 && seconds.crossDevice * crossDeviceFactor[settings.crossDevice] < least) {
    action = 'cross-device'
    immediate = false
  }
  return { action, immediate, seconds }
}
