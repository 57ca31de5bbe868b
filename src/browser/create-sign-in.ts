import type { Action, Classification } from '../contract/words.ts'
import type { CeremonyStart } from './ceremony-server.ts'
import type { Autofill } from './create-autofill.ts'
import type { Ceremonies, FetchedOptions, WantedOptions } from './create-ceremonies.ts'
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

const methodOf = (action: string): 'passkey' | 'cross-device' =>
  action === 'cross-device' ? action : 'passkey'

const isSpent = (decision: SdkDecision) =>
  !decision.token ||
  Date.now() > decision.freshUntil ||
  (decision.attempts[methodOf(decision.action)] ?? 0) >= (decision.ceremony?.maxAttempts ?? 100)

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
  let running: { readonly key: string; readonly answer: Promise<SignInResult> } | undefined
  /** Takes the exit of the step that runs. */
  let takeExit: (exit: Exit) => void = () => {}

  const keyOf = ({ user, purpose }: PrepareRequest) => `${purpose} ${user?.id}`
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
    const { onFallback, onAnnounce, onStatus, status } = request
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
      if (onStatus) queueMicrotask(() => onStatus(step))
    }

    const slow = setTimeout(() => say('slow'), softLimitMs)
    let decision = await decisions[keyOf(request)]
    if (!decision || isSpent(decision)) decision = await ask(request)
    clearTimeout(slow)

    const { action, ceremony, next, stepUpRequired } = decision
    const decided = { ...request, decision, start: 'decided' } as const
    const fallBack = (reason: string, failure?: CeremonyFailure): Fallback => {
      const passive = action === 'fallback' ? decision.passive : passiveHere()
      const fallbacks = reason === 'not-you' ? [] : decision.fallbacks
      if (isShown) focused?.focus()
      if (passive === 'none') autofill.disarm()
      if (passive === 'conditional') autofill.arm(decided, ceremony?.mediation !== passive)
      say('fallback')
      const result = {
        kind: 'fallback',
        reason,
        fallbacks,
        stepUpRequired,
        passive,
        failure,
        decision,
      } as const
      queueMicrotask(() => onFallback(result))
      return result
    }

    if (exit) return fallBack(exit)
    if (!ceremony || ceremony.mediation === 'conditional') return fallBack(decision.reason)
    if (!hasGesture) {
      // For the click that may follow.
      prefetch(decided)
      return fallBack('no-gesture')
    }
    if (decision.late && document.activeElement !== focused) return fallBack('typing')

    let step: { start: CeremonyStart; method: 'passkey' | 'cross-device' } = {
      start: 'decided',
      method: methodOf(action),
    }
    for (;;) {
      let taken: Exit | undefined
      const left = new Promise<Exit>((resolve) => {
        takeExit = (word) => {
          taken = word
          resolve(word)
        }
      })
      const planned = { ...decided, ...step, say, isLeft: () => !!taken }
      const fetched = takeOptions(planned)
      isShown = true
      if (step.method === 'cross-device') {
        say('announcing')
        const announced = (async () => onAnnounce())().catch(() => false as const)
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
      const failure = ended === 'not-on-this-device' ? undefined : ended
      if (failure?.kind === 'verified') return failure
      const trigger: Classification = failure?.classified ?? 'not-found'
      const then: Action = next.find(({ on }) => on === trigger || on === 'any')?.action ?? 'fallback'
      if (
        then === 'fallback' ||
        (decision.attempts[then] ?? 0) >= (then === 'passkey' ? ceremony.maxAttempts : 1)
      ) {
        // For the click on "try again".
        if (!isSpent(decision)) prefetch(decided)
        return fallBack(failure?.classified ?? 'not-on-this-device', failure)
      }
      step = { start: then === 'passkey' ? 'button' : then, method: then }
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
      const mine = { key, answer: followPlan(request) }
      running = mine
      return mine.answer.finally(() => {
        if (running === mine) running = undefined
      })
    },
    leave(exit: Exit) {
      const user = core.lastUsed()?.user
      if (exit === 'not-you' && user) core.forget(user.id)
      leave(exit)
    },
    async prepare(request: PrepareRequest = {}): Promise<SdkDecision> {
      const decision = await ask(request)
      const { ceremony, passive } = decision
      const start = ceremony && ceremony.mediation !== 'conditional' ? 'decided' : 'button'
      if (ceremony || passive !== 'none') prefetch({ ...request, decision, start })
      return decision
    },
    async startCeremony(request: CeremonyRequest = {}): Promise<CeremonyResult> {
      const decision = request.decision ?? (await decisions[keyOf(request)])
      const planned = { start: 'button', ...request, decision } as const
      const options = await takeOptions(planned)
      if (!options) return { kind: 'failed', classified: 'unknown', errorName: 'no-answer', elapsedMs: 0 }
      return autofill.runModal({ ...planned, options })
    },
  }
}
