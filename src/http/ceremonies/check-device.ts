import type { VerificationFailure } from '../../webauthn/verification-failures.ts'
import type { AccessKey } from '../access-keys.ts'
import type { Challenge } from './challenges.ts'

/**
 * A challenge for a device is answered there. A page says which one it is, or it could choose not to be asked; a back end
 * may leave it out, and then gets no proof of a device.
 */
export function checkDevice(
  { deviceId }: Challenge,
  presented: string | undefined,
  { kind }: AccessKey,
): VerificationFailure | null {
  if (deviceId === null || deviceId === presented) return null
  return presented === undefined && kind !== 'publishable' ? null : 'wrong-device'
}
