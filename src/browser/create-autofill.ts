import type { Ceremonies, Planned } from './create-ceremonies.ts'
import type { CeremonySlot } from './create-ceremony-slot.ts'
import type { CoreParts } from './create-core.ts'
import type { AutofillRequest, CeremonyResult } from './keywise.ts'
import { shownMs } from './start-request.ts'

/** Conditional mediation, kept armed as long as the page wants it and the browser can. */
export function createAutofill({ fetchOptions, run }: Ceremonies, slot: CeremonySlot, { core }: CoreParts) {
  let wanted: AutofillRequest | undefined
  /** While a dialog has the floor, or the page is away. */
  let isHeld = false
  /** Counts the ends, so that an answer of the browser that comes after one starts nothing. */
  let ends = 0
  /** Counts arms and releases, so that what was started before can tell that it is over. */
  let turn = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  async function arm(): Promise<boolean> {
    if (!wanted || isHeld) return false
    const planned = { ...wanted, start: 'conditional' } as const
    await release()
    const mine = turn
    const options = await fetchOptions(planned)
    if (!options || mine !== turn) return false
    timer = setTimeout(refresh, options.freshUntil - Date.now())
    run({ ...planned, options }).then((result) => {
      if (result.kind === 'verified') disarm()
      // Otherwise it would go round in circles.
      else if (mine === turn && result.classified !== 'aborted' && result.elapsedMs >= shownMs) arm()
    })
    return true
  }

  /** A new challenge before the old one expires; a page in the background waits until it is looked at. */
  function refresh() {
    if (document.hidden) addEventListener('visibilitychange', refresh, { once: true })
    else arm()
  }

  function release() {
    turn++
    clearTimeout(timer)
    return slot.clear()
  }

  function hold() {
    isHeld = true
    return release()
  }

  function resume() {
    isHeld = false
    return arm()
  }

  function disarm() {
    ends++
    wanted = undefined
    isHeld = false
    return release()
  }

  // A page with a request under way is not kept for going back to; one that comes back has an old challenge.
  addEventListener('pagehide', hold)
  addEventListener('pageshow', () => isHeld && resume())

  return {
    /** `isSpare`: only where the page has not armed it itself. */
    async arm(request: AutofillRequest, isSpare?: boolean): Promise<boolean> {
      const mine = ends
      const { conditionalMediation } = await core.readSignals()
      const field =
        request.input ?? document.querySelector<HTMLInputElement>('input[autocomplete*="webauthn"]')
      if (!field || !conditionalMediation || mine !== ends) return false
      if (!field.autocomplete.includes('webauthn')) field.autocomplete = 'username webauthn' as AutoFill
      if (!(isSpare && wanted)) wanted = request
      // A dialog that has opened meanwhile keeps the floor; it gives it back.
      return isHeld || arm()
    },
    disarm,
    hold,
    resume,
    /** A dialog: it has the floor alone, and what it interrupted is taken up again unless somebody is in. */
    async runModal(planned: Planned): Promise<CeremonyResult> {
      await hold()
      const result = await run(planned)
      if (result.kind === 'verified') disarm()
      else resume()
      return result
    },
  }
}
export type Autofill = ReturnType<typeof createAutofill>
