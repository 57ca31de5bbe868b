import type { Keywise, KeywiseOptions } from './keywise.ts'

/**
 * The SDK for login pages.
 *
 * @example
 * const keywise = createKeywise({ key: 'pk_...' })
 * button.onclick = () => keywise.signIn({ user: { id: 'u-123' }, onFallback: showForm, onAnnounce: showPhone, onTicket })
 */
export function createKeywise(_options: KeywiseOptions): Keywise {
  throw new Error('not yet built')
}
