import { WebAuthnAbortService } from '@simplewebauthn/browser'
import { waitFor } from './wait-for.ts'

const letGoMs = 50
const mostTries = 6

/** The one place for a WebAuthn request: browsers refuse a second one while the first is there. */
export function createCeremonySlot() {
  let running: Promise<unknown> | undefined

  /**
   * Aborts what runs and waits for its rejection: a request made before that is refused (Safari) or aborted along.
   * Asked again, because @simplewebauthn/browser waits for a probe of the browser before its request can be aborted,
   * and a request that starts late would abort the next one; given up in the end, because extensions may ignore it.
   */
  async function clear() {
    const ended = running?.then(
      () => true,
      () => true,
    )
    for (let tries = 0; ended && tries < mostTries; tries++) {
      WebAuthnAbortService.cancelCeremony()
      if (await waitFor(letGoMs, () => ended)) break
    }
  }

  return {
    clear,
    run<T>(request: () => Promise<T>): Promise<T> {
      const mine = clear().then(request)
      running = mine
      return mine
    },
  }
}
export type CeremonySlot = ReturnType<typeof createCeremonySlot>
