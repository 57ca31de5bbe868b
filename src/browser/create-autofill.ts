import type { Ceremonies, Planned } from './create-ceremonies.ts'
import type { CeremonySlot } from './create-ceremony-slot.ts'
import type { CoreParts } from './create-core.ts'
import type { AutofillRequest, CeremonyResult } from './keywise.ts'
import { shownMs } from './start-request.ts'

/** Conditional mediation, kept armed as long as the page wants it and the browser can. */
export function createAutofill({ fetchOptions, run }: Ceremonies, slot: CeremonySlot, { core }: CoreParts) {
  let wanted: AutofillRequest | undefined
  /** How many dialogs have the floor: one that opens takes it before the one it ends has given it back. */
  let dialogs = 0
  /** Between `pagehide` and the `pageshow` that takes it back; the first `pageshow` only comes with the load. */
  let isAway = false
  /** Counts the ends, so that an answer of the browser that comes after one starts nothing. */
  let ends = 0
  /** Counts arms and releases, so that what was started before can tell that it is over. */
  let turn = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  async function arm(): Promise<boolean> {
    // Wanted is enough: who has the floor takes them up again.
    if (!wanted || dialogs || isAway) return !!wanted
    const planned = { ...wanted, start: 'conditional' } as const
    const mine = turn + 1
    await release()
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

  /** What has the floor alone. What the last one interrupted is taken up again unless somebody is in. */
  async function runAlone<T extends object>(work: () => Promise<T>): Promise<T> {
    dialogs++
    await release()
    const result = await work()
    if ('kind' in result && result.kind === 'verified') disarm()
    dialogs--
    arm()
    return result
  }

  /** A dialog that is open is none of its business. */
  async function disarm() {
    ends++
    wanted = undefined
    if (!dialogs) await release()
  }

  // A page with a request under way is not kept for going back to; one that comes back has an old challenge.
  addEventListener('pagehide', () => {
    isAway = true
    release()
  })
  addEventListener('pageshow', () => {
    if (!isAway) return
    isAway = false
    arm()
  })

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
      return arm()
    },
    disarm,
    runAlone,
    runModal: (planned: Planned): Promise<CeremonyResult> => runAlone(() => run(planned)),
  }
}
export type Autofill = ReturnType<typeof createAutofill>
