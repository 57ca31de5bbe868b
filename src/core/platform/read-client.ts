import { readSignals } from '../signals/read-signals.ts'
import type { RawSignals, Signals } from '../signals/signals.ts'
import type { ClientPlatform } from './client-platform.ts'
import { identifyPlatform } from './identify-platform.ts'
import { isBluetoothMissing } from './is-bluetooth-missing.ts'
import type { Knowledge } from './knowledge.ts'
import { matchKnownIssues } from './match-known-issues.ts'
import type { MatchedIssue, PlatformSupport } from './platform-support.ts'
import { resolveSupport } from './resolve-support.ts'

/** One client, read and resolved: all that follows from its signals alone. */
export interface Client {
  readonly signals: Signals
  readonly platform: ClientPlatform
  readonly support: PlatformSupport
  readonly issues: readonly MatchedIssue[]
  /** A phone could serve this client, were it not for Bluetooth. */
  readonly bluetoothMissing: boolean
}

/**
 * Stages 1 and 2 in one: signals -> platform and support. Clients come back, with the very same signals, so the result
 * is remembered by their text; a hostile one is read anew each time, for memory stays bounded.
 */
export function readClient(raw: RawSignals, knowledge: Knowledge): Client {
  const { clients } = knowledge.memo
  const key = JSON.stringify(raw)
  const remembered = clients.get(key)
  if (remembered !== undefined) return remembered
  const signals = readSignals(raw)
  const platform = identifyPlatform(signals)
  const support = resolveSupport(platform, signals, knowledge)
  const client: Client = Object.freeze({
    signals,
    platform,
    support,
    issues: matchKnownIssues(platform, knowledge, signals),
    bluetoothMissing: isBluetoothMissing(platform, signals, support, knowledge),
  })
  if (key.length <= longestKey) clients.set(key, client)
  return client
}

/** Characters; what browsers send fits twice over. The memo as a whole is bounded by characters as well. */
const longestKey = 4_096
