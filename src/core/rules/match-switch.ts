import type { Switch } from '../../contract/rule-files.ts'
import type { Purpose } from '../../contract/words.ts'
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
      item.on &&
      (item.purpose === undefined || item.purpose === purpose) &&
      (item.os === undefined || item.os === platform.os) &&
      (item.browser === undefined || item.browser === platform.browser) &&
      (item.until === undefined || now < Date.parse(item.until)),
  )
}
