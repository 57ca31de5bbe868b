import type { OsName } from '../../../contract/words.ts'
import type { DecisionInput } from '../../history/decision-input.ts'
import { readClient } from '../../platform/read-client.ts'
import { writeVersion } from '../../platform/version-range.ts'
import type { Policy } from '../../rules/policy.ts'
import { withSignals } from './flip-change.ts'

/** What the newest systems tell as `Sec-CH-UA-Platform-Version`, in November 2026. */
const newestHints: Readonly<Partial<Record<OsName, string>>> = {
  windows: '19.0.0',
  macos: '26.1.0',
  android: '16.0.0',
}

/**
 * The same browser on the system updated, where the client tells the version of its system: in a hint (Chromium) or,
 * on iPhones and iPads, in the user agent. Null where it tells none: then nothing would change that it says.
 */
export function writeNewestSystem(
  input: DecisionInput,
  { knowledge }: Pick<Policy, 'knowledge'>,
): DecisionInput | null {
  const { platform, signals } = readClient(input.signals, knowledge)
  const hint = newestHints[platform.os]
  if (hint !== undefined) {
    if (signals.hints.platformVersion === undefined) return null
    return withSignals(input, { clientHints: { ...input.signals.clientHints, platformVersion: hint } })
  }
  const newest = knowledge.newestVerified.systems[platform.os]
  const { text } = signals.userAgent
  if (newest === undefined || !frozenSystem.test(text)) return null
  const version = writeVersion(newest)
  const userAgent = text
    .replace(frozenSystem, `OS ${version.replace('.', '_')} like Mac OS X`)
    .replace(/\bVersion\/[\d.]+/, `Version/${version}`)
  return withSignals(input, { userAgent })
}

const frozenSystem = /\bOS \d+(?:_\d+)* like Mac OS X/
