import { isRecord, listRolloutRules, type Policy, percentAt } from '../core/index.ts'
import type { RolloutHold } from '../store/draw-store.ts'

/** One that was let go has 100 percent. */
export const isHeld = ({ percent }: Pick<RolloutHold, 'percent'>): boolean => percent < 100

const minute = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`

/** Who stopped a rollout, or let it go, since when and why; such as "held at 5 % by its guard since ...". */
export function explainHold({ percent, since, reason }: RolloutHold): string {
  const { held, released, kpi, in: inside, out } = isRecord(reason) ? reason : {}
  const at = minute(since)
  if (!isHeld({ percent })) return `released${byWhom(released)} on ${at}${noteOf(released)}`
  if (held !== undefined) return `held at ${percent} %${byWhom(held)} since ${at}${noteOf(held)}`
  const stopped = percent === 0 ? 'rolled back' : `held at ${percent} %`
  const [rateIn, rateOut] = [rateOf(inside), rateOf(out)]
  const why =
    typeof kpi === 'string' && rateIn !== null && rateOut !== null
      ? `: ${kpi} was ${rateIn} for those who were in, ${rateOut} for the others`
      : ''
  return `${stopped} by its guard since ${at}${why}`
}

const textOf = (told: unknown, key: 'by' | 'note'): string | null => {
  const text = isRecord(told) ? told[key] : null
  return typeof text === 'string' && text !== '' ? text : null
}
const byWhom = (told: unknown): string => {
  const by = textOf(told, 'by')
  return by === null ? '' : ` by ${by}`
}
const noteOf = (told: unknown): string => {
  const note = textOf(told, 'note')
  return note === null ? '' : `: ${note}`
}
const rateOf = (side: unknown): string | null =>
  isRecord(side) && typeof side.rate === 'number' ? `${(side.rate * 100).toFixed(1)} %` : null

/**
 * What the rule files do not say of the rollouts in them: which are held, so that fewer are in than stands there, and
 * which were let go. A line each.
 */
export function explainHolds(policy: Policy, holds: readonly RolloutHold[], now: number): readonly string[] {
  return listRolloutRules(policy).flatMap(({ rule: { name, rollout } }) => {
    const last = holds.find(({ rule }) => rule === name)
    if (last === undefined) return []
    const planned = percentAt(rollout, now)
    const says = explainHold(last)
    if (!isHeld(last)) return [`\`${name}\`: ${planned} % as it is written; ${says}`]
    return last.percent < planned
      ? [`\`${name}\`: ${last.percent} %, not ${planned} %; ${says}. ${howToRelease(name)}`]
      : [`\`${name}\`: ${planned} %, and no more later; ${says}. ${howToRelease(name)}`]
  })
}

/** Rules go in force without the store as well. */
export const unreadableHolds = 'whether rollouts are held cannot be read from the database'

export const howToRelease = (rule: string): string =>
  `Let it go on with: keywise rollout release ${rule} --note TEXT`
