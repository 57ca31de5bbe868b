import type { Action, Classification } from '../contract/words.ts'
import type { CeremonyStart } from './ceremony-server.ts'
import type { Autofill } from './create-autofill.ts'
import {
  type Ceremonies,
  type FetchedOptions,
  type Planned,
  tokenOf,
  type WantedOptions,
} from './create-ceremonies.ts'
import type { CeremonySlot } from './create-ceremony-slot.ts'
import { type CoreParts, softLimitMs } from './create-core.ts'
import type {
  CeremonyFailure,
  CeremonyRequest,
  CeremonyResult,
  Exit,
  Fallback,
  PrepareRequest,
  SdkDecision,
  SignInRequest,
  SignInResult,
  SignInStatus,
} from './keywise.ts'
import { noAnswer } from './start-request.ts'

/** Old, or tried as often as it may be. */
const isSpent = (decision: SdkDecision) =>
  !tokenOf(decision) ||
  (decision.attempts?.[decision.action] ?? 0) >= (decision.ceremony?.maxAttempts ?? Infinity)

const opensDialog = ({ ceremony }: SdkDecision) => ceremony && ceremony.mediation !== 'conditional'

/** The plan of a decision, from the click to a login or to the page's own form. */
export function createSignIn(
  { core, passiveHere }: CoreParts,
  { fetchOptions }: Ceremonies,
  slot: CeremonySlot,
  autofill: Autofill,
) {
  // On their way before they are wanted, by what they are for.
  const decisions: Record<string, Promise<SdkDecision>> = {}
  const optionsAhead: Record<string, Promise<FetchedOptions | undefined>> = {}
  let running:
    | (Pick<SignInRequest, 'user'> & { readonly key: string; readonly answer: Promise<SignInResult> })
    | undefined
  const ceremonies: Record<string, Promise<CeremonyResult>> = {}
  /** Takes the exit of the step that runs. */
  let takeExit: (exit: Exit) => void = () => {}

  // No purpose is `authentication`.
  const keyOf = ({ user, purpose }: PrepareRequest) => `${purpose === 'step-up'} ${user?.id}`
  const ask = (request: PrepareRequest) => {
    const answer = core.decide(request)
    decisions[keyOf(request)] = answer
    return answer
  }

  const optionsKeyOf = ({ start, user, decision }: WantedOptions) => `${start} ${user?.id} ${decision?.token}`
  const prefetch = (wanted: WantedOptions) => {
    optionsAhead[optionsKeyOf(wanted)] = fetchOptions(wanted)
  }
  /** Options are good for one ceremony. */
  const takeOptions = async (wanted: WantedOptions) => {
    const key = optionsKeyOf(wanted)
    const ahead = optionsAhead[key]
    delete optionsAhead[key]
    const options = await ahead
    return options && Date.now() < options.freshUntil ? options : fetchOptions(wanted)
  }

  async function followPlan(request: SignInRequest): Promise<SignInResult> {
    const { status } = request
    // Without a click browsers refuse, and a dialog at page load would be out of place anyway.
    const hasGesture = navigator.userActivation?.isActive ?? true
    const focused = document.activeElement as HTMLElement | null
    let isShown = false
    let exit: Exit | undefined
    takeExit = (word) => {
      exit = word
    }
    if (status) status.role ||= 'status'
    const say = (step: SignInStatus) => {
      if (status) status.textContent = request.texts?.[step] ?? step
      queueMicrotask(() => request.onStatus?.(step))
    }

    const slow = setTimeout(() => say('slow'), softLimitMs)
    let decision = await decisions[keyOf(request)]
    if (!decision || isSpent(decision)) decision = await ask(request)
    clearTimeout(slow)

    const { action } = decision
    const decided = { ...request, decision, start: 'decided' } as const
    const fallBack = (reason: string, failure?: CeremonyFailure): Fallback => {
      const passive = action === 'fallback' ? decision.passive : passiveHere()
      const isStranger = reason === 'not-you'
      const fallbacks = isStranger ? [] : decision.fallbacks
      if (isShown) focused?.focus()
      if (passive === 'none') autofill.disarm()
      if (passive === 'conditional')
        autofill.arm(
          isStranger ? { ...request, user: undefined } : decided,
          decision.ceremony?.mediation !== passive,
        )
      say('fallback')
      const result = {
        kind: 'fallback',
        reason,
        fallbacks,
        stepUpRequired: decision.stepUpRequired,
        passive,
        failure,
        decision,
      } as const
      queueMicrotask(() => request.onFallback(result))
      return result
    }

    if (exit) return fallBack(exit)
    if (!opensDialog(decision)) return fallBack(decision.reason)
    if (!hasGesture) {
      // For the click that may follow.
      prefetch(decided)
      return fallBack('no-gesture')
    }
    if (decision.late && document.activeElement !== focused) return fallBack('typing')

    let start: CeremonyStart = 'decided'
    // With a ceremony it is one of these two.
    let method = action as 'passkey' | 'cross-device'
    for (;;) {
      let taken: Exit | undefined
      const left = new Promise<Exit>((resolve) => {
        takeExit = (word) => {
          taken = word
          resolve(word)
        }
      })
      const planned: Omit<Planned, 'options'> = { ...decided, start, method, say, isLeft: () => !!taken }
      const fetched = takeOptions(planned)
      isShown = true
      if (method === 'cross-device') {
        say('announcing')
        const announced = (async () => request.onAnnounce())().catch(() => false as const)
        const choice = await Promise.race([announced, left])
        if (choice !== true) return fallBack(choice || 'cancelled')
      }
      const options = await fetched
      if (taken || !options) return fallBack(taken ?? 'no-answer')
      const ended: CeremonyResult | Exit = await Promise.race([
        autofill.runModal({ ...planned, options }),
        left,
      ])
      if (ended === 'not-you') return fallBack(ended)
      const failure: CeremonyResult | undefined = ended === 'not-on-this-device' ? undefined : ended
      if (failure?.kind === 'verified') return failure
      const trigger: Classification = failure?.classified ?? 'not-found'
      const then: Action =
        decision.next.find(({ on }) => on === trigger || on === 'any')?.action ?? 'fallback'
      // `next` is about the step that the decision names; what it leads to is the last.
      if (then === 'fallback' || then === action || start !== 'decided') {
        // For the click on "try again".
        if (!isSpent(decision)) prefetch(decided)
        return fallBack(failure?.classified ?? 'not-on-this-device', failure)
      }
      method = then
      start = then === 'passkey' ? 'button' : then
    }
  }

  const leave = (exit: Exit) => {
    if (!running) return
    takeExit(exit)
    slot.clear()
  }

  return {
    signIn(request: SignInRequest): Promise<SignInResult> {
      const key = keyOf(request)
      // A double click is one click; somebody else takes the place.
      if (running?.key === key) return running.answer
      leave('not-you')
      const mine = { key, user: request.user, answer: followPlan(request) }
      running = mine
      return mine.answer.finally(() => {
        if (running === mine) running = undefined
      })
    },
    leave(exit: Exit) {
      const user = (running ?? core.lastUsed())?.user
      if (exit === 'not-you' && user) core.forget(user.id)
      leave(exit)
    },
    async prepare(request: PrepareRequest = {}): Promise<SdkDecision> {
      const decision = await ask(request)
      if (decision.ceremony || decision.passive !== 'none')
        prefetch({ ...request, decision, start: opensDialog(decision) ? 'decided' : 'button' })
      return decision
    },
    startCeremony(request: CeremonyRequest = {}): Promise<CeremonyResult> {
      const key = request.start + keyOf(request)
      const run = async () => {
        const decision = request.decision ?? (await decisions[keyOf(request)])
        const planned: Omit<Planned, 'options'> = { start: 'button', ...request, decision } as const
        const options = await takeOptions(planned)
        return options ? autofill.runModal({ ...planned, options }) : noAnswer
      }
      ceremonies[key] ??= run().finally(() => {
        delete ceremonies[key]
      })
      return ceremonies[key]
    },
  }
}
