import { isDeepStrictEqual } from 'node:util'
import type { SimulatedAnswer } from '../contract/simulation.ts'
import type { ChangeKind } from '../contract/simulation-words.ts'
import type { CeremonyMode, PassiveMode } from '../contract/words.ts'
import { type Decision, readMode } from '../core/index.ts'

/** How one answer differs from another. */
export interface AnswerChange {
  readonly kind: ChangeKind
  /** What it is counted under: the action alone where that changes. */
  readonly from: string
  readonly to: string
}

/** What a page acts on besides action and mode. */
const acted = ['ceremony', 'registration', 'next', 'fallbacks', 'stepUpRequired', 'assurance'] as const
/** What is told and changes nothing. */
const told = ['reason', 'explanation', 'confidence', 'degraded'] as const

/** Null: a page would do the same and say the same. The revision of the rules is in no comparison. */
export function compareAnswers(live: Decision, draft: Decision): AnswerChange | null {
  if (live.action !== draft.action) return { kind: 'action', from: live.action, to: draft.action }
  const ways = { from: nameWay(live), to: nameWay(draft) }
  if (ways.from !== ways.to) return { kind: 'mode', ...ways }
  const parts = acted.filter((part) => !isDeepStrictEqual(live[part], draft[part]))
  if (parts.length > 0) {
    const named = `${ways.from}, other ${parts.map((part) => words[part]).join(', ')}`
    return { kind: 'details', from: ways.from, to: named }
  }
  const isTold =
    live.rule?.name !== draft.rule?.name ||
    told.some((part) => !isDeepStrictEqual(live[part], draft[part])) ||
    !isDeepStrictEqual(live.probability, draft.probability)
  return isTold ? { kind: 'words', ...ways } : null
}

/** An answer as it is told in a line. */
export const readAnswer = (decision: Decision): SimulatedAnswer => ({
  way: nameWay(decision),
  reason: decision.reason,
  rule: decision.rule?.name ?? null,
})

/** `passkey, modal`; `fallback, suggestions armed`; `offer, after-cross-device`. */
export function nameWay({ action, ceremony, passive, registration }: Decision): string {
  if (registration !== undefined) return action === 'skip' ? action : `${action}, ${registration.variant}`
  const mode = readMode(ceremony)
  if (action === 'cross-device') return action
  return mode === null ? `${action}, ${armed[passive]}` : `${action}, ${started[mode]}`
}

const started = {
  modal: 'dialog',
  conditional: 'suggestions only',
  immediate: 'silent try',
} as const satisfies Record<CeremonyMode, string>

const armed = {
  none: 'nothing armed',
  button: 'button',
  conditional: 'suggestions armed',
} as const satisfies Record<PassiveMode, string>

const words = {
  ceremony: 'ceremony options',
  registration: 'offer',
  next: 'next steps',
  fallbacks: 'fallback methods',
  stepUpRequired: 'step-up',
  assurance: 'assurance',
} as const satisfies Record<(typeof acted)[number], string>

/** Somebody gets in: by a ceremony, another method, or a passkey of their own choice. */
const hasRoute = ({ ceremony, fallbacks, passive }: Decision): boolean =>
  ceremony !== undefined || fallbacks.length > 0 || passive !== 'none'

/** A login that has a way now and would have none. A registration is no login. */
export const losesOnlyRoute = (live: Decision, draft: Decision): boolean =>
  live.purpose !== 'registration' && hasRoute(live) && !hasRoute(draft)
