import type { Ending } from './behaviour.ts'
import type { SimulatedCredential, SimulatedLife, SimulatedLogin } from './life.ts'
import type { Plan } from './plan.ts'

/** What tables tell of a decision besides what came of it. */
export interface Grounds {
  readonly rule: string
  readonly reason: string
  /** The reach class of the likeliest passkey, or none. */
  readonly reach: string
  readonly local: number
  readonly crossDevice: number
  /** The two as the answer tells them. */
  readonly told: { readonly local: number; readonly crossDevice: number }
}

export interface Choice {
  readonly plan: Plan
  /** null: a policy that gives no reasons. */
  readonly grounds: Grounds | null
}

/** A policy at work on one person: asked at each login, told how it ended, and of each passkey that is made. */
export interface Session {
  readonly choose: (login: SimulatedLogin) => Choice
  readonly learn: (login: SimulatedLogin, ending: Ending) => void
  readonly addCredential: (credential: SimulatedCredential) => void
}

export interface SimulatedPolicy {
  readonly name: string
  readonly start: (life: SimulatedLife) => Session
}
