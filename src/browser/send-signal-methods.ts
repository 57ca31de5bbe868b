import type { SignalAdvice } from '../contract/webauthn.ts'

const names = ['signalUnknownCredential', 'signalAllAcceptedCredentials', 'signalCurrentUserDetails'] as const

/**
 * Tells passkey providers what the server knows (WebAuthn Level 3, 5.1.10), where the browser has the advised method.
 * @returns the methods called; none tells whether it was heard
 */
export function sendSignalMethods(advice: SignalAdvice | undefined): readonly string[] {
  const passkeys = globalThis.PublicKeyCredential as unknown as
    | Partial<Record<string, (argument: unknown) => Promise<void>>>
    | undefined
  return names.filter((name) => {
    const argument = advice?.[name]
    const send = passkeys?.[name]
    if (!argument || !send) return false
    // Fire and forget: nothing that a page could do about it.
    void (async () => send.call(passkeys, argument))().catch(() => {})
    return true
  })
}
