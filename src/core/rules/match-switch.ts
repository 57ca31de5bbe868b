import type { Switch } from '../../contract/rule-files.ts'
import type { Purpose, SwitchState } from '../../contract/words.ts'
import type { ClientPlatform } from '../platform/client-platform.ts'

/** The kill switch that covers this client and purpose, if one is on. A switch beats every rule. */
export function matchSwitch(
  switches: readonly Switch[],
  purpose: Purpose,
  platform: ClientPlatform,
  now: number,
): Switch | undefined {
  return switches.find(
    (item) =>
      readSwitchState(item, now) === 'on' &&
      (item.purpose === undefined || item.purpose === purpose) &&
      (item.os === undefined || item.os === platform.os) &&
      (item.browser === undefined || item.browser === platform.browser),
  )
}

/** Whether a switch does something at a time: not while it is off in its file, and not from `until` on. */
export function readSwitchState({ on, until }: Switch, now: number): SwitchState {
  if (!on) return 'off'
  return until !== undefined && now >= Date.parse(until) ? 'over' : 'on'
}
