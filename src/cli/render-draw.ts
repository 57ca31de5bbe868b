import type { RuleTrace } from '../core/index.ts'

const day = (instant: string): string => instant.replace(/T00:00(:00(\.0+)?)?Z$/, '').replace('T', ' ')

/** How the draws of a rule stand for the one who asks, a line each. */
export function renderDraws({ rollout, experiment }: RuleTrace): string[] {
  const lines: string[] = []
  if (rollout !== undefined) {
    const { percent, bucket, isIn, next, cap } = rollout
    const held = cap !== null && cap <= percent && cap < 100 ? ' (held there)' : ''
    const then = next === null ? '' : `, ${next.percent} % from ${day(next.at)} on`
    const own =
      bucket === null
        ? 'nobody to draw over, so not for this login'
        : `${isIn ? 'this one is' : 'this one is not'} among them (drew ${bucket} of 100,000, and the rule is for those below ${Math.round(percent * 1000)})`
    lines.push(`rollout: this rule is for ${percent} % now${held}${then}; ${own}`)
  }
  if (experiment !== undefined) {
    const { name, wanted, isRunning, variant, isStored } = experiment
    const drawn = !isRunning
      ? 'which does not run'
      : variant === null
        ? 'in which they are not'
        : `of which they ${isStored ? 'have kept' : 'draw'} \`${variant}\``
    lines.push(`experiment: for \`${wanted}\` of \`${name}\`, ${drawn}`)
  }
  return lines
}
