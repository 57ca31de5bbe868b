import type { Ground } from '../core/index.ts'
import type { indexStatements } from './index-statements.ts'
import type { FixtureResult } from './run-fixture.ts'

type ReadStatement = ReturnType<typeof indexStatements>

interface Statements {
  readonly from: ReadStatement
  readonly to: ReadStatement
}

/**
 * What is likely behind a change: the statements that this fixture rests on under one set of rules only, and where
 * there are none, the rule that decides now. A statement that has only moved in its file is the same.
 */
export function explainChange(from: FixtureResult, to: FixtureResult, statements: Statements): string[] {
  const before = indexGrounds(from.grounds, statements.from)
  const after = indexGrounds(to.grounds, statements.to)
  const gone = [...before].filter(([key]) => !after.has(key)).map(([, ground]) => ground)
  const come = [...after].filter(([key]) => !before.has(key)).map(([, ground]) => ground)
  const features = [...new Set([...gone, ...come].map(({ what }) => what))]
  const causes = features.map((feature) => {
    const tell = (grounds: readonly Ground[], read: ReadStatement) =>
      grounds.filter(({ what }) => what === feature).map((ground) => tellGround(ground, read))
    const now = tell(come, statements.to).join('; ') || 'no statement'
    const earlier = tell(gone, statements.from).join('; ') || 'no statement'
    return `${feature}: ${now}; before: ${earlier}`
  })
  if (causes.length > 0) return causes
  const [now, earlier] = [to.decision.rule?.name ?? 'no rule', from.decision.rule?.name ?? 'no rule']
  if (now !== earlier) return [`rule ${now}; before: ${earlier}`]
  return ['the same statements and the same rule: look at settings, switches and what the rule asks for']
}

/** Grounds by what they settle and what the statement says. */
const indexGrounds = (grounds: readonly Ground[], read: ReadStatement): ReadonlyMap<string, Ground> =>
  new Map(grounds.map((ground) => [`${ground.what} ${read(ground.ref)?.content ?? ground.ref}`, ground]))

const longestStatement = 160

function tellGround({ ref }: Ground, read: ReadStatement): string {
  const says = read(ref)?.says ?? ''
  return `${ref} (${says.length > longestStatement ? `${says.slice(0, longestStatement)}...` : says})`
}
