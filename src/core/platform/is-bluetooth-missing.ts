import type { Signals } from '../signals/signals.ts'
import type { ClientPlatform } from './client-platform.ts'
import type { Knowledge } from './knowledge.ts'
import type { PlatformSupport } from './platform-support.ts'
import { resolveSupport } from './resolve-support.ts'

/**
 * Could a phone serve this client, were it not for Bluetooth? True where the client reports that it has none (desktop
 * Chromium says so by `hybridTransport: false`) and would not be known unable otherwise.
 */
export function isBluetoothMissing(
  platform: ClientPlatform,
  signals: Signals,
  support: PlatformSupport,
  knowledge: Knowledge,
): boolean {
  if (support.hybridClient.value !== false || platform.deviceType !== 'desktop') return false
  if (signals.bluetooth !== false && signals.capabilities.hybridTransport !== false) return false
  const { bluetooth: _bluetooth, ...rest } = signals
  // `passkeyPlatformAuthenticator` is false because `hybridTransport` is: it means "either of the two".
  const {
    hybridTransport: _hybridTransport,
    passkeyPlatformAuthenticator: _either,
    ...capabilities
  } = signals.capabilities
  return resolveSupport(platform, { ...rest, capabilities }, knowledge).hybridClient.value !== false
}
