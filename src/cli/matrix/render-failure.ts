import type { Ground, Policy } from '../../core/index.ts'
import { rankGrounds } from '../../matrix/rank-grounds.ts'
import type { FixtureResult, Mismatch } from '../../matrix/run-fixture.ts'
import { tellMismatch } from '../../matrix/tell-mismatch.ts'
import type { Paint } from '../command.ts'

/** Enough to see where to look; the rest is for a machine. */
const mostGrounds = 3

/**
 * A failing fixture for people: what differs, the statements it rests on, why it matters, and where it stands. A
 * feature names its one statement; what differs in a decision shares one short list.
 */
export function renderFailure(result: FixtureResult, policy: Policy, paint: Paint): string {
  const { fixture, file, mismatches, decision } = result
  const isFeature = ({ what }: Mismatch) => what.startsWith('support.')
  const others = mismatches.filter((mismatch) => !isFeature(mismatch))
  const shared = others.find(({ grounds }) => grounds.length > 0)
  const rule = decision.rule === undefined ? '' : `; rule ${decision.rule.name} in ${decision.rule.file}`
  return [
    `${paint('red', 'failed')} ${paint('bold', fixture.id)}  ${fixture.title}`,
    ...mismatches
      .filter(isFeature)
      .flatMap((mismatch) => [
        `  ${tellMismatch(mismatch)}`,
        ...(mismatch.grounds.length === 0
          ? [paint('dim', '    no statement says anything about it')]
          : renderGrounds(rankGrounds(mismatch, result), policy, paint)),
      ]),
    ...others.map((mismatch) => `  ${tellMismatch(mismatch)}`),
    ...(shared === undefined ? [] : renderGrounds(rankGrounds(shared, result), policy, paint)),
    `  because: ${fixture.because}`,
    `  engine:  ${decision.action}, ${decision.reason}: ${decision.explanation}${rule}`,
    `  source:  ${fixture.source}`,
    `  file:    fixtures/${file}`,
    '',
  ].join('\n')
}

function renderGrounds(grounds: readonly Ground[], policy: Policy, paint: Paint): string[] {
  const left = grounds.length - mostGrounds
  return [
    ...grounds.slice(0, mostGrounds).flatMap(({ what, value, ref }) => {
      const { source, certainty, note } = policy.knowledge.statementsByRef.get(ref) ?? {}
      return [
        `    ${what} ${value}: ${ref}`,
        ...(source === undefined ? [] : [paint('dim', `      ${certainty}; ${source}`)]),
        ...(note === undefined ? [] : [paint('dim', `      ${note}`)]),
      ]
    }),
    ...(left > 0 ? [paint('dim', `    ... ${left} more: --output json`)] : []),
  ]
}
