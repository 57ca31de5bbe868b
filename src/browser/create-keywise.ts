import { createAutofill } from './create-autofill.ts'
import { createCeremonies } from './create-ceremonies.ts'
import { createCeremonySlot } from './create-ceremony-slot.ts'
import { createCore } from './create-core.ts'
import { createSignIn } from './create-sign-in.ts'
import type { Keywise, KeywiseOptions } from './keywise.ts'
import { startCreation } from './start-creation.ts'

/**
 * The SDK for login pages; one for a page.
 *
 * @example
 * const keywise = createKeywise({ key: 'pk_...' })
 * keywise.prepare({ user })
 * button.onclick = () => keywise.signIn({ user, onTicket, onVerified, onFallback, onAnnounce })
 */
export function createKeywise(options: KeywiseOptions): Keywise {
  const parts = createCore(options)
  const { core, decide } = parts
  const slot = createCeremonySlot()
  const ceremonies = createCeremonies(parts, slot, options.ceremonies)
  const autofill = createAutofill(ceremonies, slot, parts)
  return {
    ...core,
    ...createSignIn(parts, ceremonies, slot, autofill),
    armAutofill: autofill.arm,
    disarmAutofill: autofill.disarm,
    offerPasskey: ({ user, justUsed }) =>
      // A page may not say what was just used; its back end may, and then asks by `askDecision`.
      decide({ purpose: 'registration', user }, options.askDecision && justUsed ? { justUsed } : undefined),
    createPasskey: (request) => startCreation(core, slot, autofill, request),
  }
}
