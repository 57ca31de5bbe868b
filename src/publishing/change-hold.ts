import { listRolloutRules, type Policy, percentAt } from '../core/index.ts'
import type { DrawStore, RolloutHold } from '../store/draw-store.ts'
import { isHeld } from './explain-holds.ts'

type HoldStore = Pick<DrawStore, 'listHolds' | 'saveHold'>

export interface HoldOrder {
  readonly rule: string
  readonly actor: string
  readonly note: string
  readonly at: number
}

export type HoldResult =
  | { readonly kind: 'held'; readonly hold: RolloutHold }
  | { readonly kind: 'held-already'; readonly hold: RolloutHold }
  /** Everybody is in: there is no more to come that could be held back. */
  | { readonly kind: 'complete' }
  /** No such rule has a rollout; these do. */
  | { readonly kind: 'unknown-rollout'; readonly rules: readonly string[] }

/** Keeps a rollout at the share it has now, whatever its steps say later. @throws StoreError */
export async function holdRollout(store: HoldStore, policy: Policy, order: HoldOrder): Promise<HoldResult> {
  const { rule, actor, note, at } = order
  const rollouts = listRolloutRules(policy)
  const found = rollouts.find((one) => one.rule.name === rule)
  if (found === undefined) return { kind: 'unknown-rollout', rules: rollouts.map((one) => one.rule.name) }
  const last = await findLast(store, rule)
  if (last !== null && isHeld(last)) return { kind: 'held-already', hold: last }
  const percent = percentAt(found.rule.rollout, at)
  if (percent >= 100) return { kind: 'complete' }
  const hold = { rule, percent, since: at, reason: { held: { by: actor, note } } }
  const entry = { at, actor, action: 'rollout-held', detail: { rule, note, percent } }
  if (await store.saveHold(hold, entry, last?.since ?? null)) return { kind: 'held', hold }
  // Somebody was faster: what they said is looked at.
  return holdRollout(store, policy, order)
}

/** Lets a rollout go on that was stopped; null: none of this name is. @throws StoreError */
export async function releaseRollout(store: HoldStore, order: HoldOrder): Promise<RolloutHold | null> {
  const { rule, actor, note, at } = order
  const last = await findLast(store, rule)
  if (last === null || !isHeld(last)) return null
  const { percent, since } = last
  // What was seen before it was let go stands against it no longer: it is judged by what comes.
  const hold = { rule, percent: 100, since: at, reason: { released: { by: actor, note } } }
  const entry = { at, actor, action: 'rollout-released', detail: { rule, note, percent, since } }
  return (await store.saveHold(hold, entry, since)) ? last : null
}

const findLast = async (store: HoldStore, rule: string): Promise<RolloutHold | null> =>
  (await store.listHolds()).find((one) => one.rule === rule) ?? null
