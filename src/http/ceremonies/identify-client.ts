import type { ClientSignals } from '../../contract/decision.ts'
import type { BrowserName, OsName } from '../../contract/words.ts'
import { identifyPlatform, readSignals } from '../../core/index.ts'

/** Which client a ceremony runs in, as far as a record needs it. */
export function identifyClient(signals: ClientSignals): { os: OsName; browser: BrowserName } {
  const { os, browser } = identifyPlatform(readSignals(signals))
  return { os, browser }
}
